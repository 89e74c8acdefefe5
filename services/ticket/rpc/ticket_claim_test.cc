#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/auth/permissions.h"
#include "services/ticket/rpc/ticket_handlers.h"
#include "services/ticket/store/tickets_for_test.h"

namespace steward::ticket {
namespace {

using errors::Reason;

class TicketClaimTest : public TicketsTest {
 protected:
  TicketClaimTest() {
    for (const char* group : {"network", "mail"}) KnowGroup("acme", group);
    KnowMember("acme", "network", "alice");
    KnowMember("acme", "network", "bob");
  }

  // As the interceptors fill it.
  static Call By(const std::string& subject, const char* role = "agent") {
    Call call = CallOf("acme", "steward.ticket.v1.TicketService/ClaimNextTicket");
    call.subject = subject;
    call.roles = {role};
    call.groups = {"groups/network"};
    call.permission = "tickets.work";
    call.scope = auth::ScopeOf(call.roles, call.permission);
    return call;
  }

  static Ticket Waiting(Ticket::Priority priority = Ticket::P3) {
    Ticket ticket;
    ticket.set_kind(Ticket::INCIDENT);
    ticket.set_state(Ticket::NEW);
    ticket.set_priority(priority);
    ticket.set_requester("users/rita");
    ticket.set_assignment_group("groups/network");
    *ticket.mutable_create_time() = ToProto(absl::FromUnixSeconds(1770000000));
    return ticket;
  }
  std::string Put(const Ticket& ticket) { return TicketsTest::Put("acme", ticket)->name(); }

  absl::StatusOr<Ticket> Claim(const Call& call, const std::string& request_id = "",
                               const std::string& group = "groups/network") {
    v1::ClaimNextTicketRequest request;
    request.set_assignment_group(group);
    request.set_request_id(request_id);
    return handlers_.ClaimNextTicket(call, request);
  }

  TicketHandlers handlers_{{&store_, &people_, &journal_, &history_, &tokens_, &comments_}};
};

TEST_F(TicketClaimTest, GivesTheCallerTheNextTicket) {
  const std::string name = Put(Waiting());

  const auto claimed = Claim(By("users/bob"));

  ASSERT_THAT(claimed, IsOk());
  EXPECT_EQ(claimed->name(), name);
  EXPECT_EQ(claimed->assignee(), "users/bob");
  EXPECT_EQ(claimed->assignment_group(), "groups/network");
  EXPECT_EQ(claimed->state(), Ticket::NEW);
  const auto events = history_.ListHistory("acme", name, 0, 10, By("users/bob").deadline);
  EXPECT_EQ(events->back().event().type(), "dev.steward.ticket.assigned.v1");
  EXPECT_EQ(events->back().event().actor(), "users/bob");
  EXPECT_THAT(Claim(By("users/bob")), HasReason(Reason::NOTHING_TO_CLAIM));
}

TEST_F(TicketClaimTest, IsForUsersWhoBelongToTheGroup) {
  Put(Waiting());
  EXPECT_THAT(Claim(By("users/carol")), HasReason(Reason::NOT_A_MEMBER));
  EXPECT_THAT(Claim(By("serviceAccounts/bob")), HasReason(Reason::NOT_A_MEMBER));
  EXPECT_THAT(Claim(By("users/bob"), "", "groups/mail"), HasReason(Reason::NOT_A_MEMBER));
  EXPECT_THAT(Claim(By("users/bob"), "", "groups/none"), HasReason(Reason::REFERENCE_NOT_FOUND));
}

TEST_F(TicketClaimTest, GivesNobodyWhatTheyDoNotSee) {
  Ticket secret = Waiting(Ticket::P1), vip = Waiting(Ticket::P2);
  secret.set_confidential(true);
  vip.set_vip(true);
  Put(secret);
  Put(vip);
  const std::string open = Put(Waiting());

  EXPECT_EQ(Claim(By("users/bob", "integration"))->name(), open);
  EXPECT_THAT(Claim(By("users/bob", "integration")), HasReason(Reason::NOTHING_TO_CLAIM));
  Call elsewhere = By("users/bob", "resolver");
  elsewhere.groups = {"groups/mail"};
  EXPECT_THAT(Claim(elsewhere), HasReason(Reason::NOTHING_TO_CLAIM));
  EXPECT_EQ(Claim(By("users/bob", "resolver"))->priority(), Ticket::P1);
  EXPECT_EQ(Claim(By("users/bob", "resolver"))->priority(), Ticket::P2);
}

TEST_F(TicketClaimTest, AnswersARepeatWithTheSameTicket) {
  Put(Waiting());
  Put(Waiting());
  const auto first = Claim(By("users/bob"), "r1");
  ASSERT_THAT(first, IsOk());

  EXPECT_EQ(Claim(By("users/bob"), "r1")->name(), first->name());
  EXPECT_NE(Claim(By("users/bob"), "r2")->name(), first->name());
  EXPECT_EQ(Claim(By("users/bob"), "r1")->name(), first->name()) << "when nothing waits any more";
}

TEST_F(TicketClaimTest, StoresNothingWhenItOnlyValidates) {
  const std::string name = Put(Waiting());
  v1::ClaimNextTicketRequest request;
  request.set_assignment_group("groups/network");
  request.set_validate_only(true);

  EXPECT_EQ(handlers_.ClaimNextTicket(By("users/bob"), request)->assignee(), "users/bob");
  EXPECT_EQ(store_.Get(By("users/bob"), name)->resource.assignee(), "");
}

TEST_F(TicketClaimTest, GivesEachOfAHundredAtOnceAnotherTicket) {
  constexpr int kClaimants = 100;
  std::set<std::string> waiting;
  for (int i = 0; i < kClaimants; ++i) waiting.insert(Put(Waiting()));
  std::vector<absl::StatusOr<Ticket>> claimed(kClaimants, absl::UnknownError("pending"));

  std::vector<std::thread> threads;
  for (int i = 0; i < kClaimants; ++i)
    threads.emplace_back(
        [&, i] { claimed[i] = Claim(By(i % 2 == 0 ? "users/alice" : "users/bob")); });
  for (std::thread& thread : threads) thread.join();

  for (const auto& ticket : claimed) {
    ASSERT_THAT(ticket, IsOk());
    EXPECT_EQ(waiting.erase(ticket->name()), 1u) << ticket->name();
  }
  EXPECT_THAT(Claim(By("users/bob")), HasReason(Reason::NOTHING_TO_CLAIM));
}

// Those who come too late are told so, and nobody gives up.
TEST_F(TicketClaimTest, EndsWhenMoreAskThanTicketsWait) {
  constexpr int kTickets = 5, kClaimants = 40;
  for (int i = 0; i < kTickets; ++i) Put(Waiting());
  std::atomic<int> claimed = 0, nothing = 0;

  std::vector<std::thread> threads;
  for (int i = 0; i < kClaimants; ++i)
    threads.emplace_back([&] {
      const auto ticket = Claim(By("users/bob"));
      if (ticket.ok()) ++claimed;
      if (errors::ReasonOf(ticket.status()) == Reason::NOTHING_TO_CLAIM) ++nothing;
    });
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(claimed, kTickets);
  EXPECT_EQ(nothing, kClaimants - kTickets);
}

}  // namespace
}  // namespace steward::ticket
