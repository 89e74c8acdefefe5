// Who sees and does what with which tickets: everything but the permission of the method, which the
// interceptors check.

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/auth/permissions.h"
#include "platform/journal/shard.h"
#include "platform/testing/ask_postgres.h"
#include "services/ticket/rpc/ticket_handlers.h"
#include "services/ticket/rpc/ticket_read.h"
#include "services/ticket/store/tickets_for_test.h"
#include "steward/audit/v1/audit.pb.h"

namespace steward::ticket {
namespace {

using errors::Reason;

class TicketAccessTest : public TicketsTest {
 protected:
  // As the interceptors fill it.
  static Call By(const char* subject, const char* role, const char* permission) {
    Call call = CallOf("acme", "steward.ticket.v1.TicketService/Test");
    call.subject = subject;
    call.roles = {role};
    call.permission = permission;
    call.scope = auth::ScopeOf(call.roles, permission);
    return call;
  }

  std::string Recorded(const char* requester, bool confidential) {
    Ticket ticket;
    ticket.set_kind(Ticket::INCIDENT);
    ticket.set_title("Badge lost");
    ticket.set_state(Ticket::NEW);
    ticket.set_requester(requester);
    ticket.set_confidential(confidential);
    return Put("acme", ticket).value().name();
  }

  std::string Listed(const Call& call, const std::string& filter = "") {
    v1::ListTicketsRequest request;
    request.set_order_by("create_time, name");
    request.set_filter(filter);
    auto encoded = handlers_.ListTickets(call, request);
    if (!encoded.ok()) return errors::LogText(encoded.status());
    v1::ListTicketsResponse response;
    response.ParseFromString(encoded->bytes);
    std::string names;
    for (const Ticket& ticket : response.tickets()) absl::StrAppend(&names, ticket.name(), " ");
    return names;
  }

  absl::Status Get(const Call& call, const std::string& name) {
    v1::GetTicketRequest request;
    request.set_name(name);
    return handlers_.GetTicket(call, request).status();
  }

  // Actor and records of each event that tells of a read, oldest first.
  std::string Reads() {
    event::v1::ListEventsRequest request;
    request.set_shard(journal::ShardOf("acme"));
    const auto page = history_.ListEvents(request, absl::Now() + absl::Seconds(20)).value();
    std::string reads;
    for (const auto& stored : page.events()) {
      audit::v1::Read read;
      if (stored.event().type() != kReadEvent) continue;
      EXPECT_TRUE(stored.event().resource().UnpackTo(&read));
      EXPECT_EQ(read.name(), stored.event().resource_name());
      EXPECT_TRUE(read.confidential());
      absl::StrAppend(&reads, stored.event().actor(), " ", absl::StrJoin(read.resources(), "+"),
                      "; ");
    }
    return reads;
  }

