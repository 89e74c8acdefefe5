// The schema that this service gives its database: who may see and do what, and whether every
// statement fits it.

#include "platform/testing/schema_suite.h"

#include "platform/events/queries.h"
#include "platform/journal/queries.h"
#include "platform/people/queries.h"
#include "platform/retention/queries.h"
#include "platform/testing/explain.h"
#include "services/change_approval/sql.h"

namespace steward::change_approval {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::StartsWith;

class SchemaTest : public SchemaSuite {
 protected:
  static void SetUpTestSuite() {
    Begin(
        {{"journal", journal::sql::kMigrations},
         {"events", events::sql::kMigrations},
         {"retention", retention::sql::kMigrations},
         {"people", people::sql::kMigrations},
         {"change_approval", sql::kMigrations}},
        "INSERT INTO approval SELECT '%', 'APR-' || i, 1, 1, '', '', '', '', now(), now(), now(),"
        " NULL, '' FROM generate_series(1, 3000) i;"
        "INSERT INTO change SELECT '%', 'CHG-' || i, 1, '', 1, '', '', 1, '', '', '', NULL, NULL,"
        " NULL, NULL, '', 1, i % 100 = 0, 0, '', now(), now(), '' FROM generate_series(1, 3000) i;"
        "INSERT INTO unassigned_incident SELECT '%', 'CHG-' || i FROM generate_series(3001, 6000) "
        "i;"
        "ANALYZE");
  }

  // Of a statement for all tenants, whatever its parameters are.
  std::string PlanOf(const pg::Query& query, const std::vector<std::string>& params) {
    auto application = Application();
    EXPECT_THAT(application->RunScript("SET plan_cache_mode = force_generic_plan"), IsOk());
    return ExplainPrepared(*application, {pg::ScopeToSystem()}, query, params);
  }
};

TEST_F(SchemaTest, KeepsTenantsApart) {
  EXPECT_THAT(schema_->TablesOfTenants(),
              IsSupersetOf({"approval", "change", "change_model", "change_template",
                            "known_configuration_item", "unassigned_incident"}));
  ExpectTenantsApart();
  EXPECT_THAT(schema_->WidePolicies(), Each(Not(StartsWith("approval "))));
  EXPECT_THAT(schema_->WidePolicies(), Each(Not(StartsWith("change"))));
}

TEST_F(SchemaTest, LetsNobodyDeleteAnApproval) {
  auto application = Application();
  for (const char* forbidden : {"DELETE FROM approval", "TRUNCATE approval",
                                "CREATE POLICY all_rows ON approval USING (true)"})
    EXPECT_EQ(pg::SqlState(Schema::Query(*application, forbidden, {"acme"}).status()), "42501")
        << forbidden;
}

// Whoever looks for what has expired only reads.
TEST_F(SchemaTest, ChangesNothingForAllTenants) {
  auto application = Application();
  auto changed =
      application->Run(std::vector<pg::Statement>{pg::ScopeToSystem(),
                                                  {nullptr, {}, "UPDATE approval SET state = 5"}},
                       absl::Now() + absl::Seconds(10));
  ASSERT_THAT(changed, IsOk());
  EXPECT_EQ(changed->at(1).affected(), 0);
}

TEST_F(SchemaTest, FindsWhatHasNoIncidentByAnIndex) {
  const std::string plan = PlanOf(sql::kListChangesWithoutIncident, {"100", "NULL", "NULL"});
  EXPECT_THAT(plan, HasSubstr("using change_without_incident"));
  EXPECT_THAT(plan, HasSubstr("using unassigned_incident_pkey"));
  // Both are read in their order and merged, whose key is shown as well.
  EXPECT_THAT(plan, Not(HasSubstr("Sort  (")));
}

TEST_F(SchemaTest, FindsWhatHasNoApprovalByAnIndex) {
  const std::string plan = PlanOf(sql::kListChangesWithoutApproval, {"100", "NULL", "NULL"});
  EXPECT_THAT(plan, HasSubstr("using change_without_approval"));
  EXPECT_THAT(plan, Not(HasSubstr("Sort")));
}

TEST_F(SchemaTest, FitsEveryStatement) {
  EXPECT_GT(sql::kQueries.size(), 0u);
  EXPECT_THAT(schema_->Misfits(sql::kQueries), IsEmpty());
}

TEST_F(SchemaTest, FindsWhatHasExpiredByAnIndex) {
  const std::string plan =
      PlanOf(sql::kListExpiredApprovals, {"NULL", "100", "NULL", "NULL", "NULL"});
  EXPECT_THAT(plan, HasSubstr("using approval_by_expire_time"));
  EXPECT_THAT(plan, Not(HasSubstr("Sort")));
}

}  // namespace
}  // namespace steward::change_approval
