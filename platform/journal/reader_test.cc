#include "platform/journal/reader.h"

#include "google/rpc/error_details.pb.h"
#include "platform/journal/shard.h"
#include "platform/journal/things_for_test.h"

namespace steward::journal {
namespace {

using errors::Reason;
using event::v1::BatchListEventsRequest;
using event::v1::BatchListEventsResponse;
using event::v1::ListEventsRequest;
using event::v1::ListEventsResponse;
using event::v1::Position;
using ::testing::ElementsAre;

absl::Time Soon() { return absl::Now() + absl::Seconds(10); }

class ReaderTest : public ThingsTest {
 protected:
  // Two tenants that share a shard.
  static std::string Neighbour() {
    for (int i = 0;; ++i)
      if (ShardOf(absl::StrCat("n", i)) == ShardOf("acme")) return absl::StrCat("n", i);
  }

  static std::string AnotherShard() {
    for (int i = 0;; ++i)
      if (ShardOf(absl::StrCat("n", i)) != ShardOf("acme")) return absl::StrCat("n", i);
  }

  static void Ask(const std::string& tenant, const Position& after,
                  BatchListEventsRequest* request) {
    auto* position = request->add_positions();
    position->set_shard(ShardOf(tenant));
    *position->mutable_after() = after;
  }
  static std::vector<int64_t> Offsets(const BatchListEventsResponse& response, int shard) {
    std::vector<int64_t> offsets;
    for (const auto& page : response.pages())
      if (page.shard() == shard)
        for (const auto& stored : page.events()) offsets.push_back(stored.position().offset());
    return offsets;
  }

  absl::StatusOr<ListEventsResponse> List(const Position* after, int page_size = 0,
                                          const std::string& tenant = "") {
    ListEventsRequest request;
    request.set_shard(ShardOf("acme"));
    request.set_page_size(page_size);
    request.set_tenant(tenant);
    if (after != nullptr) *request.mutable_after() = *after;
    return reader_.ListEvents(request, Soon());
  }

  void Fill(int count, const std::string& tenant = "acme") {
    for (int i = 0; i < count; ++i)
      ASSERT_THAT(Create(journal_, tenant, absl::StrCat("thing ", i)), IsOk());
  }

  static Position At(int64_t epoch, int64_t offset, const std::string& event_id = "") {
    Position position;
    position.set_epoch(epoch);
    position.set_offset(offset);
    position.set_event_id(event_id);
    return position;
  }

  static std::string Metadata(const absl::Status& status, const std::string& key) {
    google::rpc::Status proto = errors::ToProto(status);
    google::rpc::ErrorInfo info;
    if (proto.details_size() == 0 || !proto.details(0).UnpackTo(&info)) return "";
    auto found = info.metadata().find(key);
    return found == info.metadata().end() ? "" : found->second;
  }

  pg::Pool pool_{application_, 2};
  Reader reader_{&pool_, "test"};
  Journal journal_{{application_, nullptr}};
};

TEST_F(ReaderTest, PagesThroughAShardInOrder) {
  Fill(7);
  std::vector<int64_t> offsets;
  ListEventsResponse page;
  for (int pages = 0; pages < 10 && !page.end(); ++pages) {
    const Position after = page.next();
    auto next = List(pages == 0 ? nullptr : &after, 3);
    ASSERT_THAT(next, IsOk());
    page = *next;
    EXPECT_LE(page.events_size(), 3);
    for (const auto& stored : page.events()) offsets.push_back(stored.position().offset());
  }

  EXPECT_EQ(offsets, (std::vector<int64_t>{1, 2, 3, 4, 5, 6, 7}));
  EXPECT_EQ(page.next().offset(), 7);
}

TEST_F(ReaderTest, GivesBackWhatTheEventCarried) {
  Fill(1);
  ASSERT_THAT(Update(journal_, "acme", "INC-1", 1, "changed"), IsOk());

  auto page = List(nullptr);

  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->events_size(), 2);
  const auto& stored = page->events(1);
  EXPECT_EQ(stored.tenant(), "acme");
  EXPECT_EQ(stored.position().epoch(), 1);
  EXPECT_EQ(stored.event().id(), stored.position().event_id());
  EXPECT_EQ(stored.event().type(), "test.updated.v1");
  EXPECT_EQ(stored.event().resource_name(), "tickets/INC-1");
  EXPECT_EQ(stored.event().version(), 2);
  EXPECT_EQ(stored.event().actor(), "users/alice");
  EXPECT_EQ(stored.event().method(), "test.Things/Update");
  EXPECT_EQ(stored.event().request_id(), "call-1");
  EXPECT_EQ(stored.event().service(), "test");
  EXPECT_GT(stored.event().time().seconds(), 1700000000);
  Ticket thing;
  ASSERT_TRUE(stored.event().resource().UnpackTo(&thing));
  EXPECT_EQ(thing.title(), "changed");
  EXPECT_EQ(thing.name(), "tickets/INC-1");
}

TEST_F(ReaderTest, ShowsOneTenantOnlyAndTellsHowFarItLooked) {
  const std::string neighbour = Neighbour();
  Fill(1);
  Fill(4, neighbour);
  Fill(1);

  auto first = List(nullptr, 3, "acme");
  ASSERT_THAT(first, IsOk());
  ASSERT_EQ(first->events_size(), 1);
  EXPECT_EQ(first->next().offset(), 3);
  EXPECT_FALSE(first->end());

  auto second = List(&first->next(), 2, "acme");
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->events_size(), 0);
  EXPECT_EQ(second->next().offset(), 5);

