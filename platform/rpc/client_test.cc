#include "platform/rpc/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/synchronization/notification.h"
#include "platform/fiber/event.h"
#include "platform/rpc/echo_for_test.h"
#include "platform/testing/status_matchers.h"
#include "steward/error/v1/detail.pb.h"

namespace steward::rpc {
namespace {

using errors::Reason;
using ticket::v1::CreateTicketRequest;
using ticket::v1::Ticket;

Client::Identity Agent(const EchoServer& echo) {
  return [&echo](absl::string_view) { return echo.issuer.Sign("echo", "agent"); };
}

// Address where nobody listens, and nobody did but this process.
std::string FreeAddress() { return EchoServer().address(); }

TEST(Client, CallsAndReadsTheAnswer) {
  std::string request_id, trace;
  EchoServer echo([&](const Call& call, const CreateTicketRequest& request) {
    request_id = call.request_id;
    trace = call.trace_parent;
    return request.ticket();
  });
  Client client(echo.address(), Agent(echo));
  Ticket ticket;

  ASSERT_THAT(client.Call(kCreate, GoodRequest(), &ticket, absl::Seconds(5)), IsOk());

  EXPECT_EQ(ticket.title(), "printer on fire");
  EXPECT_FALSE(request_id.empty());
  EXPECT_FALSE(trace.empty());
}

TEST(Client, ActsInATenantAsTheServiceThatItIs) {
  std::string caller;
  EchoServer echo([&](const Call& call, const CreateTicketRequest& request) {
    caller = call.tenant + " " + call.subject;
    return request.ticket();
  });
  Client client(echo.address(), [&](absl::string_view tenant) {
    return echo.issuer.Sign("echo", "service", absl::Seconds(60), tenant);
  });
  Ticket ticket;

  ASSERT_THAT(client.Call(kCreate, GoodRequest(), &ticket, absl::Seconds(5), "acme"), IsOk());

  EXPECT_EQ(caller, "acme services/test");
}

TEST(Client, ErrorsKeepReasonTextAndDetails) {
  EchoServer echo([](const Call&, const CreateTicketRequest&) {
    return errors::IllegalTransition("CLOSED", "start", {"reopen"});
  });
  Client client(echo.address(), Agent(echo));
  Ticket ticket;

  absl::Status status = client.Call(kCreate, GoodRequest(), &ticket, absl::Seconds(5));

  EXPECT_THAT(status, HasReason(Reason::ILLEGAL_TRANSITION));
  EXPECT_EQ(status.message(), errors::IllegalTransition("CLOSED", "start", {"reopen"}).message());
  error::v1::IllegalTransition detail;
  auto payload = status.GetPayload("type.googleapis.com/steward.error.v1.IllegalTransition");
  ASSERT_TRUE(payload && detail.ParseFromString(std::string(*payload)));
  EXPECT_EQ(detail.state(), "CLOSED");
  EXPECT_THAT(detail.allowed_actions(), testing::ElementsAre("reopen"));
}

TEST(Client, SeesNothingOfWhatOnlyTheLogMaySee) {
  EchoServer echo([](const Call&, const CreateTicketRequest&) {
    return errors::Internal("relation \"ticket\" does not exist");
  });
  Client client(echo.address(), Agent(echo));
  Ticket ticket;

  absl::Status status = client.Call(kCreate, GoodRequest(), &ticket, absl::Seconds(5));

  EXPECT_THAT(status, HasReason(Reason::INTERNAL));
  EXPECT_THAT(status.ToString(), testing::Not(testing::HasSubstr("relation")));
}

// gRPC takes 8 KiB of metadata unless told otherwise, and errors travel as metadata.
TEST(Client, ReadsErrorsWithManyViolations) {
  EchoServer echo([](const Call&, const CreateTicketRequest&) {
    errors::Violations violations;
    for (int i = 0; i < 200; ++i)
      violations.Add(absl::StrCat("ticket.rules[", i, "].pattern"), "is not a pattern at all");
    return violations.ToStatus();
  });
  Client client(echo.address(), Agent(echo));
  Ticket ticket;

  absl::Status status = client.Call(kCreate, GoodRequest(), &ticket, absl::Seconds(5));

  EXPECT_THAT(status, HasReason(Reason::INVALID_FIELD));
}

TEST(Client, TriesAgainWhenUnavailable) {
  std::atomic<int> calls{0};
  EchoServer echo([&](const Call&, const CreateTicketRequest& r) -> absl::StatusOr<Ticket> {
    if (++calls < 3) return errors::Unavailable("database");
    return r.ticket();
  });
  Client client(echo.address(), Agent(echo));
  Ticket ticket;

  EXPECT_THAT(client.Call(kCreate, GoodRequest(), &ticket, absl::Seconds(5)), IsOk());
  EXPECT_EQ(calls, 3);
}

TEST(Client, TriesNothingElseAgain) {
  std::atomic<int> calls{0};
  EchoServer echo([&](const Call&, const CreateTicketRequest&) {
    ++calls;
    return errors::ConcurrentChange("tickets/INC-1");
  });
  Client client(echo.address(), Agent(echo));
  Ticket ticket;

  EXPECT_THAT(client.Call(kCreate, GoodRequest(), &ticket, absl::Seconds(5)),
              HasReason(Reason::CONCURRENT_CHANGE));
  EXPECT_EQ(calls, 1);
}

TEST(Client, SeesThatTheServerDrains) {
  EchoServer echo;
  Client client(echo.address(), Agent(echo));
  Ticket ticket;
  echo.interceptors.Drain();

  EXPECT_THAT(client.Call(kCreate, GoodRequest(), &ticket, absl::Seconds(5)),
              HasReason(Reason::DRAINING));
}

// What a call meets whose server starts just after its first attempt.
absl::Status CallEarly() {
  const std::string address = FreeAddress();
  absl::Notification calling;
  absl::Status status;
  Client client(address, [&](absl::string_view) {
    calling.Notify();
    return std::string("x");
  });
  std::thread caller([&] {
    Ticket ticket;
    status = client.Call(kCreate, GoodRequest(), &ticket, absl::Seconds(5));
  });
  calling.WaitForNotification();
  EchoServer echo(nullptr, Interceptors::Options{}, address);
  caller.join();
  return status;
}

TEST(Client, WaitsALittleForAServerThatStartsLate) {
  absl::Status status;
  // A server that is slow to start may miss the attempts of one call, but hardly of ten.
  for (int i = 0; i < 10 && errors::ReasonOf(status) != Reason::INVALID_TOKEN; ++i)
    status = CallEarly();

  // An answer of the server: it refuses the identity of a stranger.
  EXPECT_THAT(status, HasReason(Reason::INVALID_TOKEN));
}

TEST(Client, FindsAServerAgainSoonAfterItRestarted) {
  auto echo = std::make_unique<EchoServer>();
  const std::string address = echo->address();
  Client client(address, [](absl::string_view) { return std::string("x"); });
  Ticket ticket;
  ASSERT_THAT(client.Call(kCreate, GoodRequest(), &ticket, absl::Seconds(5)),
              HasReason(Reason::INVALID_TOKEN));
  echo.reset();
  ASSERT_THAT(client.Call(kCreate, GoodRequest(), &ticket, absl::Seconds(5)),
              HasReason(Reason::UNAVAILABLE));

  echo = std::make_unique<EchoServer>(nullptr, Interceptors::Options{}, address);
  absl::Time restarted = absl::Now();
  while (errors::ReasonOf(client.Call(kCreate, GoodRequest(), &ticket, absl::Seconds(5))) !=
         Reason::INVALID_TOKEN) {
    ASSERT_LT(absl::Now() - restarted, absl::Seconds(5));
  }
}

TEST(Client, IsUnavailableForADeadAddressWithinItsDeadline) {
  Client client(FreeAddress(), [](absl::string_view) { return std::string("x"); });
  Ticket ticket;
  absl::Time start = absl::Now();

  absl::Status status = client.Call(kCreate, GoodRequest(), &ticket, absl::Seconds(5));

  EXPECT_THAT(status, HasReason(Reason::UNAVAILABLE));
  EXPECT_LT(absl::Now() - start, absl::Seconds(4));
}

TEST(Client, GivesUpAtTheDeadline) {
  fiber::Event leave;
  EchoServer echo([&](const Call&, const CreateTicketRequest& request) {
    leave.Wait(absl::InfiniteFuture());
    return request.ticket();
  });
  Client client(echo.address(), Agent(echo));
  Ticket ticket;

  absl::Status status = client.Call(kCreate, GoodRequest(), &ticket, absl::Milliseconds(300));
  leave.Notify();

  EXPECT_THAT(status, HasReason(Reason::DEADLINE_EXCEEDED));
}

TEST(Client, LearnsThatAMethodIsUnknown) {
  EchoServer echo;
  Client client(echo.address(), Agent(echo));
  Ticket ticket;

  EXPECT_THAT(
      client.Call("steward.test.v1.EchoService/Delete", GoodRequest(), &ticket, absl::Seconds(5)),
      HasReason(Reason::METHOD_NOT_IMPLEMENTED));
}

}  // namespace
}  // namespace steward::rpc
