// What is the same of tasks and links: they refer to other tickets.

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "platform/auth/permissions.h"
#include "services/ticket/rpc/ticket_handlers.h"
#include "services/ticket/store/tickets_for_test.h"

namespace steward::ticket {
namespace {

using errors::Reason;

class TicketTasksTest : public TicketsTest {
 protected:
  // As the interceptors fill it.
  static Call By(const char* role, const char* permission, const char* subject = "users/alice") {
    Call call = CallOf("acme", absl::StrCat("steward.ticket.v1.TicketService/", permission));
    call.subject = subject;
    call.roles = {role};
    call.permission = permission;
    call.scope = auth::ScopeOf(call.roles, permission);
    return call;
  }

  absl::StatusOr<Ticket> Create(Ticket::Kind kind, const std::string& parent = "",
                                const Call& call = By("agent", "tickets.create")) {
    v1::CreateTicketRequest request;
    request.mutable_ticket()->set_kind(kind);
    request.mutable_ticket()->set_title("Badge lost");
    request.mutable_ticket()->set_parent(parent);
    return handlers_.CreateTicket(call, request);
  }

  absl::StatusOr<Ticket> Resolve(const std::string& name,
                                 const Call& call = By("agent", "tickets.work")) {
    v1::ResolveTicketRequest request;
    request.set_name(name);
    request.set_resolution_code(Ticket::FIXED);
    request.set_resolution_notes("Found.");
    return handlers_.ResolveTicket(call, request);
  }

  template <class Request>
  static Request For(const std::string& name) {
    Request request;
    request.set_name(name);
    return request;
  }

  absl::StatusOr<Ticket> LinkTo(const std::string& from, const std::string& to,
                                const Call& call = By("agent", "tickets.update")) {
    v1::UpdateTicketRequest request;
    request.mutable_ticket()->set_name(from);
    auto* link = request.mutable_ticket()->add_links();
    link->set_type(Ticket::Link::RELATES_TO);
    link->set_name(to);
    return handlers_.UpdateTicket(call, request);
  }

  static std::string TasksOf(const absl::Status& refused) {
    google::rpc::ErrorInfo info;
    const auto payload = refused.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
    EXPECT_TRUE(payload && info.ParseFromString(std::string(*payload)));
    const auto tasks = info.metadata().find("tasks");
    return tasks == info.metadata().end() ? "" : tasks->second;
  }