  auto third = List(&second->next(), 3, "acme");
  ASSERT_THAT(third, IsOk());
  ASSERT_EQ(third->events_size(), 1);
  EXPECT_EQ(third->events(0).tenant(), "acme");
  EXPECT_TRUE(third->end());
}

TEST_F(ReaderTest, KeepsThePositionOfAReaderThatIsAtTheEnd) {
  auto empty = List(nullptr);
  ASSERT_THAT(empty, IsOk());
  EXPECT_TRUE(empty->end());
  auto still_empty = List(&empty->next());
  ASSERT_THAT(still_empty, IsOk()) << "the position of an empty shard must be good for resuming";

  Fill(2);
  auto page = List(&still_empty->next());
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->events_size(), 2);
  auto nothing = List(&page->next());
  ASSERT_THAT(nothing, IsOk());
  EXPECT_EQ(nothing->events_size(), 0);
  EXPECT_EQ(nothing->next().event_id(), page->next().event_id());
}

TEST_F(ReaderTest, SaysSoWhenEventsWereTrimmed) {
  Fill(6);
  const auto all = List(nullptr).value();
  Execute("DELETE FROM journal WHERE event_offset <= 3");
  Execute("UPDATE stream SET trimmed_to = 3");

  for (const Position& gone : {At(1, 0), At(0, 0), all.events(1).position()}) {
    auto page = List(&gone);
    EXPECT_THAT(page, HasReason(Reason::OFFSET_TRIMMED));
    EXPECT_THAT(page, StatusIs(absl::StatusCode::kOutOfRange));
    EXPECT_EQ(Metadata(page.status(), "earliestEpoch"), "1");
    EXPECT_EQ(Metadata(page.status(), "earliestOffset"), "3");
  }
  const Position edge = all.events(2).position();
  auto from_edge = List(&edge);
  ASSERT_THAT(from_edge, IsOk()) << "nothing after this position is missing";
  EXPECT_EQ(from_edge->events_size(), 3);
  auto earliest = List(nullptr);
  ASSERT_THAT(earliest, IsOk());
  EXPECT_EQ(earliest->events(0).position().offset(), 4);
}

TEST_F(ReaderTest, GoesOnFromTheEarliestWhileNothingIsKept) {
  Fill(3);
  Execute("DELETE FROM journal");
  Execute("UPDATE stream SET trimmed_to = head");

  const auto none = List(nullptr).value();
  EXPECT_EQ(none.events_size(), 0);
  const auto still_none = List(&none.next());
  ASSERT_THAT(still_none, IsOk()) << "nothing was missed that is kept";
  Fill(1);
  const auto next = List(&still_none->next());
  ASSERT_THAT(next, IsOk());
  EXPECT_EQ(next->events_size(), 1);
}

