// The schema that this service gives its database: who may see and do what, and whether every
// statement fits it.

#include "platform/testing/schema.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "platform/events/queries.h"
#include "platform/journal/queries.h"
#include "platform/people/queries.h"
#include "platform/pg/migrate.h"
#include "platform/reconcile/queries.h"
#include "platform/retention/queries.h"
#include "platform/testing/status_matchers.h"
#include "services/catalog/sql.h"
#include "services/catalog/store/request_store.h"
#include "services/catalog/store/tables.h"

namespace steward::catalog {
namespace {

using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

class SchemaTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const std::string owner = TestPostgres::Get().CreateDatabase();
    ASSERT_THAT(pg::Migrate(owner, std::string(TestPostgres::kApplicationRole),
                            {{"journal", journal::sql::kMigrations},
                             {"events", events::sql::kMigrations},
                             {"retention", retention::sql::kMigrations},
                             {"people", people::sql::kMigrations},
                             {"reconcile", reconcile::sql::kMigrations},
                             {"catalog", sql::kMigrations}}),
                IsOk());
    schema_ = new Schema(owner);
    for (const char* tenant : {"acme", "beta"}) {
      const std::string first = absl::StrCat(" VALUES ('", tenant, "', 'a', DEFAULT, 1, ");
      ASSERT_THAT(
          schema_->superuser().RunScript(absl::StrCat(
              "INSERT INTO configuration_item", first, "'', '', '', '', 1, now(), now(), '');",
              "INSERT INTO catalog_service", first, "'', '', '', 1, now(), now(), '');",
              "INSERT INTO service_offering", first,
              "'catalogServices/a', DEFAULT, '', 1, now(), now(), '');", "INSERT INTO catalog_item",
              first, "'serviceOfferings/a', DEFAULT, '', '', 1, 1, true, now(), now(), '');")),
          IsOk());
      const std::string id = absl::StrCat(" VALUES ('", tenant, "', 'REQ-1', ");
      ASSERT_THAT(schema_->superuser().RunScript(
                      absl::StrCat("INSERT INTO service_request", id,
                                   "1, 1, '', 1, '', '', '', '', '', '', now(), now(), NULL, '');",
                                   "INSERT INTO subscription", id,
                                   "1, '', '', '', '', '', 1, now(), now(), NULL, NULL, '');",
                                   "INSERT INTO related_record", id, "'requests/REQ-1', 1, 1);")),
                  IsOk());
    }
  }
  static void TearDownTestSuite() { delete schema_; }

  static Schema* schema_;
};

Schema* SchemaTest::schema_ = nullptr;

TEST_F(SchemaTest, KeepsTenantsApart) {
  EXPECT_THAT(
      schema_->TablesOfTenants(),
      IsSupersetOf({"configuration_item", "catalog_service", "service_offering", "catalog_item",
                    "service_request", "subscription", "related_record", "due_work"}));
  EXPECT_THAT(schema_->Unfenced(), IsEmpty());
  EXPECT_THAT(schema_->KeysWithoutTenant(), IsEmpty());
  auto application = schema_->Application();
  EXPECT_THAT(schema_->Leaks(*application, {}), IsEmpty());
  EXPECT_THAT(schema_->Leaks(*application, {"acme"}), IsEmpty());
}

TEST_F(SchemaTest, LetsNobodyDeleteAnything) {
  auto application = schema_->Application();
  for (const char* forbidden : {"DELETE FROM configuration_item", "TRUNCATE configuration_item",
                                "CREATE POLICY all_rows ON configuration_item USING (true)"})
    EXPECT_EQ(pg::SqlState(Schema::Query(*application, forbidden, {"acme"}).status()), "42501")
        << forbidden;
}

TEST_F(SchemaTest, FitsEveryStatement) {
  EXPECT_GT(sql::kQueries.size(), 0u);
  EXPECT_THAT(schema_->Misfits(sql::kQueries), IsEmpty());
}

TEST_F(SchemaTest, RefersToNothingOfAnotherTenant) {
  for (const char* text :
       {"INSERT INTO service_offering VALUES ('gamma', 'a', DEFAULT, 1, 'catalogServices/a', "
        "DEFAULT,"
        " '', 1, now(), now(), '')",
        "INSERT INTO catalog_item VALUES ('gamma', 'a', DEFAULT, 1, 'serviceOfferings/a', DEFAULT,"
        " '', '', 1, 1, true, now(), now(), '')"})
    EXPECT_EQ(pg::SqlState(Schema::Query(schema_->superuser(), text).status()), "23503") << text;
}

TEST(Columns, FitTheContract) {
  for (const resource::ColumnTable* table :
       {CatalogItemTable().list.table, CatalogServiceTable().list.table,
        ConfigurationItemTable().list.table, ServiceOfferingTable().list.table,
        SubscriptionTable().list.table, &RequestColumns()})
    EXPECT_THAT(resource::CheckColumns(*table), IsOk()) << table->resource->name();
}

}  // namespace
}  // namespace steward::catalog
