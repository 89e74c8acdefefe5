#include "platform/events/consumer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "platform/events/doorbell.h"
#include "platform/events/producer_for_test.h"
#include "platform/testing/redis.h"
#include "platform/testing/status_matchers.h"

namespace steward::events {
namespace {

using event::v1::StoredEvent;

class ConsumerTest : public testing::Test {
 protected:
  bool Applies(int64_t effects) {
    return Eventually([&] { return database_.Count("effect") >= effects; });
  }
  bool Parks(int64_t events) {
    return Eventually([&] { return database_.Count("parked_event") >= events; });
  }

  Producer producer_;
  EffectDatabase database_;
};

TEST_F(ConsumerTest, AppliesAllEventsOnceAndInOrder) {
  for (int version = 1; version <= 12; ++version)
    for (const char* tenant : {"demo", "acme", "zeta"}) producer_.Append(tenant, "a", version);

  Consumer consumer(database_.Options(producer_));

  EXPECT_TRUE(Applies(36));
  producer_.Append("demo", "b", 1);
  EXPECT_TRUE(Applies(37));
  EXPECT_EQ(database_.Disorder(), 0);
  EXPECT_EQ(database_.Count("consumed_event"), 37);
  EXPECT_EQ(database_.Ask("SELECT sum(applied_count) FROM consumer_position"), "37");
  EXPECT_TRUE(Eventually([&] { return consumer.applied() == 37; }));
  EXPECT_EQ(consumer.parked(), 0);
  EXPECT_EQ(consumer.gaps(), 0);
}

TEST_F(ConsumerTest, EffectSeesTheWholeEvent) {
  producer_.Append("demo", "a", 1, 10);
  std::mutex mutex;
  StoredEvent seen;
  auto options = database_.Options(producer_);
  options.effect = [&](const StoredEvent& stored, std::vector<pg::Statement>* run) {
    std::lock_guard lock(mutex);
    seen = stored;
    return EffectDatabase::Insert(stored, run);
  };
  Consumer consumer(options);
  ASSERT_TRUE(Applies(1));

  std::lock_guard lock(mutex);
  EXPECT_EQ(seen.tenant(), "demo");
  EXPECT_EQ(seen.event().resource_name(), "notes/a");
  EXPECT_EQ(seen.event().version(), 1);
  EXPECT_EQ(seen.event().type(), "dev.steward.note.changed.v1");
  EXPECT_EQ(seen.event().actor(), "users/alice");
  EXPECT_EQ(seen.event().service(), "ticket");
  EXPECT_EQ(seen.position().event_id(), seen.event().id());
  EXPECT_EQ(seen.position().offset(), 1);
}

TEST_F(ConsumerTest, GoesOnWhereAnEarlierProcessStopped) {
  producer_.Append("demo", "a", 1);
  {
    Consumer first(database_.Options(producer_));
    ASSERT_TRUE(Applies(1));
  }
  producer_.Append("demo", "a", 2);

  Consumer second(database_.Options(producer_));

  EXPECT_TRUE(Applies(2));
  // What was applied is counted after it is written.
  EXPECT_TRUE(Eventually([&] { return second.applied() == 1; }));
  EXPECT_EQ(database_.Disorder(), 0);
}

TEST_F(ConsumerTest, TellsWhenEffectsWereCommitted) {
  std::atomic<int64_t> committed{0};
  auto options = database_.Options(producer_);
  options.on_applied = [&] { committed = database_.Count("effect"); };
  Consumer consumer(options);

  producer_.Append("demo", "a", 1);

  EXPECT_TRUE(Eventually([&] { return committed == 1; }));
}

TEST_F(ConsumerTest, CatchesUpWithWhatWasCommittedBefore) {
  auto options = database_.Options(producer_);
  options.poll = absl::Hours(1);
  Consumer consumer(options);
  for (int version = 1; version <= 20; ++version) {
    producer_.Append("demo", "a", version);
    ASSERT_THAT(consumer.CatchUp("demo", absl::Now() + absl::Seconds(20)), IsOk());
    ASSERT_EQ(database_.Count("effect"), version);
  }
}

TEST_F(ConsumerTest, CatchesUpOverManyPages) {
  for (int version = 1; version <= 520; ++version) producer_.Append("demo", "a", version);
  Consumer consumer(database_.Options(producer_));
  EXPECT_THAT(consumer.CatchUp("demo", absl::Now() + absl::Seconds(60)), IsOk());
  EXPECT_EQ(database_.Count("effect"), 520);
}

TEST_F(ConsumerTest, DoesNotCatchUpWithoutItsProducer) {
  const rpc::Client nobody("127.0.0.1:1", [](absl::string_view) { return ""; });
  auto options = database_.Options(producer_);
  options.client = &nobody;
  Consumer consumer(options);
  EXPECT_THAT(consumer.CatchUp("demo", absl::Now() + absl::Seconds(60)),
              HasReason(errors::Reason::UNAVAILABLE));
  EXPECT_THAT(consumer.CatchUp("demo", absl::Now()), HasReason(errors::Reason::DEADLINE_EXCEEDED));
}

TEST_F(ConsumerTest, HearsOfEventsByTheDoorbell) {
  const std::string redis = TestRedis::Get().address();
  DoorbellPublisher publisher({redis}, "consumer", "ticket");
  producer_.on_commit = [&](const auto& heads) { publisher.Ring(heads); };
  auto options = database_.Options(producer_);
  options.poll = absl::Hours(1);
  Consumer consumer(options);
  DoorbellListener listener(
      {redis}, "consumer",
      [&](const auto& ring) { consumer.Heard(ring.shard, ring.epoch, ring.offset); },
      [&] { consumer.WakeAll(); });

  for (int version = 1; version <= 5; ++version) {
    producer_.Append("demo", "a", version);
    ASSERT_TRUE(Applies(version));
  }

  EXPECT_EQ(database_.Disorder(), 0);
  producer_.on_commit = nullptr;
}

TEST_F(ConsumerTest, ReplicasShareTheWork) {
  constexpr int kVersions = 12;
  constexpr int kTenants = 10;
  auto options = database_.Options(producer_);
  options.poll = absl::Milliseconds(10);
  Consumer first(options), second(options), third(options);

  for (int version = 1; version <= kVersions; ++version)
    for (int tenant = 0; tenant < kTenants; ++tenant)
      producer_.Append(absl::StrCat("tenant-", tenant), "a", version);

  EXPECT_TRUE(Applies(kVersions * kTenants));
  auto counted = [&] { return first.applied() + second.applied() + third.applied(); };
  EXPECT_TRUE(Eventually([&] { return counted() == kVersions * kTenants; }));
  EXPECT_EQ(database_.Disorder(), 0);
  EXPECT_EQ(database_.Ask("SELECT sum(applied_count) FROM consumer_position"),
            absl::StrCat(kVersions * kTenants));
  EXPECT_EQ(first.parked() + second.parked() + third.parked(), 0);
}

TEST_F(ConsumerTest, ParksWhatAConstraintRefusesWithAllThatFollows) {
  for (int version = 12; version <= 15; ++version) producer_.Append("demo", "bad", version);
  for (int version = 1; version <= 3; ++version) producer_.Append("demo", "good", version);
  producer_.Append("acme", "bad", 1);

  Consumer consumer(database_.Options(producer_));

  EXPECT_TRUE(Parks(3));
  EXPECT_TRUE(Applies(5));
  EXPECT_EQ(database_.Ask("SELECT string_agg(tenant_id || ' ' || producer || ' ' || resource || ' '"
                          " || version, ', ' ORDER BY version) FROM parked_event"),
            "demo ticket notes/bad 13, demo ticket notes/bad 14, demo ticket notes/bad 15");
  EXPECT_THAT(database_.Ask("SELECT error FROM parked_event WHERE version = 13"),
              testing::HasSubstr("not_thirteen"));
  EXPECT_EQ(database_.Disorder(), 0);
  EXPECT_TRUE(Eventually([&] { return consumer.applied() == 8; }));
  EXPECT_EQ(consumer.parked(), 3);
}

// Whether the consumer parked the event itself, or found it parked when it started.
TEST_F(ConsumerTest, ParksLaterEventsOfAParkedResourceUntilItIsGivenUp) {
  producer_.Append("demo", "bad", 13);
  {
    Consumer consumer(database_.Options(producer_));
    ASSERT_TRUE(Parks(1));
    producer_.Append("demo", "bad", 14);
    ASSERT_TRUE(Parks(2));
  }
  Consumer consumer(database_.Options(producer_));
  producer_.Append("demo", "bad", 15);
  ASSERT_TRUE(Parks(3));
  producer_.Append("demo", "good", 1);
  ASSERT_TRUE(Applies(1));

  database_.Ask("DELETE FROM parked_event");
  producer_.Append("demo", "bad", 16);

  EXPECT_TRUE(Applies(2));
  EXPECT_EQ(database_.Applied(), "notes/good 1, notes/bad 16");
  EXPECT_EQ(database_.Count("parked_event"), 0);
}

TEST_F(ConsumerTest, EventsOfOtherShardsAreAppliedBesideAPoisonedOne) {
  for (const char* tenant : {"acme", "demo", "zeta"}) {
    producer_.Append(tenant, "a", 1);
    producer_.Append(tenant, tenant == std::string("demo") ? "bad" : "a",
                     tenant == std::string("demo") ? 13 : 2);
    producer_.Append(tenant, "b", 1);
  }

  Consumer consumer(database_.Options(producer_));

  EXPECT_TRUE(Parks(1));
  EXPECT_TRUE(Applies(8));
  EXPECT_EQ(database_.Disorder(), 0);
  EXPECT_EQ(database_.Count("parked_event"), 1);
  EXPECT_TRUE(Eventually([&] { return consumer.applied() == 9; }));
}

TEST_F(ConsumerTest, KeepsTheWholeEventOfWhatIsParked) {
  producer_.Append("demo", "bad", 13);
  Consumer consumer(database_.Options(producer_));
  ASSERT_TRUE(Parks(1));

  StoredEvent stored;
  std::string hex = database_.Ask("SELECT encode(stored_event, 'hex') FROM parked_event");
  ASSERT_TRUE(stored.ParseFromString(absl::HexStringToBytes(hex)));
  EXPECT_EQ(stored.event().resource_name(), "notes/bad");
  EXPECT_EQ(stored.event().version(), 13);
  EXPECT_EQ(database_.Ask("SELECT event_id FROM parked_event"), stored.event().id());
}

// Whatever its code is: none of them means that another replica is at work.
TEST_F(ConsumerTest, ParksWhatItsEffectRefuses) {
  for (absl::Status refusal : {errors::Internal("no"), errors::ConcurrentChange("x"),
                               errors::Unavailable("x"), absl::UnknownError("plain")}) {
    SCOPED_TRACE(refusal.ToString());
    Producer producer;
    EffectDatabase database;
    std::atomic<int> attempts{0};
    auto options = database.Options(producer);
    options.effect = [&](const StoredEvent& stored, std::vector<pg::Statement>* run) {
      if (stored.event().resource_name() != "notes/bad") return EffectDatabase::Insert(stored, run);
      ++attempts;
      return refusal;
    };
    producer.Append("demo", "bad", 1);
    producer.Append("demo", "good", 1);
    producer.Append("demo", "bad", 2);

    Consumer consumer(options);

    EXPECT_TRUE(Eventually([&] { return database.Count("parked_event") == 2; }));
    EXPECT_TRUE(Eventually([&] { return database.Applied() == "notes/good 1"; }));
    // One with its batch, and three by itself.
    EXPECT_EQ(attempts, 4);
  }
}

TEST_F(ConsumerTest, ParksWhatAlwaysFailsLikeALostRace) {
  auto options = database_.Options(producer_);
  options.effect = [](const StoredEvent& stored, std::vector<pg::Statement>* run) {
    if (stored.event().resource_name() == "notes/bad") {
      run->emplace_back();
      run->back().text = "DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$";
    }
    return EffectDatabase::Insert(stored, run);
  };
  producer_.Append("demo", "bad", 1);
  producer_.Append("demo", "good", 1);

  Consumer consumer(options);

  EXPECT_TRUE(Parks(1));
  EXPECT_TRUE(Applies(1));
}

TEST_F(ConsumerTest, ParksNothingWhileTheDatabaseIsAtFault) {
  for (const char* state : {"57014", "42501", "53100"}) {
    std::atomic<int> attempts{0};
    EffectDatabase database;
    auto options = database.Options(producer_);
    options.attempts_max = 1;
    options.effect = [&](const StoredEvent& stored, std::vector<pg::Statement>* run) {
      if (++attempts < 3) {
        run->emplace_back();
        run->back().text =
            absl::StrCat("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '", state, "'; END $$");
      }
      return EffectDatabase::Insert(stored, run);
    };
    producer_.Append("demo", absl::StrCat("of ", state), 1);

    Consumer consumer(options);

    EXPECT_TRUE(Eventually([&] { return consumer.applied() > 0; })) << state;
    EXPECT_EQ(consumer.parked(), 0) << state;
  }
}

TEST_F(ConsumerTest, SaysHowFarItIsBehindItsProducer) {
  std::atomic<bool> at_fault{true};
  auto options = database_.Options(producer_);
  options.effect = [&](const StoredEvent& stored, std::vector<pg::Statement>* run) {
    if (at_fault) {
      run->emplace_back();
      run->back().text = "DO $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$";
    }
    return EffectDatabase::Insert(stored, run);
  };
  for (int version = 1; version <= 3; ++version)
    for (const char* tenant : {"demo", "acme"}) producer_.Append(tenant, "a", version);
  Consumer consumer(options);
  const auto metrics = consumer.AddMetrics();

  EXPECT_TRUE(Eventually([&] { return consumer.lag() == 6; }));
  EXPECT_THAT(observe::RenderMetrics(),
              testing::HasSubstr("steward_consumer_lag{producer=\"ticket\"} 6"));
  producer_.Append("demo", "b", 1);
  EXPECT_TRUE(Eventually([&] { return consumer.lag() == 7; }));

  at_fault = false;
  EXPECT_TRUE(Applies(7));
  EXPECT_TRUE(Eventually([&] { return consumer.lag() == 0; }));
}

TEST_F(ConsumerTest, TriesAgainBeforeItParks) {
  std::atomic<int> attempts{0};
  auto options = database_.Options(producer_);
  options.effect = [&](const StoredEvent& stored, std::vector<pg::Statement>* run) {
    if (++attempts < 3) return errors::Internal("not yet");
    return EffectDatabase::Insert(stored, run);
  };
  producer_.Append("demo", "a", 1);

  Consumer consumer(options);

  EXPECT_TRUE(Applies(1));
  EXPECT_EQ(database_.Count("parked_event"), 0);
}

TEST_F(ConsumerTest, StopsSoonInTheMiddleOfABacklog) {
  for (int version = 1; version <= 40; ++version) producer_.Append("demo", "a", version);
  auto options = database_.Options(producer_);
  std::atomic<int> attempts{0};
  options.effect = [&](const StoredEvent&, std::vector<pg::Statement>*) {
    ++attempts;
    return errors::Internal("no");
  };
  options.retry_pause = absl::Seconds(30);
  auto consumer = std::make_unique<Consumer>(options);
  ASSERT_TRUE(Eventually([&] { return attempts >= 2; }));

  absl::Time start = absl::Now();
  consumer.reset();

  EXPECT_LT(absl::Now() - start, absl::Seconds(2));
  EXPECT_EQ(database_.Count("parked_event"), 0);
}

}  // namespace
}  // namespace steward::events
