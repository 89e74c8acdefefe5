#include "platform/reconcile/due_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/journal/mutate.h"
#include "platform/journal/things_for_test.h"
#include "platform/reconcile/queries.h"
#include "platform/testing/ask_postgres.h"
#include "platform/testing/schema.h"

namespace steward::reconcile {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class DueQueueTest : public testing::Test {
 protected:
  DueQueueTest() {
    EXPECT_THAT(
        pg::Migrate(owner_, std::string(TestPostgres::kApplicationRole),
                    {{"journal", journal::sql::kMigrations}, {"reconcile", sql::kMigrations}}),
        IsOk());
  }

  void RingIt(const std::string& resource, const std::string& tenant = "acme") {
    EXPECT_THAT(pool_.WriteAsSystem({Ring(tenant, resource)}, absl::Now() + absl::Seconds(10)),
                IsOk());
  }
  absl::optional<Claim> Take(absl::Duration lease = absl::Minutes(1)) {
    return queue_.Take(lease, served_).value();
  }
  std::string Taken() {
    const auto claim = Take();
    if (claim) served_ = claim->key.tenant;
    return claim ? claim->key.tenant + " " + claim->key.resource : "none";
  }
  std::string Count() {
    return AskPostgres(TestPostgres::Get().SuperuserConninfo(owner_),
                       "SELECT count(*) FROM due_work");
  }

  const std::string owner_ = TestPostgres::Get().CreateDatabase();
  const std::string application_ = TestPostgres::Get().AppConninfo(owner_);
  pg::Pool pool_{application_, 1};
  const DueQueue queue_{&pool_};
  // The tenant that had the last turn.
  std::string served_;
};

TEST_F(DueQueueTest, GivesEachRecordToOne) {
  RingIt("requests/REQ-1");
  RingIt("requests/REQ-1", "beta");
  RingIt("requests/REQ-1");

  EXPECT_EQ(Taken(), "acme requests/REQ-1");
  EXPECT_EQ(Taken(), "beta requests/REQ-1");
  EXPECT_EQ(Taken(), "none");
}

// One that the first migration was applied to, with records that wait, are held and are put off.
TEST(DueQueue, GoesOnInADatabaseOfAnEarlierRelease) {
  const std::string owner = TestPostgres::Get().CreateDatabase();
  const std::string role(TestPostgres::kApplicationRole);
  ASSERT_THAT(pg::Migrate(owner, role, {{"reconcile", {*sql::kMigrations.begin()}}}), IsOk());
  AskPostgres(TestPostgres::Get().SuperuserConninfo(owner),
              "INSERT INTO due_work (tenant_id, resource, due_time, lease_until) VALUES "
              "('acme', 'requests/REQ-1', now() - interval '1 hour', NULL), "
              "('acme', 'requests/REQ-2', now() - interval '2 hours', now() + interval '1 hour'), "
              "('acme', 'requests/REQ-3', now() + interval '1 hour', NULL), "
              "('beta', 'requests/REQ-1', now() - interval '3 hours', now() - interval '1 hour')");
  ASSERT_THAT(pg::Migrate(owner, role, {{"reconcile", sql::kMigrations}}), IsOk());
  pg::Pool pool(TestPostgres::Get().AppConninfo(owner), 1);
  const DueQueue queue(&pool);

  EXPECT_GT(queue.OldestDue().value(), absl::Hours(2));
  for (const char* tenant : {"acme", "beta"}) {
    const auto claim = queue.Take(absl::Minutes(1), "").value();
    ASSERT_TRUE(claim.has_value()) << tenant;
    EXPECT_EQ(claim->key.tenant, tenant);
    EXPECT_EQ(claim->key.resource, "requests/REQ-1");
    EXPECT_THAT(queue.Finish(*claim), IsOk());
  }
  EXPECT_FALSE(queue.Take(absl::Minutes(1), "").value().has_value());
}

// However much one of them has to do.
TEST_F(DueQueueTest, GivesTenantsTheirTurns) {
  for (const char* resource : {"requests/REQ-1", "requests/REQ-2", "requests/REQ-3"})
    RingIt(resource, "beta");
  RingIt("requests/REQ-1", "acme");
  RingIt("requests/REQ-1", "corp");
  RingIt("requests/REQ-2", "corp");

  std::vector<std::string> taken;
  for (int i = 0; i < 7; ++i) taken.push_back(Taken());

  EXPECT_THAT(taken, ElementsAre("acme requests/REQ-1", "beta requests/REQ-1",
                                 "corp requests/REQ-1", "beta requests/REQ-2",
                                 "corp requests/REQ-2", "beta requests/REQ-3", "none"));
}

TEST_F(DueQueueTest, PassesOverTenantsThatHaveNothingDue) {
  RingIt("requests/REQ-1", "acme");
  ASSERT_THAT(queue_.PutOff(*Take(), absl::Hours(1), 1), IsOk());
  RingIt("requests/REQ-1", "corp");
  served_ = "corp";

  EXPECT_EQ(Taken(), "corp requests/REQ-1");
  EXPECT_EQ(Taken(), "none");
}

TEST_F(DueQueueTest, KnowsHowLongSomethingWaits) {
  EXPECT_EQ(queue_.OldestDue().value(), absl::ZeroDuration());
  RingIt("requests/REQ-1");
  EXPECT_GT(queue_.OldestDue().value(), absl::ZeroDuration());
  const Claim held = *Take();
  EXPECT_EQ(queue_.OldestDue().value(), absl::ZeroDuration());
  ASSERT_THAT(queue_.PutOff(held, absl::Hours(1), 1), IsOk());
  EXPECT_EQ(queue_.OldestDue().value(), absl::ZeroDuration());
}

TEST_F(DueQueueTest, ForgetsWhatIsDone) {
  RingIt("requests/REQ-1");
  ASSERT_THAT(queue_.Finish(*Take()), IsOk());

  EXPECT_EQ(Count(), "0");
}

TEST_F(DueQueueTest, GivesAgainWhatWasRungMeanwhile) {
  RingIt("requests/REQ-1");
  const Claim done = *Take();
  RingIt("requests/REQ-1");
  ASSERT_THAT(queue_.Finish(done), IsOk());
  const Claim put_off = *Take();
  EXPECT_EQ(put_off.rings, 2);

  RingIt("requests/REQ-1");
  ASSERT_THAT(queue_.PutOff(put_off, absl::Hours(1), 1), IsOk());

  const Claim again = *Take();
  EXPECT_EQ(again.failures, 1);
}

TEST_F(DueQueueTest, WaitsWithWhatWasPutOffUntilItIsRung) {
  RingIt("requests/REQ-1");
  ASSERT_THAT(queue_.PutOff(*Take(), absl::Hours(1), 3), IsOk());
  EXPECT_EQ(Taken(), "none");

  RingIt("requests/REQ-1");

  EXPECT_EQ(Take()->failures, 3);
}

TEST_F(DueQueueTest, TakesALostClaimForVoid) {
  RingIt("requests/REQ-1");
  const Claim lost = *Take(absl::ZeroDuration());
  const Claim held = *Take();

  EXPECT_THAT(queue_.Finish(lost), IsOk());
  EXPECT_THAT(queue_.PutOff(lost, absl::ZeroDuration(), 5), IsOk());

  EXPECT_EQ(Taken(), "none");
  EXPECT_EQ(Count(), "1");
  EXPECT_THAT(queue_.Finish(held), IsOk());
  EXPECT_EQ(Count(), "0");
}

class DueQueueJournalTest : public DueQueueTest {
 protected:
  DueQueueJournalTest() {
    EXPECT_THAT(pg::Migrate(owner_, std::string(TestPostgres::kApplicationRole),
                            {{"thing", {{"0001_thing", journal::kThingSchema}}}}),
                IsOk());
    EXPECT_THAT(journal_.Open(), IsOk());
  }

