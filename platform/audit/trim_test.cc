// Which events end and which stay, against a real PostgreSQL with the policies of the schema.

#include "platform/audit/trim.h"

#include <gmock/gmock.h>

#include "platform/audit/chain_for_test.h"
#include "platform/pg/error.h"
#include "platform/retention/sweep.h"
#include "platform/testing/explain.h"

namespace steward::audit {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr absl::Duration kAge = absl::Hours(20 * 24);

class TrimTest : public ChainTest {
 protected:
  // All that may end, in steps of 4 events.
  void Trim(absl::Duration age = kAge) {
    TrimWalk walk{.shard = kShard};
    for (bool more = true; more;) {
      more = MoveTrimmed(*connection_, kShard, age, 4).value();
      while (DeleteTrimmed(*connection_, &walk, 4).value()) continue;
    }
  }

  std::string Trimmed() const {
    return Ask(
        absl::StrCat("trimmed_epoch || '/' || trimmed_to FROM stream WHERE shard = ", kShard));
  }
  // Positions of the events that are left.
  std::string Kept() const {
    return Ask(
        "COALESCE(string_agg(epoch || '/' || event_offset, ' ' ORDER BY epoch, event_offset), '')"
        " FROM journal");
  }

  int64_t Delete(pg::Statement scope, const std::string& text = "DELETE FROM journal") {
    auto results =
        connection_->Run(std::vector<pg::Statement>{std::move(scope), {nullptr, {}, text}}, Soon());
    EXPECT_THAT(results, IsOk());
    return results.ok() ? results->at(1).affected() : -1;
  }

  static constexpr int kShard = journal::ShardOf("acme");
  std::unique_ptr<pg::Connection> connection_ =
      pg::Connection::Open(application(), retention::kStepSettings).value();
};

TEST_F(TrimTest, LetsOldEventsEndStepByStep) {
  Append("acme", 10);
  Age("21 days");
  Append("acme", 3);
  Age("1 hour");
  SealAll("acme");

  Trim();

  EXPECT_EQ(Kept(), "1/11 1/12 1/13");
  EXPECT_EQ(Trimmed(), "1/10");
  EXPECT_FALSE(Verify("acme").has_fault());
  Trim();
  EXPECT_EQ(Kept(), "1/11 1/12 1/13");
}

TEST_F(TrimTest, EndsAtTheFirstThatIsYoungWhateverTheClocksSaidAfterIt) {
  Append("acme", 6);
  Age("21 days");
  Execute("UPDATE journal SET time = now() WHERE event_offset = 3");
  SealAll("acme");

  Trim();

  EXPECT_EQ(Trimmed(), "1/2");
  EXPECT_EQ(Kept(), "1/3 1/4 1/5 1/6");
}

TEST_F(TrimTest, GoesFromEpochToEpoch) {
  Append("acme", 3);
  Execute("UPDATE stream SET epoch = 2");
  Append("acme", 6, 2);
  Age("21 days");
  SealAll("acme");
  Append("acme", 1, 2);
  SealAll("acme");

  Trim();

  EXPECT_EQ(Trimmed(), "2/9");
  EXPECT_EQ(Kept(), "2/10");
  EXPECT_FALSE(Verify("acme").has_fault());
}

TEST_F(TrimTest, KeepsWhatIsNotSealed) {
  Append("acme", 5);
  Age("21 days");
  Trim();
  EXPECT_EQ(Trimmed(), "1/0");

  SealAll("acme");
  Append("acme", 2);
  Age("21 days");
  Trim();

  EXPECT_EQ(Trimmed(), "1/5");
  EXPECT_EQ(Kept(), "1/6 1/7");
}

TEST_F(TrimTest, LeavesOtherShardsAlone) {
  std::string other = "n";
  while (journal::ShardOf(other) == kShard) other += "n";
  Append(other, 5);
  Age("21 days");
  SealAll(other);

  Trim();

  EXPECT_EQ(Number("count(*) FROM journal"), 5);
  EXPECT_EQ(Number("sum(trimmed_to) FROM stream"), 0);
}

TEST_F(TrimTest, DeletesWhatARoundThatWasCutOffHasLeft) {
  Append("acme", 6);
  Age("21 days");
  SealAll("acme");
  ASSERT_THAT(MoveTrimmed(*connection_, kShard, kAge, 4), IsOk());
  EXPECT_EQ(Trimmed(), "1/4");
  EXPECT_EQ(Number("count(*) FROM journal"), 6);
  EXPECT_FALSE(Verify("acme").has_fault());

  Trim();

  EXPECT_EQ(Kept(), "");
  EXPECT_EQ(Trimmed(), "1/6");
}

TEST_F(TrimTest, HarmsNothingWhenTwoDoTheSame) {
  Append("acme", 12);
  Age("21 days");
  SealAll("acme");
  auto other = pg::Connection::Open(application()).value();
  TrimWalk one{.shard = kShard}, two{.shard = kShard};

  ASSERT_THAT(MoveTrimmed(*connection_, kShard, kAge, 8), IsOk());
  ASSERT_THAT(MoveTrimmed(*other, kShard, kAge, 2), IsOk());
  ASSERT_THAT(DeleteTrimmed(*connection_, &one, 4), IsOk());
  ASSERT_THAT(DeleteTrimmed(*other, &two, 4), IsOk());

  EXPECT_EQ(one.deleted + two.deleted, 8);
  EXPECT_EQ(Trimmed(), "1/10");
  EXPECT_EQ(Kept(), "1/9 1/10 1/11 1/12");
}

TEST_F(TrimTest, TheDatabaseKeepsYoungEventsWhateverIsAsked) {
  Append("acme", 4);
  Age("13 days");
  SealAll("acme");

  Trim(absl::ZeroDuration());

  EXPECT_EQ(Number("count(*) FROM journal"), 4);
  Age("2 days");
  EXPECT_EQ(Delete(pg::ScopeToSystem()), 4);
}

TEST_F(TrimTest, TheDatabaseKeepsWhatIsNotSealedOrNotSaidToBeGone) {
  Append("acme", 6);
  Age("21 days");
  EXPECT_EQ(Delete(pg::ScopeToSystem()), 0);
  Execute("UPDATE stream SET trimmed_to = 4 WHERE head = 6");
  EXPECT_EQ(Delete(pg::ScopeToSystem()), 0) << "not sealed";
  SealAll("acme");

  EXPECT_EQ(Delete(pg::ScopeTo({"acme"})), 0) << "in the scope of a tenant";
  EXPECT_EQ(Delete(pg::ScopeToSystem()), 4);
  EXPECT_EQ(Kept(), "1/5 1/6");
}

TEST_F(TrimTest, ReadsNoMoreThanItsStep) {
  Append("acme", 20000);
  Execute("ANALYZE journal; ANALYZE stream; ANALYZE sealing;");
  const auto plan = [&](const pg::Query& query, const std::vector<std::string>& values) {
    return ExplainPrepared(*connection_, {pg::ScopeToSystem()}, query, values);
  };

  const std::string shard = absl::StrCat(kShard);
  const std::string move = plan(sql::kMoveTrimmed, {shard, "1728000", "500"});
  const std::string gone = plan(sql::kDeleteTrimmed, {shard, "1", "100", "500"});

  for (const std::string& text : {move, gone}) {
    EXPECT_THAT(text, HasSubstr("using journal_by_offset on journal")) << text;
    EXPECT_THAT(text, Not(HasSubstr("Seq Scan on journal"))) << text;
  }
  EXPECT_THAT(gone, HasSubstr("Tid Scan on journal")) << gone;
}

}  // namespace
}  // namespace steward::audit
