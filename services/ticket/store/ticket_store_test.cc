#include "services/ticket/store/ticket_store.h"

#include <functional>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/ticket/store/tickets_for_test.h"

namespace steward::ticket {
namespace {

using errors::Reason;
using google::protobuf::util::MessageDifferencer;

const absl::Time kThen = absl::FromUnixNanos(1770000000123456789);

Ticket FullTicket() {
  Ticket ticket;
  ticket.set_kind(Ticket::INCIDENT);
  ticket.set_title("Mail is down \"\\' 東京");
  ticket.set_description(std::string(20000, 'd'));
  ticket.set_state(Ticket::RESOLVED);
  ticket.set_impact(Ticket::HIGH);
  ticket.set_urgency(Ticket::LOW);
  ticket.set_priority(Ticket::P3);
  ticket.set_requester("users/alice");
  ticket.set_assignee("users/bob");
  ticket.set_assignment_group("groups/network");
  ticket.set_hold_reason(Ticket::AWAITING_VENDOR);
  ticket.set_resolution_code(Ticket::FIXED);
  ticket.set_resolution_notes("Restarted.");
  ticket.set_reopen_count(2);
  ticket.set_creator("users/carol");
  *ticket.mutable_create_time() = ToProto(kThen);
  *ticket.mutable_update_time() = ToProto(kThen + absl::Seconds(1));
  *ticket.mutable_resolve_time() = ToProto(kThen + absl::Seconds(2));
  *ticket.mutable_close_time() = ToProto(kThen + absl::Seconds(3));
  return ticket;
}

class TicketStoreTest : public TicketsTest {
 protected:
  absl::StatusOr<Ticket> Change(absl::string_view name, absl::string_view title) {
    const Call call = CallOf("acme", "steward.ticket.v1.TicketService/UpdateTicket");
    return journal::Mutate<Ticket>(journal_, call, v1::UpdateTicketRequest(),
                                   [&]() -> absl::StatusOr<TicketDecision> {
                                     ASSIGN_OR_RETURN(StoredTicket stored, store_.Get(call, name));
                                     Ticket next = stored.resource;
                                     next.set_title(std::string(title));
                                     return store_.Update(call, stored, next, "test.changed.v1");
                                   });
  }
};

TEST(TicketColumns, FitTheContract) {
  EXPECT_THAT(resource::CheckColumns(TicketColumns()), IsOk());
}

TEST_F(TicketStoreTest, GivesBackEveryFieldItWasGiven) {
  auto created = Put("acme", FullTicket());
  ASSERT_THAT(created, IsOk());
  EXPECT_EQ(created->name(), "tickets/INC-1");
  EXPECT_NE(created->etag(), "");

  auto stored = store_.Get(CallOf("acme"), "tickets/INC-1");

  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->version, 1);
  Ticket expected = FullTicket();
  expected.set_name("tickets/INC-1");
  expected.set_etag(created->etag());
  EXPECT_TRUE(MessageDifferencer::Equals(stored->resource, expected));
  EXPECT_TRUE(MessageDifferencer::Equals(*created, expected));
}

TEST_F(TicketStoreTest, ChangesTheEtagWithEveryVersion) {
  std::string etag = Put("acme", FullTicket()).value().etag();
  for (int version = 2; version <= 4; ++version) {
    auto changed = Change("tickets/INC-1", "changed");
    ASSERT_THAT(changed, IsOk());
    EXPECT_NE(changed->etag(), etag);
    etag = changed->etag();
    auto stored = store_.Get(CallOf("acme"), "tickets/INC-1");
    ASSERT_THAT(stored, IsOk());
    EXPECT_EQ(stored->version, version);
    EXPECT_TRUE(MessageDifferencer::Equals(stored->resource, *changed));
  }
}

// Groups in which all writes of one statement are repeats, or whose guard holds for none of them,
// next to ones that are not.
TEST_F(TicketStoreTest, MixesRepeatsAndChangesInOneGroup) {
  constexpr int kRounds = 30;
  const Call create = CallOf("acme");
  const Call update = CallOf("acme", "steward.ticket.v1.TicketService/UpdateTicket");
  v1::CreateTicketRequest first_create;
  first_create.set_request_id("first-create");
  v1::UpdateTicketRequest first_update;
  first_update.set_request_id("first-update");
  auto put = [&](const v1::CreateTicketRequest& request) {
    return journal::Mutate<Ticket>(
        journal_, create, request,
        [&]() -> absl::StatusOr<TicketDecision> { return store_.Create(create, FullTicket()); });
  };
  auto change = [&](const v1::UpdateTicketRequest& request, absl::string_view title) {
    return journal::Mutate<Ticket>(
        journal_, update, request, [&]() -> absl::StatusOr<TicketDecision> {
          ASSIGN_OR_RETURN(StoredTicket stored, store_.Get(update, "tickets/INC-1"));
          Ticket next = stored.resource;
          next.set_title(std::string(title));
          return store_.Update(update, stored, next, "test.changed.v1");
        });
  };
  ASSERT_THAT(put(first_create), IsOk());
  ASSERT_THAT(change(first_update, "changed first"), IsOk());

  auto repeat = [](const std::function<void()>& step) {
    return std::thread([step] {
      for (int round = 0; round < kRounds; ++round) step();
    });
  };
  std::vector<std::thread> threads;
  threads.push_back(repeat([&] { EXPECT_EQ(put(first_create).value().name(), "tickets/INC-1"); }));
  threads.push_back(
      repeat([&] { EXPECT_EQ(change(first_update, "again").value().title(), "changed first"); }));
  threads.push_back(repeat([&] { EXPECT_THAT(put({}), IsOk()); }));
  threads.push_back(repeat([&] { EXPECT_THAT(change({}, "changed later"), IsOk()); }));
  threads.push_back(repeat([&] { EXPECT_THAT(change({}, "changed as well"), IsOk()); }));
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(store_.Get(create, "tickets/INC-1").value().version, 2 + 2 * kRounds);
  auto last = store_.Get(create, absl::StrCat("tickets/INC-", 1 + kRounds));
  EXPECT_THAT(last, IsOk());
  EXPECT_THAT(store_.Get(create, absl::StrCat("tickets/INC-", 2 + kRounds)),
              HasReason(Reason::RESOURCE_NOT_FOUND));
}

TEST_F(TicketStoreTest, TellsTheJournalWhatChanged) {
  ASSERT_THAT(Put("acme", FullTicket()), IsOk());
  auto changed = Change("tickets/INC-1", "Mail is slow");
  ASSERT_THAT(changed, IsOk());

  auto history =
      history_.ListHistory("acme", "tickets/INC-1", 0, 10, absl::Now() + absl::Seconds(10));

  ASSERT_THAT(history, IsOk());
  ASSERT_EQ(history->size(), 2u);
  EXPECT_EQ(history->at(0).event().changes_size(), 0);
  const auto& event = history->at(1).event();
  ASSERT_EQ(event.changes_size(), 1) << event.DebugString();
  EXPECT_EQ(event.changes(0).path(), "title");
  EXPECT_EQ(event.changes(0).before().string_value(), FullTicket().title());
  EXPECT_EQ(event.changes(0).after().string_value(), "Mail is slow");
  Ticket snapshot;
  ASSERT_TRUE(event.resource().UnpackTo(&snapshot));
  EXPECT_TRUE(MessageDifferencer::Equals(snapshot, *changed));
}

TEST_F(TicketStoreTest, KeepsTenantsApart) {
  ASSERT_THAT(Put("acme", FullTicket()), IsOk());
  ASSERT_THAT(Put("acme", FullTicket()), IsOk());
  Ticket other = FullTicket();
  other.set_title("of beta");
  ASSERT_THAT(Put("beta", other), IsOk());

  auto of_beta = store_.Get(CallOf("beta"), "tickets/INC-1");
  ASSERT_THAT(of_beta, IsOk());
  EXPECT_EQ(of_beta->resource.title(), "of beta");
  auto page = store_.List(CallOf("beta"), {});
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->Parse().tickets_size(), 1);
  EXPECT_EQ(store_.List(CallOf("acme"), {})->Parse().tickets_size(), 2);
}

TEST_F(TicketStoreTest, DoesNotTellAForeignTicketFromOneThatIsMissing) {
  ASSERT_THAT(Put("acme", FullTicket()), IsOk());

  auto foreign = store_.Get(CallOf("beta"), "tickets/INC-1");
  auto missing = store_.Get(CallOf("beta"), "tickets/INC-2");

  EXPECT_THAT(foreign, HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_THAT(missing, HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_EQ(absl::StrReplaceAll(errors::ToProto(foreign.status()).SerializeAsString(),
                                {{"INC-1", "INC-2"}}),
            errors::ToProto(missing.status()).SerializeAsString());
}

TEST_F(TicketStoreTest, RefusesNamesThatAreNoTickets) {
  for (const char* name : {"", "INC-1", "tickets/", "tickets/INC-1/x", "changes/CHG-1",
                           "tickets/INC 1", "tickets/../x", "tickets/\xff", "tickets/' OR 1=1"})
    EXPECT_THAT(store_.Get(CallOf("acme"), name), HasReason(Reason::INVALID_FIELD)) << name;
}

}  // namespace
}  // namespace steward::ticket
