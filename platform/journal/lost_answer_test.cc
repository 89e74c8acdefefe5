// A commit whose answer never came: the journal finds it when it runs the group again.

#include "platform/journal/shard.h"
#include "platform/journal/things_for_test.h"
#include "platform/testing/ask_postgres.h"
#include "platform/testing/eventually.h"

namespace steward::journal {
namespace {

// Commits wait for a standby that does not exist; whoever is ended while it waits has committed and
// cannot say so.
class LostAnswerTest : public ThingsTest {
 protected:
  void SetUp() override {
    ThingsTest::SetUp();
    // So that the journal has its connection already.
    ASSERT_THAT(Create(journal_, "acme", "one"), IsOk());
    rung_.clear();
    Execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
    Reload();
    // Once a new connection knows it, all processes have been told.
    ASSERT_TRUE(Eventually([&] {
      return AskPostgres(TestPostgres::Get().SuperuserConninfo(owner_),
                         "SHOW synchronous_standby_names") == "nobody";
    }));
    // Commits begin to wait when the checkpointer has taken it up, as it does before a checkpoint.
    Execute("CHECKPOINT");
  }
  void TearDown() override { Restore(); }

  void Reload() { Number("SELECT pg_reload_conf()::int"); }
  void Restore() {
    Execute("ALTER SYSTEM RESET synchronous_standby_names");
    Reload();
  }

  std::vector<Head> rung_;
  Journal journal_{{application_, [this](const std::vector<Head>& heads) {
                      rung_.insert(rung_.end(), heads.begin(), heads.end());
                    }}};
};

TEST_F(LostAnswerTest, IsRungForWhenItIsFound) {
  absl::StatusOr<Committed> committed = absl::UnknownError("pending");
  std::thread caller([&] { committed = Create(journal_, "acme", "two"); });
  const std::string waiting =
      "FROM pg_stat_activity WHERE usename = 'steward_app_test' AND wait_event = 'SyncRep'";
  EXPECT_TRUE(Eventually([&] { return Number("SELECT count(*) " + waiting) == 1; }));

  EXPECT_EQ(Number("SELECT count(*) FILTER (WHERE pg_terminate_backend(pid, 5000)) " + waiting), 1);
  Restore();
  caller.join();

  ASSERT_THAT(committed, IsOk());
  EXPECT_FALSE(committed->replayed);
  EXPECT_EQ(committed->resource, "tickets/INC-2");
  ASSERT_EQ(rung_.size(), 1u);
  EXPECT_EQ(rung_[0].shard, ShardOf("acme"));
  EXPECT_EQ(rung_[0].epoch, 1);
  EXPECT_EQ(rung_[0].offset, 2);
  ExpectSound();
}

}  // namespace
}  // namespace steward::journal
