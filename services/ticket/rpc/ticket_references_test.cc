#include <gtest/gtest.h>

#include "services/ticket/rpc/ticket_handlers.h"
#include "services/ticket/store/tickets_for_test.h"

namespace steward::ticket {
namespace {

using errors::Reason;

class TicketReferencesTest : public TicketsTest {
 protected:
  TicketReferencesTest() {
    for (const char* user : {"bob", "carol"}) KnowUser("acme", user);
    KnowUser("acme", "gone", false);
    KnowUser("other", "dora");
    for (const char* group : {"network", "mail"}) KnowGroup("acme", group);
    KnowGroup("acme", "board", people::Group::BOARD);
    KnowGroup("other", "desk");
    KnowMember("acme", "network", "bob");
  }

  absl::StatusOr<Ticket> Create(const std::string& requester, const std::string& request_id = "") {
    v1::CreateTicketRequest request;
    request.mutable_ticket()->set_kind(Ticket::INCIDENT);
    request.mutable_ticket()->set_title("VPN down");
    request.mutable_ticket()->set_requester(requester);
    request.set_request_id(request_id);
    return handlers_.CreateTicket(CallOf("acme"), request);
  }

  absl::StatusOr<Ticket> Reassign(const std::string& requester) {
    v1::UpdateTicketRequest request;
    request.mutable_ticket()->set_name(ticket_);
    request.mutable_ticket()->set_requester(requester);
    return handlers_.UpdateTicket(CallOf("acme", "UpdateTicket"), request);
  }

  absl::StatusOr<Ticket> Assign(const std::string& assignee, const std::string& group) {
    v1::AssignTicketRequest request;
    request.set_name(ticket_);
    request.set_assignee(assignee);
    request.set_assignment_group(group);
    return handlers_.AssignTicket(CallOf("acme", "AssignTicket"), request);
  }

  TicketHandlers handlers_{{&store_, &people_, &journal_, &history_, &tokens_, &comments_}};
  const std::string ticket_ = Create("").value().name();
};

TEST_F(TicketReferencesTest, AreUsersOfTheTenant) {
  const struct {
    const char* user;
    Reason reason;
  } cases[] = {
      {"users/bob", Reason::REASON_UNSPECIFIED},
      // The caller, whom the directory need not know.
      {"users/alice", Reason::REASON_UNSPECIFIED},
      {"users/nobody", Reason::REFERENCE_NOT_FOUND},
      {"users/dora", Reason::REFERENCE_NOT_FOUND},
      {"users/gone", Reason::REFERENCE_DISABLED},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(errors::ReasonOf(Create(c.user).status()), c.reason) << c.user;
    EXPECT_EQ(errors::ReasonOf(Assign(c.user, "").status()), c.reason) << c.user;
    EXPECT_EQ(errors::ReasonOf(Reassign(c.user).status()), c.reason) << c.user;
  }
}

TEST_F(TicketReferencesTest, AreGroupsForAssignment) {
  EXPECT_EQ(Assign("", "groups/mail")->assignment_group(), "groups/mail");
  EXPECT_THAT(Assign("", "groups/none"), HasReason(Reason::REFERENCE_NOT_FOUND));
  EXPECT_THAT(Assign("", "groups/desk"), HasReason(Reason::REFERENCE_NOT_FOUND));
  EXPECT_THAT(Assign("", "groups/board"), HasReason(Reason::INVALID_FIELD));
}

TEST_F(TicketReferencesTest, OfAnAssigneeAndAGroupBelongTogether) {
  EXPECT_EQ(Assign("users/bob", "groups/network")->assignee(), "users/bob");
  EXPECT_THAT(Assign("users/carol", "groups/network"), HasReason(Reason::NOT_A_MEMBER));
  EXPECT_THAT(Assign("users/bob", "groups/mail"), HasReason(Reason::NOT_A_MEMBER));
  EXPECT_THAT(Assign("users/alice", "groups/mail"), HasReason(Reason::NOT_A_MEMBER));
}

// Whether it is a VIP's follows from the requester, at the time when they become it.
TEST_F(TicketReferencesTest, MakeATicketThatOfAVip) {
  Know("acme", "known_user VALUES ('acme', 'users/vera', 1, true, true)");

  EXPECT_FALSE(Create("users/bob")->vip());
  EXPECT_TRUE(Create("users/vera")->vip());
  EXPECT_TRUE(Reassign("users/vera")->vip());
  EXPECT_TRUE(Assign("users/bob", "")->vip());
  EXPECT_FALSE(Reassign("users/bob")->vip());
}

TEST_F(TicketReferencesTest, MakeATicketThatOfAVipWhoCalls) {
  Know("acme", "known_user VALUES ('acme', 'users/vera', 1, true, true)");
  v1::CreateTicketRequest request;
  request.mutable_ticket()->set_title("VPN down");
  request.mutable_ticket()->set_vip(false);
  Call call = CallOf("acme");
  call.subject = "users/vera";
  EXPECT_TRUE(handlers_.CreateTicket(call, request)->vip());
  request.mutable_ticket()->set_vip(true);
  call.subject = "serviceAccounts/vera";
  EXPECT_FALSE(handlers_.CreateTicket(call, request)->vip());
}

// What is refused has changed nothing; what was done is answered as it was.
TEST_F(TicketReferencesTest, DoNotUndoWhatWasDone) {
  const Ticket first = Create("users/bob", "r1").value();
  Know("acme",
       "known_user VALUES ('acme', 'users/bob', 2, false) ON CONFLICT (tenant_id, name) DO UPDATE"
       " SET version = 2, active = false");

  EXPECT_EQ(Create("users/bob", "r1")->name(), first.name());
  EXPECT_THAT(Create("users/bob", "r2"), HasReason(Reason::REFERENCE_DISABLED));
  v1::StartTicketRequest start;
  start.set_name(first.name());
  EXPECT_THAT(handlers_.StartTicket(CallOf("acme", "StartTicket"), start), IsOk());
  v1::GetTicketRequest get;
  get.set_name("tickets/INC-3");
  EXPECT_THAT(handlers_.GetTicket(CallOf("acme"), get), HasReason(Reason::RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace steward::ticket
