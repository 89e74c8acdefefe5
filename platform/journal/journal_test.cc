#include "platform/journal/journal.h"

#include <atomic>
#include <set>

#include "platform/journal/shard.h"
#include "platform/journal/things_for_test.h"
#include "platform/pg/error.h"
#include "platform/testing/eventually.h"
#include "steward/notification/v1/webhook.pb.h"

namespace steward::journal {
namespace {

using errors::Reason;

class JournalTest : public ThingsTest {
 protected:
  std::vector<Head> rung_;
  Journal journal_{{application_, [this](const std::vector<Head>& heads) {
                      rung_.insert(rung_.end(), heads.begin(), heads.end());
                    }}};
};

TEST_F(JournalTest, MakesAChangeAndItsEvent) {
  auto committed = Create(journal_, "acme", "Mail is down");

  ASSERT_THAT(committed, IsOk());
  EXPECT_EQ(committed->resource, "tickets/INC-1");
  EXPECT_EQ(committed->version, 1);
  EXPECT_FALSE(committed->replayed);
  EXPECT_EQ(Number("SELECT count(*) FROM thing WHERE tenant_id = 'acme' AND id = 'INC-1'"), 1);
  EXPECT_EQ(Number("SELECT count(*) FROM journal WHERE tenant_id = 'acme' AND resource ="
                   " 'tickets/INC-1' AND type = 'test.created.v1' AND actor = 'users/alice'"),
            1);
  ExpectSound();
}

TEST_F(JournalTest, TellsWithoutWritingAnything) {
  const Call call = CallOf("acme", "test.Things/Get");
  Change telling;
  telling.drafts.push_back(DescribeChange(call, "test.read.v1", 1, nullptr, ThingOf("seen")));
  telling.drafts[0].resource = "reads/1";
  const RequestKey key = KeyOf(call, RequestOf("seen", "same"));

  ASSERT_THAT(Create(journal_, "acme", "one"), IsOk());
  auto committed = journal_.Commit(call, key, telling);
  auto repeated = journal_.Commit(call, key, telling);

  ASSERT_THAT(committed, IsOk());
  EXPECT_EQ(committed->resource, "reads/1");
  EXPECT_FALSE(committed->replayed);
  ASSERT_THAT(repeated, IsOk());
  EXPECT_TRUE(repeated->replayed);
  EXPECT_EQ(Number("SELECT count(*) FROM journal WHERE type = 'test.read.v1'"), 1);
  EXPECT_EQ(rung_.back().offset, 2);
}

// What happens to a resource in several steps at once is answered as it stands after the last one.
TEST_F(JournalTest, AnswersWithTheLastEventOfTheFirstResource) {
  const Call call = CallOf("acme");
  Change change = Creation(call, "first");
  change.drafts.push_back(DescribeChange(call, "test.opened.v1", 2, nullptr, ThingOf("second")));
  change.drafts[1].resource = change.drafts[0].resource;
  change.drafts[1].series = change.drafts[0].series;
  change.drafts.push_back(DescribeChange(call, "test.read.v1", 1, nullptr, ThingOf("other")));
  change.drafts[2].resource = "reads/1";
  const RequestKey key = KeyOf(call, RequestOf("first", "same"));

  auto committed = journal_.Commit(call, key, change);
  auto repeated = journal_.Commit(call, key, change);

  ASSERT_THAT(committed, IsOk());
  EXPECT_EQ(committed->resource, "tickets/INC-1");
  EXPECT_EQ(committed->version, 2);
  ASSERT_THAT(repeated, IsOk());
  EXPECT_TRUE(repeated->replayed);
  EXPECT_EQ(repeated->resource, "tickets/INC-1");
  EXPECT_EQ(repeated->version, 2);
  Ticket answer;
  ASSERT_TRUE(repeated->event.resource().UnpackTo(&answer));
  EXPECT_EQ(answer.title(), "second");
  EXPECT_EQ(answer.name(), "tickets/INC-1");
  EXPECT_EQ(Number("SELECT count(*) FROM journal WHERE resource = 'tickets/INC-1'"), 2);
  EXPECT_EQ(Number("SELECT count(*) FROM journal"), 3);
}

TEST_F(JournalTest, RingsWithTheNewHeadOfTheShard) {
  ASSERT_THAT(Create(journal_, "acme", "one"), IsOk());
  ASSERT_THAT(Create(journal_, "acme", "two"), IsOk());

  ASSERT_EQ(rung_.size(), 2u);
  EXPECT_EQ(rung_[0].shard, ShardOf("acme"));
  EXPECT_EQ(rung_[0].epoch, 1);
  EXPECT_EQ(rung_[0].offset, 1);
  EXPECT_EQ(rung_[1].offset, 2);
}

TEST_F(JournalTest, NumbersEachTenantFromOne) {
  for (int i = 1; i <= 3; ++i)
    for (const char* tenant : {"acme", "beta", "null"}) {
      auto committed = Create(journal_, tenant, "one");
      ASSERT_THAT(committed, IsOk());
      EXPECT_EQ(committed->resource, absl::StrCat("tickets/INC-", i)) << tenant;
    }
  ExpectSound();
}

TEST_F(JournalTest, ChangesNothingWhereTheGuardDoesNotHold) {
  ASSERT_THAT(Create(journal_, "acme", "one"), IsOk());
  const size_t rings = rung_.size();

  EXPECT_THAT(Update(journal_, "acme", "INC-1", 7, "two"), HasReason(Reason::CONCURRENT_CHANGE));
  EXPECT_THAT(Update(journal_, "acme", "INC-9", 1, "two"), HasReason(Reason::CONCURRENT_CHANGE));
  EXPECT_THAT(Update(journal_, "beta", "INC-1", 1, "two"), HasReason(Reason::CONCURRENT_CHANGE));

  EXPECT_EQ(Number("SELECT count(*) FROM journal"), 1);
  EXPECT_EQ(Number("SELECT count(*) FROM request"), 1);
  EXPECT_EQ(rung_.size(), rings);
  ASSERT_THAT(Update(journal_, "acme", "INC-1", 1, "two"), IsOk());
  EXPECT_EQ(Number("SELECT max(event_offset) FROM journal"), 2);
  EXPECT_EQ(journal_.counts().unmatched, 3);
  ExpectSound();
}

TEST_F(JournalTest, AnswersARepeatedRequestWithItsFirstAnswer) {
  ASSERT_THAT(Create(journal_, "acme", "first", "r1"), IsOk());
  ASSERT_THAT(Update(journal_, "acme", "INC-1", 1, "changed since"), IsOk());

  auto again = Create(journal_, "acme", "first", "r1");

  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->resource, "tickets/INC-1");
  EXPECT_EQ(again->version, 1);
  Ticket answer;
  ASSERT_TRUE(answer.ParseFromString(again->event.resource().value()));
  EXPECT_EQ(answer.title(), "first");
  EXPECT_EQ(answer.name(), "tickets/INC-1");
  EXPECT_EQ(Number("SELECT value FROM counter"), 1);
  EXPECT_EQ(journal_.counts().replayed, 1);
  ExpectSound();
}

TEST_F(JournalTest, RefusesARequestIdThatWasUsedForSomethingElse) {
  ASSERT_THAT(Create(journal_, "acme", "first", "r1"), IsOk());

  auto other = Create(journal_, "acme", "second", "r1");

  EXPECT_THAT(other, HasReason(Reason::IDEMPOTENCY_KEY_REUSED));
  EXPECT_THAT(other, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(Number("SELECT count(*) FROM thing"), 1);
  ExpectSound();
}

TEST_F(JournalTest, TellsRequestIdsOfTenantsCallersAndMethodsApart) {
  ASSERT_THAT(Create(journal_, "acme", "first", "r1"), IsOk());
  Call other_caller = CallOf("acme");
  other_caller.subject = "users/bob";
  const Call other_method = CallOf("acme", "test.Things/Other");
  for (const Call& call : {CallOf("beta"), other_caller, other_method}) {
    auto committed =
        journal_.Commit(call, KeyOf(call, RequestOf("first", "r1")), Creation(call, "first"));
    ASSERT_THAT(committed, IsOk());
    EXPECT_FALSE(committed->replayed);
  }
  EXPECT_EQ(Number("SELECT count(*) FROM thing"), 4);
}

TEST_F(JournalTest, FindsTheAnswerOfARequest) {
  ASSERT_THAT(Create(journal_, "acme", "first", "r1"), IsOk());
  const Call call = CallOf("acme");

  auto found = journal_.FindAnswer(call, KeyOf(call, RequestOf("first", "r1")));
  auto missing = journal_.FindAnswer(call, KeyOf(call, RequestOf("first", "r2")));
  auto foreign =
      journal_.FindAnswer(CallOf("beta"), KeyOf(CallOf("beta"), RequestOf("first", "r1")));

  ASSERT_THAT(found, IsOk());
  EXPECT_TRUE(found->replayed);
  EXPECT_EQ(found->resource, "tickets/INC-1");
  EXPECT_THAT(missing, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(foreign, StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(JournalTest, FindsAnAnswerAlsoWhenItsConnectionWasLost) {
  ASSERT_THAT(Create(journal_, "acme", "first", "r1"), IsOk());
  Execute(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
      " WHERE usename = 'steward_app_test'");
  const Call call = CallOf("acme");

  EXPECT_THAT(journal_.FindAnswer(call, KeyOf(call, RequestOf("first", "r1"))), IsOk());
}

TEST_F(JournalTest, RefusesWhatTheDatabaseRefuses) {
  EXPECT_THAT(Create(journal_, "acme", "bad"), HasReason(Reason::INTERNAL));
  ASSERT_THAT(Create(journal_, "acme", "unique"), IsOk());
  EXPECT_THAT(Create(journal_, "acme", "unique"), HasReason(Reason::RESOURCE_ALREADY_EXISTS));

  EXPECT_EQ(Number("SELECT count(*) FROM journal"), 1);
  EXPECT_EQ(Number("SELECT value FROM counter"), 1);
  ExpectSound();
}

TEST_F(JournalTest, LetsOneBadChangeHurtNoneOfItsNeighbours) {
  std::atomic<int> good = 0, bad = 0, surprises = 0;
  // Groups form by themselves while the journal is busy; go on until one of them was split.
  for (int round = 0; round < 200 && journal_.counts().split_groups < 3; ++round) {
    InParallel(8, [&](int i) {
      const bool is_bad = i == round % 8;
      auto committed = Create(journal_, i % 2 == 0 ? "acme" : "beta", is_bad ? "bad" : "good");
      if (committed.ok() == is_bad) ++surprises;
      ++(is_bad ? bad : good);
    });
  }

  EXPECT_GE(journal_.counts().split_groups, 3);
  EXPECT_EQ(surprises, 0);
  EXPECT_GT(bad, 0);
  EXPECT_EQ(Number("SELECT count(*) FROM thing"), good);
  ExpectSound();
}

TEST_F(JournalTest, ChangesSeveralRowsWholeOrNotAtAll) {
  ASSERT_THAT(Create(journal_, "acme", "one"), IsOk());
  ASSERT_THAT(Create(journal_, "acme", "two"), IsOk());
  const Call call = CallOf("acme", "test.Things/Merge");
  auto merge = [&](int64_t first, int64_t second) {
    Change change;
    AddUpdate(call, "INC-1", first, "merged", &change);
    AddUpdate(call, "INC-2", second, "merged", &change);
    return journal_.Commit(call, KeyOf(call, RequestOf("merge")), std::move(change));
  };

  EXPECT_THAT(merge(1, 7), HasReason(Reason::CONCURRENT_CHANGE));
  EXPECT_THAT(merge(7, 1), HasReason(Reason::CONCURRENT_CHANGE));
  EXPECT_THAT(merge(7, 7), HasReason(Reason::CONCURRENT_CHANGE));
  EXPECT_EQ(Number("SELECT count(*) FROM thing WHERE title = 'merged' OR version > 1"), 0);
  EXPECT_EQ(Number("SELECT count(*) FROM journal"), 2);

  auto merged = merge(1, 1);
  ASSERT_THAT(merged, IsOk());
  EXPECT_EQ(merged->resource, "tickets/INC-1");
  EXPECT_EQ(Number("SELECT count(*) FROM thing WHERE title = 'merged' AND version = 2"), 2);
  EXPECT_EQ(Number("SELECT count(*) FROM journal"), 4);
  EXPECT_EQ(Number("SELECT count(*) FROM request"), 3);
  ExpectSound();
}

TEST_F(JournalTest, GivesNoNumberToACreationWhoseOtherGuardFails) {
  ASSERT_THAT(Create(journal_, "acme", "one"), IsOk());
  const Call call = CallOf("acme", "test.Things/Split");
  Change change = Creation(call, "two");
  AddUpdate(call, "INC-1", 7, "split", &change);

  EXPECT_THAT(journal_.Commit(call, KeyOf(call, RequestOf("split")), std::move(change)),
              HasReason(Reason::CONCURRENT_CHANGE));

  EXPECT_EQ(Number("SELECT value FROM counter"), 1);
  ExpectSound();
}

TEST_F(JournalTest, KeepsSecretsOutOfEvents) {
  notification::v1::Webhook before, after;
  before.set_url("https://one.example");
  before.set_secret("whsec_canary-one");
  after.set_url("https://two.example");
  after.set_secret("whsec_canary-two");

  const Draft draft = DescribeChange(CallOf("acme"), "test.updated.v1", 2, &before, after);

  EXPECT_THAT(draft.event.SerializeAsString(), ::testing::Not(::testing::HasSubstr("canary")));
  EXPECT_THAT(draft.event.SerializeAsString(), ::testing::HasSubstr("two.example"));
  notification::v1::Webhook snapshot;
  ASSERT_TRUE(draft.event.resource().UnpackTo(&snapshot));
  EXPECT_EQ(snapshot.url(), "https://two.example");
  ASSERT_EQ(draft.event.changes_size(), 1);
  EXPECT_EQ(draft.event.changes(0).path(), "url");
}

TEST_F(JournalTest, GivesUpAtTheDeadlineOfACall) {
  ASSERT_THAT(Create(journal_, "acme", "one"), IsOk());
  ASSERT_THAT(superuser_->RunScript("BEGIN; SELECT FROM stream FOR UPDATE"), IsOk());
  Call call = CallOf("acme");
  call.deadline = absl::Now() + absl::Milliseconds(100);

  auto late = journal_.Commit(call, KeyOf(call, RequestOf("two")), Creation(call, "two"));

  EXPECT_THAT(late, StatusIs(absl::StatusCode::kDeadlineExceeded));
  ASSERT_THAT(superuser_->RunScript("ROLLBACK"), IsOk());
  EXPECT_THAT(Create(journal_, "acme", "three"), IsOk());
  ExpectSound();
}

// Callers that were told so try again, which would make the change twice.
TEST_F(JournalTest, LeavesOutWhoseDeadlinePassedWhileTheGroupBeforeWasUnderWay) {
  ASSERT_THAT(Create(journal_, "acme", "one"), IsOk());
  ASSERT_THAT(superuser_->RunScript("BEGIN; SELECT FROM stream FOR UPDATE"), IsOk());
  std::thread before([&] { EXPECT_THAT(Create(journal_, "acme", "two"), IsOk()); });
  ASSERT_TRUE(Eventually([&] {
    return Number(
               "SELECT count(*) FROM pg_locks WHERE NOT granted"
               " AND transactionid = pg_current_xact_id_if_assigned()::xid") == 1;
  }));
  Call call = CallOf("acme");
  call.deadline = absl::Now() + absl::Milliseconds(50);

  auto late = journal_.Commit(call, KeyOf(call, RequestOf("late")), Creation(call, "late"));

  EXPECT_THAT(late, StatusIs(absl::StatusCode::kDeadlineExceeded));
  ASSERT_THAT(superuser_->RunScript("ROLLBACK"), IsOk());
  before.join();
  ASSERT_THAT(Create(journal_, "acme", "three"), IsOk());
  EXPECT_EQ(Number("SELECT count(*) FROM thing WHERE title = 'late'"), 0);
  ExpectSound();
}

TEST_F(JournalTest, ReportsADatabaseThatIsNotThere) {
  Journal nowhere({"host=/nonexistent dbname=x user=y"});
  Call call = CallOf("acme");
  call.deadline = absl::Now() + absl::Milliseconds(300);

  auto committed = nowhere.Commit(call, KeyOf(call, RequestOf("one")), Creation(call, "one"));

  EXPECT_THAT(committed, ::testing::AnyOf(HasReason(Reason::UNAVAILABLE),
                                          HasReason(Reason::DEADLINE_EXCEEDED)));
  EXPECT_FALSE(nowhere.Open().ok());
}

TEST(ShardOf, StaysAsItWas) {
  EXPECT_EQ(ShardOf("acme"), ShardOf(std::string("acme")));
  std::set<int> used;
  for (int i = 0; i < 200; ++i) used.insert(ShardOf(absl::StrCat("tenant-", i)));
  EXPECT_EQ(used.size(), static_cast<size_t>(kShards));
  // FNV-1a of these is known; a consumer's positions would be worthless if it changed.
  EXPECT_EQ(ShardOf(""), static_cast<int>(14695981039346656037ULL % 8));
  EXPECT_EQ(ShardOf("a"), static_cast<int>(0xaf63dc4c8601ec8cULL % 8));
  EXPECT_EQ(ShardOf("foobar"), static_cast<int>(0x85944171f73967e8ULL % 8));
}

}  // namespace
}  // namespace steward::journal