TEST_F(ReaderTest, LeadsAReaderBackWhenItsHistoryWasReplaced) {
  Fill(5);
  const auto all = List(nullptr).value();

  const Position beyond = At(1, 9, "01890a5d-ac96-774b-bcce-b302099a8057");
  auto refused = List(&beyond);
  EXPECT_THAT(refused, HasReason(Reason::EPOCH_CHANGED));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(Metadata(refused.status(), "lastEpoch"), "1");
  EXPECT_EQ(Metadata(refused.status(), "lastOffset"), "5");
  EXPECT_EQ(Metadata(refused.status(), "lastEventId"), all.events(4).position().event_id());

  const Position other_event = At(1, 4, "01890a5d-ac96-774b-bcce-b302099a8057");
  auto stepped = List(&other_event);
  EXPECT_THAT(stepped, HasReason(Reason::EPOCH_CHANGED));
  EXPECT_EQ(Metadata(stepped.status(), "lastOffset"), "3");
}

TEST_F(ReaderTest, PositionThatIsNotKeptDoesNotLengthenThePage) {
  Fill(6);
  Execute("DELETE FROM journal WHERE event_offset <= 2");
  Execute("UPDATE stream SET trimmed_to = 2");

  const Position edge = At(1, 2);
  auto page = List(&edge, 3);

  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->events_size(), 3);
  EXPECT_EQ(page->next().offset(), 5);
  EXPECT_FALSE(page->end());
  auto rest = List(&page->next(), 3);
  ASSERT_THAT(rest, IsOk());
  EXPECT_EQ(rest->events_size(), 1);
  EXPECT_TRUE(rest->end());
}

TEST_F(ReaderTest, ListsSeveralShardsAtOnce) {
  const std::string other = AnotherShard();
  Fill(5);
  Fill(2, other);
  BatchListEventsRequest request;
  Ask("acme", List(nullptr, 2).value().next(), &request);
  Ask(other, At(0, 0), &request);

  auto all = reader_.BatchListEvents(request, Soon());
  ASSERT_THAT(all, IsOk());
  EXPECT_THAT(Offsets(*all, ShardOf("acme")), ElementsAre(3, 4, 5));
  EXPECT_THAT(Offsets(*all, ShardOf(other)), ElementsAre(1, 2));
  for (const auto& page : all->pages()) EXPECT_TRUE(page.end());

  request.set_page_size(4);
  auto some = reader_.BatchListEvents(request, Soon());
  ASSERT_THAT(some, IsOk());
  EXPECT_THAT(Offsets(*some, ShardOf("acme")), ElementsAre(3, 4));
  EXPECT_THAT(Offsets(*some, ShardOf(other)), ElementsAre(1, 2));
  EXPECT_FALSE(some->pages(0).end());
  EXPECT_FALSE(some->pages(1).end()) << "a full page may not be the last one";
  EXPECT_EQ(some->pages(1).events(0).tenant(), other);
  EXPECT_EQ(some->pages(1).events(0).event().resource_name(), "tickets/INC-1");
}

TEST_F(ReaderTest, LeavesOutTheShardsWhosePositionDoesNotHold) {
  const std::string other = AnotherShard();
  Fill(5);
  Fill(2, other);
  const Position lost = At(1, 4, "01890a5d-ac96-774b-bcce-b302099a8057");
  const Position trimmed = At(1, 1);
  Execute("DELETE FROM journal WHERE event_offset <= 2");
  Execute("UPDATE stream SET trimmed_to = 2");

  for (const Position& refused : {lost, trimmed, At(1, 9)}) {
    BatchListEventsRequest request;
    Ask("acme", refused, &request);
    Ask(other, At(1, 2), &request);
    auto pages = reader_.BatchListEvents(request, Soon());
    ASSERT_THAT(pages, IsOk());
    ASSERT_EQ(pages->pages_size(), 1);
    EXPECT_EQ(pages->pages(0).shard(), ShardOf(other));
    EXPECT_EQ(pages->pages(0).events_size(), 0);
    EXPECT_TRUE(pages->pages(0).end());
  }
}

TEST_F(ReaderTest, RefusesBatchesThatCannotBe) {
  BatchListEventsRequest request;
  EXPECT_THAT(reader_.BatchListEvents(request, Soon()), IsOk());
  Ask("acme", At(0, 0), &request);
  Ask("acme", At(0, 0), &request);
  EXPECT_THAT(reader_.BatchListEvents(request, Soon()), HasReason(Reason::INVALID_FIELD));
  request.mutable_positions(1)->set_shard(8);
  EXPECT_THAT(reader_.BatchListEvents(request, Soon()), HasReason(Reason::INVALID_FIELD));
  request.mutable_positions()->RemoveLast();
  request.set_page_size(-1);
  EXPECT_THAT(reader_.BatchListEvents(request, Soon()), HasReason(Reason::INVALID_FIELD));
}

