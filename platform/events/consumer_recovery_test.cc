// What may happen to the databases, the network and the producer while events are consumed.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/synchronization/notification.h"
#include "platform/events/producer_for_test.h"
#include "platform/journal/shard.h"
#include "platform/testing/status_matchers.h"

namespace steward::events {
namespace {

using event::v1::StoredEvent;

constexpr int kShard = journal::ShardOf("demo");

class ConsumerRecoveryTest : public testing::Test {
 protected:
  bool Applies(const std::string& all) {
    return Eventually([&] { return database_.Applied() == all; });
  }
  void Append(const std::string& name, int64_t from, int64_t to) {
    for (int64_t version = from; version <= to; ++version) producer_.Append("demo", name, version);
  }

  Producer producer_;
  EffectDatabase database_;
};

TEST_F(ConsumerRecoveryTest, LostConnectionsNeitherLoseNorRepeatEffects) {
  constexpr int kVersions = 150;
  absl::Notification done;
  std::thread killer([&] {
    do {
      database_.Ask(
          "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE "
          "datname = current_database() AND usename = 'steward_app_test'");
    } while (!done.WaitForNotificationWithTimeout(absl::Milliseconds(60)));
  });
  auto options = database_.Options(producer_);
  options.poll = absl::Milliseconds(1);
  Consumer consumer(options);

  Append("a", 1, kVersions);
  Eventually([&] { return database_.Count("effect") >= kVersions; }, absl::Seconds(5));
  done.Notify();
  killer.join();

  EXPECT_TRUE(Eventually([&] { return database_.Count("effect") == kVersions; }));
  EXPECT_EQ(database_.Disorder(), 0);
  EXPECT_EQ(database_.Count("parked_event"), 0);
  EXPECT_EQ(database_.Ask("SELECT sum(applied_count) FROM consumer_position"),
            absl::StrCat(kVersions));
}

// The effect is slow in the database, so that the connection is lost in the middle of a batch.
TEST_F(ConsumerRecoveryTest, ConnectionLostInTheMiddleOfABatchIsNoFaultOfTheEvent) {
  auto options = database_.Options(producer_);
  std::atomic<int> attempts{0};
  options.effect = [&](const StoredEvent& stored, std::vector<pg::Statement>* run) {
    if (++attempts <= 5) {
      run->emplace_back();
      run->back().text = "SELECT pg_terminate_backend(pg_backend_pid())";
    }
    return EffectDatabase::Insert(stored, run);
  };
  Append("a", 1, 1);

  Consumer consumer(options);

  EXPECT_TRUE(Applies("notes/a 1"));
  EXPECT_EQ(database_.Count("parked_event"), 0);
}

TEST_F(ConsumerRecoveryTest, WaitsForItsDatabase) {
  Append("a", 1, 2);
  auto options = database_.Options(producer_);
  database_.Ask("REVOKE UPDATE ON consumer_position FROM steward_app_test");
  Consumer consumer(options);
  // One call a round: the second begins after the first one failed.
  ASSERT_TRUE(Eventually([&] { return producer_.calls() >= 2; }));
  EXPECT_EQ(database_.Count("effect"), 0);

  database_.Ask("GRANT UPDATE ON consumer_position TO steward_app_test");

  EXPECT_TRUE(Applies("notes/a 1, notes/a 2"));
  EXPECT_EQ(database_.Count("parked_event"), 0);
}

// Another process holds the position for longer than a lock is awaited.
TEST_F(ConsumerRecoveryTest, SlowReplicaIsNoFaultOfTheEvent) {
  Append("a", 1, 1);
  auto options = database_.Options(producer_);
  options.attempts_max = 1;
  {
    Consumer once(options);
    ASSERT_TRUE(Applies("notes/a 1"));
  }
  Append("a", 2, 3);
  std::thread holder([&] {
    database_.Ask("BEGIN; SELECT * FROM consumer_position FOR UPDATE; SELECT pg_sleep(5); COMMIT");
  });
  ASSERT_TRUE(Eventually([&] {
    return database_.Count(
               "pg_stat_activity WHERE query LIKE 'BEGIN; SELECT%' AND wait_event = "
               "'PgSleep'") == 1;
  }));

  Consumer consumer(options);

  EXPECT_TRUE(Applies("notes/a 1, notes/a 2, notes/a 3"));
  holder.join();
  EXPECT_EQ(database_.Count("parked_event"), 0);
}

TEST_F(ConsumerRecoveryTest, CatchesUpWhenTheProducerComesBack) {
  Append("a", 1, 1);
  Consumer consumer(database_.Options(producer_));
  ASSERT_TRUE(Applies("notes/a 1"));

  producer_.StopServing();
  Append("a", 2, 3);
  // The next call but one begins after the next one failed.
  const int64_t before = producer_.calls();
  ASSERT_TRUE(Eventually([&] { return producer_.calls() >= before + 2; }));
  producer_.Serve();

  EXPECT_TRUE(Applies("notes/a 1, notes/a 2, notes/a 3"));
}

TEST_F(ConsumerRecoveryTest, EndsQuicklyWhileTheProducerIsDown) {
  producer_.StopServing();
  auto consumer = std::make_unique<Consumer>(database_.Options(producer_));
  ASSERT_TRUE(Eventually([&] { return producer_.calls() > 0; }));

  absl::Time start = absl::Now();
  consumer.reset();

  EXPECT_LT(absl::Now() - start, absl::Seconds(3));
}

TEST_F(ConsumerRecoveryTest, RestoredProducerWithANewEpochIsFollowed) {
  Append("a", 1, 10);
  Consumer consumer(database_.Options(producer_));
  ASSERT_TRUE(Eventually([&] { return database_.Count("effect") == 10; }));

  producer_.Restore(kShard, 7, 2);
  Append("a", 8, 8);
  Append("b", 1, 2);

  EXPECT_TRUE(Eventually([&] { return database_.Count("effect") == 13; }));
  EXPECT_THAT(database_.Applied(),
              testing::EndsWith("notes/a 10, notes/a 8, notes/b 1, notes/b 2"));
  EXPECT_EQ(database_.Count("(SELECT event_id FROM effect GROUP BY 1 HAVING count(*) > 1) t"), 0);
  EXPECT_EQ(database_.Ask(absl::StrCat("SELECT epoch || ' ' || event_offset FROM consumer_position "
                                       "WHERE shard = ",
                                       kShard)),
            "2 3");
  EXPECT_EQ(consumer.gaps(), 0);
}

TEST_F(ConsumerRecoveryTest, RestoredProducerWithoutAnyCommonEventIsFollowed) {
  Append("a", 1, 3);
  Consumer consumer(database_.Options(producer_));
  ASSERT_TRUE(Eventually([&] { return database_.Count("effect") == 3; }));

  producer_.Restore(kShard, 0, 2);
  Append("b", 1, 2);

  EXPECT_TRUE(Applies("notes/a 1, notes/a 2, notes/a 3, notes/b 1, notes/b 2"));
}

// Offsets are used again when a failover with loss goes unnoticed.
TEST_F(ConsumerRecoveryTest, OffsetsUsedAgainAreNotSkipped) {
  Append("a", 1, 10);
  Consumer consumer(database_.Options(producer_));
  ASSERT_TRUE(Eventually([&] { return database_.Count("effect") == 10; }));

  producer_.StopServing();
  producer_.Restore(kShard, 4, 1);
  Append("b", 1, 8);
  producer_.Serve();

  EXPECT_TRUE(Eventually([&] { return database_.Count("effect") == 18; }));
  EXPECT_EQ(database_.Count("effect WHERE resource = 'notes/b'"), 8);
  EXPECT_EQ(database_.Disorder(), 0);
}

TEST_F(ConsumerRecoveryTest, EpochUsedAgainIsNotSkipped) {
  Append("a", 1, 5);
  Consumer consumer(database_.Options(producer_));
  ASSERT_TRUE(Eventually([&] { return database_.Count("effect") == 5; }));
  producer_.Restore(kShard, 4, 2);
  Append("b", 1, 3);
  ASSERT_TRUE(Eventually([&] { return database_.Count("effect") == 8; }));

  producer_.StopServing();
  producer_.Restore(kShard, 3, 2);
  Append("c", 1, 4);
  producer_.Serve();

  EXPECT_TRUE(Eventually([&] { return database_.Count("effect") == 12; }));
  EXPECT_EQ(database_.Disorder(), 0);
}

// A parked event of the lost history must not stand in the way of the one that replaced it.
TEST_F(ConsumerRecoveryTest, EventThatReplacesAParkedOneIsParkedToo) {
  Append("bad", 12, 13);
  Consumer consumer(database_.Options(producer_));
  ASSERT_TRUE(Eventually([&] { return database_.Count("parked_event") == 1; }));

  producer_.Restore(kShard, 1, 2);
  Append("bad", 13, 13);

  EXPECT_TRUE(Eventually([&] { return database_.Count("parked_event") == 2; }));
}

TEST_F(ConsumerRecoveryTest, TrimmedEventsAreCountedAndSkipped) {
  Append("a", 1, 10);
  producer_.Trim(kShard, 6);

  Consumer consumer(database_.Options(producer_));

  EXPECT_TRUE(Applies("notes/a 7, notes/a 8, notes/a 9, notes/a 10"));
  EXPECT_EQ(consumer.gaps(), 1);
  Append("a", 11, 11);
  EXPECT_TRUE(Applies("notes/a 7, notes/a 8, notes/a 9, notes/a 10, notes/a 11"));
  EXPECT_EQ(consumer.gaps(), 1);
}

// A replica that slept while another one worked is behind only in its own memory.
TEST_F(ConsumerRecoveryTest, EventsTrimmedAfterAnotherReplicaConsumedThemAreNoGap) {
  auto options = database_.Options(producer_);
  Append("a", 1, 3);
  options.poll = absl::Hours(1);
  Consumer sleeper(options);
  ASSERT_TRUE(Applies("notes/a 1, notes/a 2, notes/a 3"));
  ASSERT_TRUE(Eventually([&] { return sleeper.applied() == 3; }));
  Append("a", 4, 10);
  {
    Consumer other(options);
    ASSERT_TRUE(Eventually([&] { return other.applied() == 7; }));
  }
  producer_.Trim(kShard, 6);

  sleeper.WakeAll();
  Append("a", 11, 11);
  sleeper.WakeAll();

  EXPECT_TRUE(Eventually([&] { return sleeper.applied() == 4; }));
  EXPECT_EQ(sleeper.gaps(), 0);
  EXPECT_EQ(database_.Disorder(), 0);
}

TEST_F(ConsumerRecoveryTest, EventsThatAnotherReplicaConsumedAreNotAppliedAgain) {
  auto options = database_.Options(producer_);
  options.poll = absl::Hours(1);
  // Before it starts: a ring that it has not yet heard would wake it for what is to come.
  Append("a", 1, 3);
  Consumer sleeper(options);
  ASSERT_TRUE(Eventually([&] { return sleeper.applied() == 3; }));
  Append("a", 4, 5);
  {
    Consumer other(options);
    ASSERT_TRUE(Eventually([&] { return other.applied() == 2; }));
  }
  Append("a", 6, 6);

  sleeper.WakeAll();

  EXPECT_TRUE(Eventually([&] { return sleeper.applied() == 4; }));
  EXPECT_EQ(database_.Count("effect"), 6);
  EXPECT_EQ(database_.Disorder(), 0);
}

TEST_F(ConsumerRecoveryTest, JournalTrimmedToItsEndIsFollowed) {
  Append("a", 1, 3);
  producer_.Trim(kShard, 3);
  Consumer consumer(database_.Options(producer_));
  ASSERT_TRUE(Eventually([&] { return consumer.gaps() == 1; }));

  Append("a", 4, 4);

  EXPECT_TRUE(Applies("notes/a 4"));
  EXPECT_EQ(consumer.gaps(), 1);
}

// Together the events are several times as large as a page may be.
TEST_F(ConsumerRecoveryTest, LargeEventsArriveInSeveralPages) {
  constexpr int kVersions = 4;
  for (int version = 1; version <= kVersions; ++version)
    for (const char* tenant : {"acme", "demo", "zeta"})
      producer_.Append(tenant, "large", version, 24 << 10);
  event::v1::BatchListEventsRequest request;
  for (int shard = 0; shard < 8; ++shard) request.add_positions()->set_shard(shard);
  event::v1::BatchListEventsResponse first;
  ASSERT_THAT(producer_.client()->Call("steward.event.v1.JournalService/BatchListEvents", request,
                                       &first, absl::Seconds(20)),
              IsOk());
  ASSERT_LE(first.ByteSizeLong(), Producer::kPageBytes + 1024);

  Consumer consumer(database_.Options(producer_));

  EXPECT_TRUE(Eventually([&] { return database_.Count("effect") == 3 * kVersions; }));
  EXPECT_EQ(database_.Disorder(), 0);
}

}  // namespace
}  // namespace steward::events
