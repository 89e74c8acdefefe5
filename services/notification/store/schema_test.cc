// Whether the statements of this service fit its schema, and who may see and do what.

#include "platform/testing/schema_suite.h"

#include "platform/events/queries.h"
#include "platform/journal/queries.h"
#include "platform/people/queries.h"
#include "platform/retention/queries.h"
#include "services/notification/sql.h"
#include "services/notification/store/delivery_store.h"
#include "services/notification/store/notification_store.h"
#include "services/notification/store/tables.h"
#include "services/notification/store/webhook_store.h"

namespace steward::notification {
namespace {

using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

class SchemaTest : public SchemaSuite {
 protected:
  static void SetUpTestSuite() {
    Begin({{"journal", journal::sql::kMigrations},
           {"events", events::sql::kMigrations},
           {"people", people::sql::kMigrations},
           {"retention", retention::sql::kMigrations},
           {"notification", sql::kMigrations}},
          "INSERT INTO notification_rule VALUES ('%', 'r', 1, 'R', '{}', 't', 1, false, 1, now(),"
          " now(), '');"
          "INSERT INTO notification_template VALUES ('%', 't', 1, 'T', now(), now(), '');"
          "INSERT INTO notification_preference VALUES ('%', 'u', 1, '');"
          "INSERT INTO contact VALUES ('%', 'users/u', 1, true, 'U', '', '', '');"
          "INSERT INTO notice VALUES ('%', 'e', now(), NULL, 0, '');"
          "INSERT INTO hidden_record VALUES ('%', 'tickets/INC-1', '{}');"
          "INSERT INTO notification (tenant_id, id, event_id, event_type, event_class, resource,"
          " rule, recipient, reader, channel, state, reason, subject, confidential, create_time,"
          " address, html, body) VALUES ('%', 'n', 'e', 'x', 1, '', '', '', '', 1, 1, 0, '', false,"
          " now(), '', '', '');");
  }
};

TEST_F(SchemaTest, FencesEveryTableThatHasATenant) {
  EXPECT_THAT(
      schema_->TablesOfTenants(),
      IsSupersetOf({"contact", "hidden_record", "notice", "notification", "notification_preference",
                    "notification_rule", "notification_template"}));
  ExpectTenantsApart();
}

TEST_F(SchemaTest, ShowsOneTenantOnlyToAQueryThatForgetsIt) {
  auto application = Application();
  for (const char* table :
       {"contact", "hidden_record", "notice", "notification", "notification_preference",
        "notification_rule", "notification_template"}) {
    auto rows = Schema::Query(*application, absl::StrCat("SELECT FROM ", table), {"acme"});
    ASSERT_THAT(rows, IsOk());
    EXPECT_EQ(rows->rows(), 1) << table;
  }
}

TEST_F(SchemaTest, GivesTheApplicationNoMoreThanItNeeds) {
  auto application = Application();
  for (const char* forbidden :
       {"DELETE FROM notification_rule", "DELETE FROM notification_template",
        "DELETE FROM notification_preference", "DELETE FROM contact", "TRUNCATE notification"}) {
    auto outcome = Schema::Query(*application, forbidden, {"acme"});
    EXPECT_EQ(pg::SqlState(outcome.status()), "42501") << forbidden << ": " << outcome.status();
  }
}

TEST_F(SchemaTest, FitsEveryStatement) { EXPECT_THAT(schema_->Misfits(sql::kQueries), IsEmpty()); }

TEST(Columns, FitTheContract) {
  for (const resource::ColumnTable* table :
       {&NotificationColumns(), &DeliveryColumns(), &WebhookColumns(), RuleTable().own.list.table,
        TemplateTable().own.list.table})
    EXPECT_THAT(resource::CheckColumns(*table), IsOk()) << table->resource->name();
}

}  // namespace
}  // namespace steward::notification