TEST_F(ReaderTest, ContinuesOverTheStartOfANewEpoch) {
  ASSERT_THAT(journal_.Open(), IsOk());
  Fill(3);
  const auto before = List(nullptr).value();
  EXPECT_EQ(before.next().epoch(), 1);
  Execute("UPDATE stream SET incarnation = 'another history'");
  ASSERT_THAT(journal_.Open(), IsOk());
  ASSERT_THAT(journal_.Open(), IsOk()) << "once is enough";

  Fill(2);
  auto after = List(&before.next());

  ASSERT_THAT(after, IsOk());
  ASSERT_EQ(after->events_size(), 2);
  EXPECT_EQ(after->events(0).position().epoch(), 2);
  EXPECT_EQ(after->events(0).position().offset(), 1);
  EXPECT_EQ(after->next().offset(), 2);
  ExpectSound();
}

TEST_F(ReaderTest, StartsANewEpochAlsoWhenAJournalReconnects) {
  ASSERT_THAT(journal_.Open(), IsOk());
  Fill(2);
  Execute("UPDATE stream SET incarnation = 'another history'");
  Execute(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
      " WHERE usename = 'steward_app_test'");

  Fill(1);

  EXPECT_EQ(Number("SELECT count(*) FROM journal WHERE epoch = 2"), 1);
}

TEST_F(ReaderTest, TellsTheHeadsOfAllShards) {
  auto heads = reader_.GetHeads(Soon());
  ASSERT_THAT(heads, IsOk());
  ASSERT_EQ(heads->heads_size(), kShards);
  for (const Position& head : heads->heads()) {
    EXPECT_EQ(head.epoch(), 1);
    EXPECT_EQ(head.offset(), 0);
    EXPECT_EQ(head.event_id(), "");
  }

  Fill(2);
  heads = reader_.GetHeads(Soon());
  ASSERT_THAT(heads, IsOk());
  const Position head = heads->heads(ShardOf("acme"));
  EXPECT_EQ(head.offset(), 2);
  EXPECT_EQ(head.event_id(), List(nullptr).value().next().event_id());

  ASSERT_THAT(journal_.Open(), IsOk());
  Execute("UPDATE stream SET incarnation = 'another history'");
  ASSERT_THAT(journal_.Open(), IsOk());
  const Position fresh = reader_.GetHeads(Soon()).value().heads(ShardOf("acme"));
  EXPECT_EQ(fresh.epoch(), 2);
  EXPECT_EQ(fresh.offset(), 0);
  EXPECT_EQ(fresh.event_id(), "");
}

TEST_F(ReaderTest, RefusesShardsAndPagesThatCannotBe) {
  ListEventsRequest request;
  for (int shard : {-1, 8}) {
    request.set_shard(shard);
    EXPECT_THAT(reader_.ListEvents(request, Soon()), HasReason(Reason::INVALID_FIELD));
  }
  request.set_shard(0);
  request.set_page_size(-1);
  EXPECT_THAT(reader_.ListEvents(request, Soon()), HasReason(Reason::INVALID_FIELD));
}

TEST_F(ReaderTest, ListsTheHistoryOfAResourceOldestFirst) {
  Fill(2);
  for (int version = 1; version <= 4; ++version)
    ASSERT_THAT(Update(journal_, "acme", "INC-1", version, absl::StrCat("v", version + 1)), IsOk());

  auto history = reader_.ListHistory("acme", "tickets/INC-1", 0, 100, Soon());
  ASSERT_THAT(history, IsOk());
  ASSERT_EQ(history->size(), 5u);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(history->at(i).event().version(), i + 1);

  auto rest = reader_.ListHistory("acme", "tickets/INC-1", 2, 2, Soon());
  ASSERT_THAT(rest, IsOk());
  ASSERT_EQ(rest->size(), 2u);
  EXPECT_EQ(rest->at(0).event().version(), 3);

  auto foreign = reader_.ListHistory("beta", "tickets/INC-1", 0, 100, Soon());
  ASSERT_THAT(foreign, IsOk());
  EXPECT_TRUE(foreign->empty());
}

}  // namespace
}  // namespace steward::journal
