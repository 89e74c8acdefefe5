#include "platform/events/consumer_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <thread>

#include "platform/events/producer_for_test.h"
#include "platform/pg/error.h"
#include "platform/status/errors.h"
#include "platform/testing/status_matchers.h"

namespace steward::events {
namespace {

using event::v1::StoredEvent;

class ConsumerStoreTest : public testing::Test {
 protected:
  ConsumerStore Open() { return {"test", "ticket", database_.app(), EffectDatabase::Insert}; }

  // The next event of "notes/<name>" in a shard.
  const StoredEvent* Next(int shard, const std::string& name, int64_t version) {
    StoredEvent& stored = events_.emplace_back();
    stored.set_tenant(absl::StrCat("tenant-", shard));
    stored.mutable_event()->set_id(absl::StrCat("event-", events_.size()));
    stored.mutable_event()->set_resource_name("notes/" + name);
    stored.mutable_event()->set_version(version);
    stored.mutable_position()->set_epoch(1);
    stored.mutable_position()->set_offset(++heads_[shard]);
    stored.mutable_position()->set_event_id(stored.event().id());
    return &stored;
  }
  static Batch After(const std::vector<Place>& places, int shard,
                     std::vector<const StoredEvent*> events) {
    for (const Place& place : places)
      if (place.shard == shard) return {place, std::move(events)};
    ADD_FAILURE() << "no place for shard " << shard;
    return {};
  }

  EffectDatabase database_;
  std::deque<StoredEvent> events_;
  std::array<int64_t, 8> heads_{};
};

TEST_F(ConsumerStoreTest, AppliesSeveralShardsInOneTransaction) {
  ConsumerStore store = Open();
  const auto places = store.LoadPlaces({3, 5}).value();

  auto applied = store.ApplyBatches(
      {After(places, 5, {Next(5, "a", 1), Next(5, "a", 2)}), After(places, 3, {Next(3, "b", 1)})},
      {});

  ASSERT_THAT(applied, IsOk());
  EXPECT_EQ(applied->events, 3);
  EXPECT_EQ(applied->parked, 0);
  EXPECT_TRUE(applied->changed);
  EXPECT_EQ(database_.Count("(SELECT xmin FROM effect UNION SELECT xmin FROM consumed_event UNION "
                            "SELECT xmin FROM consumer_position WHERE event_offset > 0) t"),
            1);
  const auto moved = store.LoadPlaces({3, 5}).value();
  EXPECT_EQ(After(moved, 3, {}).from.position.event_id(), "event-3");
  EXPECT_EQ(After(moved, 5, {}).from.position.offset(), 2);
}

TEST_F(ConsumerStoreTest, NothingHappensWhenOneOfThePositionsMoved) {
  ConsumerStore first = Open(), second = Open();
  const auto places = first.LoadPlaces({3, 5}).value();
  const Batch shared = After(places, 3, {Next(3, "a", 1)});
  const Batch own = After(places, 5, {Next(5, "b", 1)});
  ASSERT_THAT(second.ApplyBatches({shared}, {}), IsOk());

  auto overtaken = first.ApplyBatches({own, shared}, {});

  EXPECT_TRUE(IsOvertaken(overtaken.status())) << overtaken.status();
  EXPECT_FALSE(IsPassing(overtaken.status()));
  EXPECT_EQ(database_.Applied(), "notes/a 1");
  EXPECT_EQ(database_.Count("consumed_event"), 1);
  EXPECT_EQ(database_.Count("consumer_position WHERE event_offset > 0"), 1);
  EXPECT_TRUE(IsOvertaken(first.Park(shared, "no")));
  EXPECT_TRUE(IsOvertaken(first.Reposition(shared.from, own.to())));
  EXPECT_EQ(database_.Count("parked_event"), 0);
  EXPECT_THAT(first.ApplyBatches({own}, {}), IsOk()) << "the connection stays good";
}

// Both send the whole transaction before they see an answer, so they meet inside the database.
TEST_F(ConsumerStoreTest, OneOfTwoThatRaceMakesTheEffects) {
  constexpr int kRounds = 200;
  ConsumerStore stores[] = {Open(), Open()};
  for (int round = 1; round <= kRounds; ++round) {
    const auto places = stores[0].LoadPlaces({1, 2, 6}).value();
    const std::vector<Batch> batches = {After(places, 6, {Next(6, "a", round)}),
                                        After(places, 1, {Next(1, "b", round)}),
                                        After(places, 2, {Next(2, "c", round)})};
    absl::Status statuses[2];
    std::thread other([&] { statuses[1] = stores[1].ApplyBatches(batches, {}).status(); });
    statuses[0] = stores[0].ApplyBatches(batches, {}).status();
    other.join();
    ASSERT_NE(statuses[0].ok(), statuses[1].ok());
    const absl::Status& refused = statuses[0].ok() ? statuses[1] : statuses[0];
    ASSERT_TRUE(IsOvertaken(refused)) << errors::LogText(refused);
  }
  EXPECT_EQ(database_.Count("effect"), 3 * kRounds);
  EXPECT_EQ(database_.Disorder(), 0);
  EXPECT_EQ(database_.Count("consumed_event"), 3 * kRounds);
  EXPECT_EQ(database_.Ask("SELECT sum(applied_count) FROM consumer_position"),
            absl::StrCat(3 * kRounds));
}

TEST_F(ConsumerStoreTest, ConsumedEventHasNoSecondEffect) {
  ConsumerStore store = Open();
  const auto places = store.LoadPlaces({3}).value();
  const Batch batch = After(places, 3, {Next(3, "a", 1)});
  ASSERT_THAT(store.ApplyBatches({batch}, {}), IsOk());
  ASSERT_THAT(store.Reposition(store.LoadPlaces({3}).value()[0], batch.from.position), IsOk());

  const Batch longer = After(store.LoadPlaces({3}).value(), 3, {batch.events[0], Next(3, "a", 2)});
  const absl::Status refused = store.ApplyBatches({longer}, {}).status();
  EXPECT_EQ(pg::SqlState(refused), pg::kUniqueViolation);
  EXPECT_EQ(database_.Applied(), "notes/a 1");

  const Known known = store.LoadKnown({longer}).value();
  EXPECT_THAT(known.consumed, testing::ElementsAre("event-1"));
  EXPECT_THAT(store.ApplyBatches({longer}, known), IsOk());
  EXPECT_EQ(database_.Applied(), "notes/a 1, notes/a 2");
}

// Whoever remembers the place does not know what happened in between, such as events parked.
TEST_F(ConsumerStoreTest, PositionThatWasLeftAndComeBackToIsAnotherPlace) {
  ConsumerStore store = Open();
  const auto places = store.LoadPlaces({3}).value();
  ASSERT_THAT(store.Park(After(places, 3, {Next(3, "bad", 13)}), "lost history"), IsOk());
  ASSERT_THAT(store.Reposition(store.LoadPlaces({3}).value()[0], places[0].position), IsOk());

  const Batch replaced = After(places, 3, {Next(3, "bad", 13)});
  EXPECT_TRUE(IsOvertaken(store.ApplyBatches({replaced}, {}).status()));
}

TEST_F(ConsumerStoreTest, TellsThatEventsAreParked) {
  ConsumerStore store = Open();
  auto places = store.LoadPlaces({3, 4}).value();
  for (const Place& place : places) EXPECT_FALSE(place.parked);
  const Batch bad = After(places, 3, {Next(3, "bad", 13)});
  ASSERT_THAT(store.Park(bad, "no"), IsOk());

  places = store.LoadPlaces({3, 4}).value();
  for (const Place& place : places) EXPECT_TRUE(place.parked);
  const Batch later = After(places, 3, {Next(3, "bad", 14), Next(3, "good", 1)});
  const Known known = store.LoadKnown({later}).value();
  EXPECT_THAT(known.parked, testing::ElementsAre(std::make_pair("tenant-3", "notes/bad")));
  auto applied = store.ApplyBatches({later}, known);

  ASSERT_THAT(applied, IsOk());
  EXPECT_EQ(applied->parked, 1);
  EXPECT_THAT(applied->shards_parked, testing::ElementsAre(3));
  EXPECT_EQ(database_.Applied(), "notes/good 1");
  EXPECT_EQ(database_.Count("parked_event"), 2);
}

// The positions of a shard are those after what was parked last.
class ConsumerRetriesTest : public ConsumerStoreTest {
 protected:
  void ParkFirst(int64_t version) {
    const auto places = store_.LoadPlaces({3}).value();
    ASSERT_THAT(store_.Park(After(places, 3, {Next(3, "bad", version)}), "no"), IsOk());
  }
  // As a replica does that knew of earlier ones when it last asked.
  void ParkBehind(int64_t version) {
    const auto places = store_.LoadPlaces({3}).value();
    const Known known{{}, {{"tenant-3", "notes/bad"}}};
    ASSERT_THAT(store_.ApplyBatches({After(places, 3, {Next(3, "bad", version)})}, known), IsOk());
  }
  std::vector<int64_t> Retried() {
    const std::vector<StoredEvent> events = store_.LoadRetries().value();
    std::vector<int64_t> versions;
    for (const StoredEvent& stored : events) versions.push_back(stored.event().version());
    return versions;
  }

