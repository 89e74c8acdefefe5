// The schema that this service gives its database: who may see and do what, and whether every
// statement fits it.

#include "platform/testing/schema_suite.h"

#include "absl/strings/str_cat.h"
#include "platform/events/queries.h"
#include "platform/journal/queries.h"
#include "platform/people/queries.h"
#include "platform/reconcile/queries.h"
#include "platform/retention/queries.h"
#include "services/catalog/sql.h"
#include "services/catalog/store/request_store.h"
#include "services/catalog/store/tables.h"

namespace steward::catalog {
namespace {

using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

class SchemaTest : public SchemaSuite {
 protected:
  static void SetUpTestSuite() {
    Begin(
        {{"journal", journal::sql::kMigrations},
         {"events", events::sql::kMigrations},
         {"retention", retention::sql::kMigrations},
         {"people", people::sql::kMigrations},
         {"reconcile", reconcile::sql::kMigrations},
         {"catalog", sql::kMigrations}},
        "INSERT INTO configuration_item VALUES ('%', 'a', DEFAULT, 1, '', '', '', '', 1, now(), "
        "now(),"
        " '');"
        "INSERT INTO catalog_service VALUES ('%', 'a', DEFAULT, 1, '', '', '', 1, now(), now(), "
        "'');"
        "INSERT INTO service_offering VALUES ('%', 'a', DEFAULT, 1, 'catalogServices/a', DEFAULT,"
        " '', 1, now(), now(), '');"
        "INSERT INTO catalog_item VALUES ('%', 'a', DEFAULT, 1, 'serviceOfferings/a', DEFAULT, '',"
        " '', 1, 1, true, now(), now(), '');"
        "INSERT INTO service_request VALUES ('%', 'REQ-1', 1, 1, '', 1, '', '', '', '', '', '',"
        " now(), now(), NULL, '');"
        "INSERT INTO subscription VALUES ('%', 'REQ-1', 1, '', '', '', '', '', 1, now(), now(),"
        " NULL, NULL, '');"
        "INSERT INTO related_record VALUES ('%', 'REQ-1', 'requests/REQ-1', 1, 1);");
  }
};

TEST_F(SchemaTest, KeepsTenantsApart) {
  EXPECT_THAT(
      schema_->TablesOfTenants(),
      IsSupersetOf({"configuration_item", "catalog_service", "service_offering", "catalog_item",
                    "service_request", "subscription", "related_record", "due_work"}));
  ExpectTenantsApart();
}

TEST_F(SchemaTest, LetsNobodyDeleteAnything) {
  auto application = Application();
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