  TicketHandlers handlers_{{&store_, &people_, &journal_, &history_, &tokens_, &comments_}};
};

TEST_F(TicketTasksTest, KeepTheirTicketFromBeingResolved) {
  const std::string parent = Create(Ticket::INCIDENT)->name();
  const std::string one = Create(Ticket::TASK, parent)->name();
  const std::string two = Create(Ticket::TASK, parent)->name();
  EXPECT_EQ(one, "tickets/TSK-1");
  ASSERT_THAT(Create(Ticket::INCIDENT, parent), IsOk());
  ASSERT_THAT(Create(Ticket::TASK, "requests/REQ-3"), IsOk());

  const absl::Status refused = Resolve(parent).status();
  EXPECT_THAT(refused, HasReason(Reason::OPEN_TASKS));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(TasksOf(refused), absl::StrCat(one, ",", two));
  ASSERT_THAT(Resolve(one), IsOk());
  EXPECT_EQ(TasksOf(Resolve(parent).status()), two);
  ASSERT_THAT(
      handlers_.CancelTicket(By("agent", "tickets.cancel"), For<v1::CancelTicketRequest>(two)),
      IsOk());

  ASSERT_THAT(Resolve(parent), IsOk());
  EXPECT_THAT(
      handlers_.CloseTicket(By("agent", "tickets.work"), For<v1::CloseTicketRequest>(parent)),
      IsOk());
}

TEST_F(TicketTasksTest, AreNamedToWhoSeesThem) {
  const std::string parent = Create(Ticket::INCIDENT)->name();
  Ticket hidden;
  hidden.set_kind(Ticket::TASK);
  hidden.set_state(Ticket::NEW);
  hidden.set_parent(parent);
  hidden.set_confidential(true);
  hidden.set_requester("users/bob");
  const std::string task = Put("acme", hidden)->name();

  EXPECT_THAT(Resolve(parent), HasReason(Reason::OPEN_TASKS));
  EXPECT_EQ(TasksOf(Resolve(parent).status()), "");
  EXPECT_EQ(TasksOf(Resolve(parent, By("tenant_admin", "tickets.work")).status()), task);
  for (int i = 0; i < 30; ++i) ASSERT_THAT(Create(Ticket::TASK, parent), IsOk());
  const std::string names = TasksOf(Resolve(parent).status());
  EXPECT_EQ(std::count(names.begin(), names.end(), ','), 19);
}

TEST_F(TicketTasksTest, AreAddedByWhoMayWorkOnTheTicket) {
  const Call requester = By("requester", "tickets.create", "users/rita");
  const std::string own = Create(Ticket::INCIDENT, "", requester)->name();
  const std::string others = Create(Ticket::INCIDENT)->name();

  EXPECT_THAT(Create(Ticket::TASK, own, requester), HasReason(Reason::PERMISSION_DENIED));
  EXPECT_THAT(Create(Ticket::INCIDENT, own, requester), IsOk());
  for (const std::string& parent : {others, std::string("tickets/INC-99")})
    for (const Ticket::Kind kind : {Ticket::TASK, Ticket::REQUEST})
      EXPECT_THAT(Create(kind, parent, requester), HasReason(Reason::REFERENCE_NOT_FOUND));
  EXPECT_THAT(Create(Ticket::TASK, "tickets/INC-1/comments/1"), HasReason(Reason::INVALID_FIELD));
  // Records of other services are not asked.
  const std::string request = "requests/REQ-3";
  EXPECT_THAT(Create(Ticket::TASK, request, requester), HasReason(Reason::PERMISSION_DENIED));
  EXPECT_THAT(Create(Ticket::INCIDENT, request, requester), IsOk());
  for (const char* role : {"agent", "resolver", "integration"})
    EXPECT_THAT(Create(Ticket::TASK, request, By(role, "tickets.create")), IsOk()) << role;
  EXPECT_THAT(Create(Ticket::TASK, request, By("service", "tickets.create", "services/catalog")),
              IsOk());
}

TEST_F(TicketTasksTest, AreAddedToWhatIsNotResolved) {
  const std::string parent = Create(Ticket::INCIDENT)->name();
  ASSERT_THAT(Resolve(parent), IsOk());
  EXPECT_THAT(Create(Ticket::TASK, parent), HasReason(Reason::REFERENCE_DISABLED));
  ASSERT_THAT(
      handlers_.ReopenTicket(By("agent", "tickets.reopen"), For<v1::ReopenTicketRequest>(parent)),
      IsOk());
  EXPECT_THAT(Create(Ticket::TASK, parent), IsOk());
}

// Whichever comes first, no resolved ticket has an open task.
TEST_F(TicketTasksTest, AreNeverLeftOpenByAResolutionAtTheSameTime) {
  for (int round = 0; round < 20; ++round) {
    const std::string parent = Create(Ticket::INCIDENT)->name();
    std::atomic<int> added = 0, resolved = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] { added += Create(Ticket::TASK, parent).ok() ? 1 : 0; });
      threads.emplace_back([&] { resolved += Resolve(parent).ok() ? 1 : 0; });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_TRUE(added == 0 || resolved == 0) << added << " added, resolved " << resolved;
    EXPECT_LE(resolved, 1);
  }
}

TEST_F(TicketTasksTest, AreListedByTheirParent) {
  const std::string parent = Create(Ticket::INCIDENT)->name();
  const std::string task = Create(Ticket::TASK, parent)->name();
  v1::ListTicketsRequest request;
  request.set_filter(absl::StrCat("parent = \"", parent, "\""));
  const auto page = handlers_.ListTickets(By("agent", "tickets.list"), request)->Parse();
  ASSERT_EQ(page.tickets_size(), 1);
  EXPECT_EQ(page.tickets(0).name(), task);
}

TEST_F(TicketTasksTest, AndLinksNameTicketsThatTheCallerSees) {
  const Call requester = By("requester", "tickets.update", "users/rita");
  const std::string own =
      Create(Ticket::INCIDENT, "", By("requester", "tickets.create", "users/rita"))->name();
  const std::string others = Create(Ticket::INCIDENT)->name();

  EXPECT_THAT(LinkTo(own, others, requester), HasReason(Reason::REFERENCE_NOT_FOUND));
  EXPECT_THAT(LinkTo(own, "tickets/INC-99", requester), HasReason(Reason::REFERENCE_NOT_FOUND));
  EXPECT_THAT(LinkTo(own, "changes/CHG-7", requester), IsOk());
  EXPECT_THAT(LinkTo(own, own), HasReason(Reason::INVALID_FIELD));
  EXPECT_THAT(LinkTo(own, others), IsOk());
  // What is there may stay, whoever changes the rest.
  v1::UpdateTicketRequest request;
  *request.mutable_ticket() = store_.Get(CallOf("acme"), own)->resource;
  request.mutable_ticket()->set_title("Badge found");
  EXPECT_THAT(handlers_.UpdateTicket(requester, request), IsOk());
}

}  // namespace
}  // namespace steward::ticket