  ConsumerStore store_ = Open();
};

TEST_F(ConsumerRetriesTest, WhatIsParkedBehindOthersGoesWithThem) {
  ParkFirst(13);
  ParkBehind(14);
  EXPECT_THAT(Retried(), testing::IsEmpty());

  database_.Ask("UPDATE parked_event SET retry_time = now()");
  ParkBehind(15);
  ParkBehind(16);

  EXPECT_THAT(Retried(), testing::ElementsAre(13, 14, 15, 16));
}

TEST_F(ConsumerRetriesTest, WhatIsParkedBehindOthersThatAreGoneIsNotLeftBehind) {
  ParkBehind(15);

  EXPECT_THAT(Retried(), testing::ElementsAre(15));
}

TEST_F(ConsumerRetriesTest, NothingOvertakesWhatNobodyAskedFor) {
  ParkFirst(13);
  ParkBehind(14);

  database_.Ask("UPDATE parked_event SET retry_time = now() WHERE version = 14");

  EXPECT_THAT(Retried(), testing::IsEmpty());
}

TEST_F(ConsumerStoreTest, TellsWhetherAnythingChanged) {
  ConsumerStore idle("test", "ticket", database_.app(),
                     [](const StoredEvent&, std::vector<pg::Statement>* run) {
                       static constexpr pg::Query kNone{"delete_none", "DELETE FROM effect"};
                       run->push_back({&kNone, {}, {}});
                       return absl::OkStatus();
                     });
  const auto places = idle.LoadPlaces({3}).value();

  auto applied = idle.ApplyBatches({After(places, 3, {Next(3, "a", 1)})}, {});

  ASSERT_THAT(applied, IsOk());
  EXPECT_FALSE(applied->changed);
}

}  // namespace
}  // namespace steward::events