  TicketHandlers handlers_{{&store_, &people_, &journal_, &history_, &tokens_, &comments_}};
  const std::string alices_ = Recorded("users/alice", false);
  const std::string bobs_ = Recorded("users/bob", false);
  const std::string bobs_secret_ = Recorded("users/bob", true);
};

TEST_F(TicketAccessTest, ListsWhatAGetAnswers) {
  struct Case {
    const char *subject, *role;
    std::vector<std::string> seen;
  };
  for (const Case& c :
       {Case{"users/alice", "requester", {alices_}},
        Case{"users/bob", "requester", {bobs_, bobs_secret_}}, Case{"users/carl", "requester", {}},
        Case{"users/carl", "agent", {alices_, bobs_}},
        Case{"users/bob", "agent", {alices_, bobs_, bobs_secret_}},
        Case{"users/carl", "auditor", {alices_, bobs_, bobs_secret_}},
        Case{"users/carl", "tenant_admin", {alices_, bobs_, bobs_secret_}}}) {
    std::string names;
    for (const std::string& name : {alices_, bobs_, bobs_secret_}) {
      const bool seen = std::find(c.seen.begin(), c.seen.end(), name) != c.seen.end();
      if (seen) absl::StrAppend(&names, name, " ");
      const absl::Status status = Get(By(c.subject, c.role, "tickets.get"), name);
      if (seen)
        EXPECT_THAT(status, IsOk()) << c.role << " " << name;
      else
        EXPECT_THAT(status, HasReason(Reason::RESOURCE_NOT_FOUND)) << c.role << " " << name;
    }
    EXPECT_EQ(Listed(By(c.subject, c.role, "tickets.list")), names) << c.subject << c.role;
  }
}

TEST_F(TicketAccessTest, NotesWhoWasShownAConfidentialTicketOfOthers) {
  const std::string another = Recorded("users/bob", true);
  v1::ListTicketHistoryRequest history;
  history.set_name(bobs_secret_);

  EXPECT_THAT(Get(By("users/carl", "auditor", "tickets.get"), bobs_secret_), IsOk());
  EXPECT_NE(Listed(By("users/dora", "tenant_admin", "tickets.list")), "");
  EXPECT_THAT(handlers_.ListTicketHistory(By("users/eve", "auditor", "tickets.get"), history),
              IsOk());

  EXPECT_EQ(Reads(), absl::StrCat("users/carl ", bobs_secret_, "; users/dora ", bobs_secret_, "+",
                                  another, "; users/eve ", bobs_secret_, "; "));
  v1::GetTicketRequest get;
  get.set_name(bobs_secret_);
  EXPECT_EQ(handlers_.GetTicket(By("users/bob", "requester", "tickets.get"), get)->etag(),
            handlers_.GetTicket(By("users/carl", "auditor", "tickets.get"), get)->etag());
}

TEST_F(TicketAccessTest, NotesNothingWhereNothingForeignIsShown) {
  v1::ListTicketHistoryRequest history;
  history.set_name(bobs_secret_);
  for (const char* role : {"requester", "agent", "auditor"}) {
    EXPECT_THAT(Get(By("users/bob", role, "tickets.get"), bobs_secret_), IsOk());
    EXPECT_NE(Listed(By("users/bob", role, "tickets.list")), "");
    EXPECT_THAT(handlers_.ListTicketHistory(By("users/bob", role, "tickets.get"), history), IsOk());
  }
  EXPECT_THAT(Get(By("users/carl", "auditor", "tickets.get"), alices_), IsOk());
  EXPECT_NE(Listed(By("users/carl", "auditor", "tickets.list"), "confidential = false"), "");
  EXPECT_THAT(Get(By("users/carl", "agent", "tickets.get"), bobs_secret_),
              HasReason(Reason::RESOURCE_NOT_FOUND));

  EXPECT_EQ(Reads(), "");
}

TEST_F(TicketAccessTest, ShowsNothingThatCannotBeNoted) {
  const Call auditor = By("users/carl", "auditor", "tickets.get");
  ASSERT_THAT(Get(auditor, bobs_secret_), IsOk());
  AskPostgres(TestPostgres::Get().SuperuserConninfo(owner_),
              "REVOKE INSERT ON journal FROM steward_app_test");

  EXPECT_FALSE(Get(auditor, bobs_secret_).ok());
  EXPECT_THAT(Get(auditor, bobs_), IsOk());
}

TEST_F(TicketAccessTest, FiltersGiveNothingAway) {
  const Call agent = By("users/carl", "agent", "tickets.list");
  EXPECT_EQ(Listed(agent, "confidential = true"), "");
  EXPECT_EQ(Listed(agent, "requester = \"users/bob\" OR confidential = true"), bobs_ + " ");
  EXPECT_EQ(Listed(By("users/bob", "agent", "tickets.list"), "confidential = true"),
            bobs_secret_ + " ");
}

TEST_F(TicketAccessTest, HidesWhatIsNotSeenFromEveryMethod) {
  const Call call = By("users/alice", "requester", "tickets.update");
  v1::UpdateTicketRequest update;
  update.mutable_ticket()->set_name(bobs_);
  update.mutable_ticket()->set_title("Mine now");
  EXPECT_THAT(handlers_.UpdateTicket(call, update), HasReason(Reason::RESOURCE_NOT_FOUND));
  v1::ListTicketHistoryRequest history;
  history.set_name(bobs_);
  EXPECT_THAT(handlers_.ListTicketHistory(call, history), HasReason(Reason::RESOURCE_NOT_FOUND));
  v1::CancelTicketRequest cancel;
  cancel.set_name(bobs_secret_);
  EXPECT_THAT(handlers_.CancelTicket(By("users/carl", "agent", "tickets.cancel"), cancel),
              HasReason(Reason::RESOURCE_NOT_FOUND));

  cancel.set_name(alices_);
  EXPECT_THAT(handlers_.CancelTicket(call, cancel), IsOk());
}

TEST_F(TicketAccessTest, TellsWhichPermissionsTheCallerHasOnATicket) {
  v1::TestTicketPermissionsRequest request;
  request.set_name(bobs_);
  for (const char* permission : {"tickets.work", "tickets.update"})
    request.add_permissions(permission);
  const auto held = [&](const char* subject, const char* role) {
    auto response = handlers_.TestTicketPermissions(By(subject, role, "tickets.get"), request);
    return response.ok() ? absl::StrJoin(response->permissions(), " ")
                         : errors::LogText(response.status());
  };
  EXPECT_EQ(held("users/bob", "requester"), "tickets.update");
  EXPECT_EQ(held("users/carl", "agent"), "tickets.work tickets.update");
  EXPECT_THAT(
      handlers_.TestTicketPermissions(By("users/alice", "requester", "tickets.get"), request),
      HasReason(Reason::RESOURCE_NOT_FOUND));
}

// Get, lists, counts by filter and what is shown of a page follow the same rule.
TEST_F(TicketAccessTest, HidesTheTicketsOfVipsFromProgramsThatDoNotCareForThem) {
  Ticket ticket;
  ticket.set_kind(Ticket::INCIDENT);
  ticket.set_requester("users/vera");
  ticket.set_vip(true);
  const std::string vip = Put("acme", ticket).value().name();
  const std::string other = Recorded("users/zoe", false);
  const std::string both = R"(requester = "users/vera" OR requester = "users/zoe")";
  const Call program = By("serviceAccounts/ci", "integration", "tickets.list");
  Call carer = program;
  carer.roles.push_back("vip_care");

  EXPECT_EQ(Listed(program, both), other + " ");
  EXPECT_EQ(Listed(program, "vip = true"), "");
  EXPECT_EQ(Listed(carer, both), vip + " " + other + " ");
  EXPECT_EQ(Listed(By("users/agnes", "agent", "tickets.list"), "vip = true"), vip + " ");
  EXPECT_EQ(Listed(By("users/vera", "requester", "tickets.list")), vip + " ");
  EXPECT_THAT(Get(By("serviceAccounts/ci", "integration", "tickets.get"), vip),
              HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_THAT(Get(By("users/agnes", "agent", "tickets.get"), vip), IsOk());
}

}  // namespace
}  // namespace steward::ticket
