#include "platform/pg/roles.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/pg/connection.h"
#include "platform/pg/error.h"
#include "platform/pg/pool.h"
#include "platform/testing/postgres.h"
#include "platform/testing/status_matchers.h"

namespace steward::pg {
namespace {

constexpr char kJobs[] = "steward_jobs_test";
constexpr char kSchema[] = R"sql(
CREATE TABLE item (tenant_id text NOT NULL, id text NOT NULL, PRIMARY KEY (tenant_id, id));
INSERT INTO item VALUES ('acme', 'a1'), ('beta', 'b1'), ('beta', 'old');
ALTER TABLE item ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON item USING (tenant_id = (SELECT current_setting('app.tenant', true)));
CREATE POLICY system ON item USING ((SELECT current_setting('app.system', true)) = 'on');
CREATE POLICY young_ones_stay ON item AS RESTRICTIVE FOR DELETE
  USING ((SELECT current_setting('app.system', true)) = 'on' AND id = 'old');
GRANT SELECT, INSERT, DELETE ON item TO steward_app_test;
)sql";
constexpr Query kAll{"all_items", "SELECT id FROM item"};
constexpr Query kDelete{"delete_items", "DELETE FROM item"};

absl::Time Soon() { return absl::Now() + absl::Seconds(10); }

class RolesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    RunAsSuperuser(absl::StrCat("DROP ROLE IF EXISTS ", kJobs, "; CREATE ROLE ", kJobs,
                                " LOGIN; GRANT steward_app_test TO ", kJobs));
    ASSERT_THAT(Connection::Open(owner_).value()->RunScript(kSchema), IsOk());
  }
  void TearDown() override { RunAsSuperuser(absl::StrCat("DROP OWNED BY ", kJobs)); }

  void RunAsSuperuser(const std::string& script) {
    const std::string conninfo = TestPostgres::Get().SuperuserConninfo(owner_);
    ASSERT_THAT(Connection::Open(conninfo).value()->RunScript(script), IsOk()) << script;
  }

  std::string As(const std::string& role) const { return application_ + " user=" + role; }

  // How many rows of all tenants a role reads, or deletes.
  static int64_t CountOfAll(const std::string& conninfo) {
    Pool pool(conninfo, 1);
    auto results = pool.ReadAsSystem({{&kAll, {}, {}}}, Soon());
    return results.ok() ? results->at(0).rows() : -1;
  }
  static int64_t DeleteOfAll(const std::string& conninfo) {
    Pool pool(conninfo, 1);
    auto results = pool.WriteAsSystem({{&kDelete, {}, {}}}, Soon());
    return results.ok() ? results->at(0).affected() : -1;
  }

  std::string owner_ = TestPostgres::Get().CreateDatabase();
  std::string application_ = TestPostgres::Get().AppConninfo(owner_);
  std::string jobs_ = As(kJobs);
};

TEST_F(RolesTest, KeepsWhatIsForAllTenantsForTheRoleOfJobs) {
  EXPECT_EQ(CountOfAll(application_), 3);
  for (int round = 0; round < 2; ++round) ASSERT_THAT(KeepForJobs(owner_, kJobs), IsOk());

  EXPECT_EQ(CountOfAll(application_), 0);
  EXPECT_EQ(DeleteOfAll(application_), 0);
  EXPECT_EQ(CountOfAll(owner_), 3);
  EXPECT_EQ(CountOfAll(jobs_), 3);
  EXPECT_EQ(DeleteOfAll(jobs_), 1) << "what restricts all of them restricts this one, too";
}

TEST_F(RolesTest, APoolGoesOverTenantsInTheRoleOfJobsOnly) {
  ASSERT_THAT(KeepForJobs(owner_, kJobs), IsOk());
  constexpr Query kWho{"who", "SELECT current_user::text"};
  PartJobs(application_, jobs_);
  Pool pool(application_, 1);

  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(pool.Read("acme", {&kAll, {}, {}}, Soon())->Text(0, 0), "a1");
    EXPECT_EQ(pool.Read("acme", {&kWho, {}, {}}, Soon())->Text(0, 0), "steward_app_test");
    auto all = pool.ReadAsSystem({{&kAll, {}, {}}, {&kWho, {}, {}}}, Soon());
    ASSERT_THAT(all, IsOk());
    EXPECT_EQ(all->at(0).rows(), 3);
    EXPECT_EQ(all->at(1).Text(0, 0), kJobs);
  }
}

