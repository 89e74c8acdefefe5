// The plans that PostgreSQL makes for what is asked by name, once the tables have grown.

#include "platform/testing/explain.h"
#include "services/catalog/store/catalog_for_test.h"

namespace steward::catalog {
namespace {

using ::testing::HasSubstr;

class PlansTest : public CatalogTest {
 protected:
  PlansTest() {
    Fill("configuration_item", "'i' || i, DEFAULT, 1, '', '', '', '', 1");
    Fill("catalog_service", "'i' || i, DEFAULT, 1, '', '', '', 1");
    Fill("service_offering", "'i' || i, DEFAULT, 1, 'catalogServices/i' || i, DEFAULT, '', 2");
    Fill("catalog_item",
         "'i' || i, DEFAULT, 1, 'serviceOfferings/i' || i, DEFAULT, '', '', 2, 1, false");
  }

  // Rows cannot be selected with DEFAULT, so that each is inserted by itself.
  void Fill(const std::string& table, const std::string& values) {
    std::string text = absl::StrCat("DO $fill$ BEGIN FOR i IN 1..2000 LOOP INSERT INTO ", table,
                                    " VALUES ('acme', ", values,
                                    ", now(), now(), ''); END LOOP; END $fill$; ANALYZE ", table);
    auto connection = pg::Connection::Open(TestPostgres::Get().SuperuserConninfo(owner_)).value();
    ASSERT_THAT(connection->RunScript(text), IsOk());
  }

  // As the point reader's connection has them.
  std::string Plan(const pg::Query& query, int params) {
    return ExplainPrepared(*connection_, {pg::ScopeTo({"acme"})}, query,
                           std::vector<std::string>(params, "NULL"));
  }

  std::unique_ptr<pg::Connection> connection_ =
      pg::Connection::Open(application_,
                           "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off"
                           " -c plan_cache_mode=force_generic_plan")
          .value();
};

TEST_F(PlansTest, LookUpByTenantAndId) {
  for (const pg::Query* query : {&sql::kGetConfigurationItems, &sql::kGetCatalogServices,
                                 &sql::kGetServiceOfferings, &sql::kGetCatalogItems})
    EXPECT_THAT(Plan(*query, 2),
                HasSubstr("Index Cond: ((tenant_id = i.tenant_id) AND (folded_id = i.id))"))
        << query->name;
}

TEST_F(PlansTest, FindWhatStillNeedsSomething) {
  EXPECT_THAT(Plan(sql::kListPublishedOfferings, 3), HasSubstr("service_offering_by_service"));
  EXPECT_THAT(Plan(sql::kListPublishedItems, 3), HasSubstr("catalog_item_by_offering"));
}

}  // namespace
}  // namespace steward::catalog