  journal::Journal journal_{{.conninfo = application_}};
};

TEST_F(DueQueueJournalTest, IsRungByTheChangeItself) {
  const Call call = journal::CallOf("acme");
  const auto create = [&](const std::string& title) {
    journal::Change change = journal::Creation(call, title);
    change.writes.push_back(RingNewWrite("acme", "requests/REQ-"));
    change.writes.push_back(RingWrite("acme", "requests/REQ-99"));
    const auto request = journal::RequestOf(title);
    return journal_.Commit(call, journal::KeyOf(call, request), std::move(change)).status();
  };
  ASSERT_THAT(create("good"), IsOk());
  EXPECT_FALSE(create("bad").ok());

  EXPECT_EQ(Taken(), "acme requests/REQ-1");
  EXPECT_EQ(Taken(), "acme requests/REQ-99");
  EXPECT_EQ(Taken(), "none");
}

TEST_F(DueQueueTest, FencesItsTable) {
  Schema schema(owner_);
  EXPECT_THAT(schema.Unfenced(), IsEmpty());
  EXPECT_THAT(schema.KeysWithoutTenant(), IsEmpty());
  EXPECT_THAT(schema.WidePolicies(), ElementsAre("due_work system PERMISSIVE ALL"));
  EXPECT_THAT(schema.Misfits(sql::kQueries), IsEmpty());
  RingIt("requests/REQ-1");
  RingIt("requests/REQ-1", "beta");
  auto application = schema.Application();
  EXPECT_THAT(schema.Leaks(*application, {}), IsEmpty());
  EXPECT_THAT(schema.Leaks(*application, {"acme"}), IsEmpty());
}

}  // namespace
}  // namespace steward::reconcile