TEST_F(RolesTest, AcceptsOneRoleForAllUntilTheyAreKeptApart) {
  EXPECT_THAT(CheckRoles(application_, application_), IsOk());
  EXPECT_THAT(CheckRoles(application_, jobs_), IsOk());
  ASSERT_THAT(KeepForJobs(owner_, kJobs), IsOk());
  EXPECT_THAT(CheckRoles(application_, jobs_), IsOk());

  const absl::Status status = CheckRoles(application_, application_);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_TRUE(absl::StrContains(status.message(), "jobs_database")) << status;
}

TEST_F(RolesTest, SeesAPolicyThatALaterMigrationLeftOpen) {
  ASSERT_THAT(KeepForJobs(owner_, kJobs), IsOk());
  ASSERT_THAT(Connection::Open(owner_).value()->RunScript(
                  "DROP POLICY system ON item; CREATE POLICY system ON item FOR SELECT"
                  " USING ((SELECT current_setting('app.system', true)) = 'on')"),
              IsOk());
  EXPECT_EQ(CountOfAll(application_), 3);

  ASSERT_THAT(KeepForJobs(owner_, kJobs), IsOk());

  EXPECT_EQ(CountOfAll(application_), 0);
}

TEST_F(RolesTest, NamesARoleThatIsNotThere) {
  const absl::Status status = KeepForJobs(owner_, "nobody");
  EXPECT_EQ(SqlState(status), "42704");
}

struct Fault {
  const char* description;
  const char* grant;   // of a role "odd", which has what the application role has
  const char* revoke;  // what outlives the database
  const char* says;
};

TEST_F(RolesTest, RefusesRolesThatMayDoMore) {
  RunAsSuperuser("CREATE ROLE odd LOGIN IN ROLE steward_app_test; CREATE ROLE passes BYPASSRLS");
  ASSERT_THAT(CheckRoles(As("odd"), As("odd")), IsOk());
  const Fault kFaults[] = {
      {"superuser", "ALTER ROLE odd SUPERUSER", "ALTER ROLE odd NOSUPERUSER", "row-level"},
      {"bypass", "ALTER ROLE odd BYPASSRLS", "ALTER ROLE odd NOBYPASSRLS", "row-level"},
      {"member of one", "GRANT passes TO odd", "REVOKE passes FROM odd", "row-level"},
      {"member without inheriting", "ALTER ROLE odd NOINHERIT; GRANT passes TO odd",
       "REVOKE passes FROM odd; ALTER ROLE odd INHERIT", "row-level"},
      {"member of the owner", "GRANT steward_owner TO odd", "REVOKE steward_owner FROM odd",
       "owns tables"},
      {"owner", "CREATE TABLE own (id text); ALTER TABLE own OWNER TO odd", "DROP TABLE own",
       "owns tables"},
      {"truncate", "GRANT TRUNCATE ON item TO odd", "REVOKE TRUNCATE ON item FROM odd", "TRUNCATE"},
      {"create", "GRANT CREATE ON SCHEMA public TO PUBLIC",
       "REVOKE CREATE ON SCHEMA public FROM PUBLIC", "CREATE"},
  };
  for (const Fault& fault : kFaults) {
    SCOPED_TRACE(fault.description);
    RunAsSuperuser(fault.grant);
    for (const absl::Status& status :
         {CheckRoles(As("odd"), As("odd")), CheckRoles(application_, As("odd"))}) {
      EXPECT_THAT(status, HasReason(errors::Reason::PERMISSION_DENIED));
      EXPECT_TRUE(absl::StrContains(status.message(), fault.says)) << status;
    }
    RunAsSuperuser(fault.revoke);
  }
  EXPECT_THAT(CheckRoles(As("odd"), As("odd")), IsOk()) << "nothing is left of the faults";
  RunAsSuperuser("DROP OWNED BY odd; DROP ROLE odd, passes");
}

TEST_F(RolesTest, RefusesRolesThatAreNotApart) {
  ASSERT_THAT(KeepForJobs(owner_, kJobs), IsOk());
  RunAsSuperuser("CREATE ROLE mixed LOGIN NOINHERIT; GRANT steward_jobs_test TO mixed");
  EXPECT_TRUE(absl::StrContains(CheckRoles(As("mixed"), jobs_).message(), "revoke the membership"));

  RunAsSuperuser("CREATE ROLE apart LOGIN");
  EXPECT_TRUE(absl::StrContains(CheckRoles(As("apart"), jobs_).message(), "must be a member"));
  RunAsSuperuser("DROP ROLE mixed, apart");
}

}  // namespace
}  // namespace steward::pg
