#include "platform/rpc/server.h"

#include <gmock/gmock.h>
#include <grpcpp/support/sync_stream.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/synchronization/notification.h"
#include "platform/fiber/event.h"
#include "platform/rpc/echo_for_test.h"
#include "platform/testing/status_matchers.h"

namespace steward::rpc {
namespace {

using ticket::v1::CreateTicketRequest;

TestMetadata Agent(const EchoServer& echo) {
  return {{kIdentityMetadata, echo.issuer.Sign("echo", "agent")}};
}

TEST(Server, TellsWhetherItServes) {
  EchoServer echo;
  auto channel = ChannelTo(echo.address());
  auto check = [&] { return CallRaw(*channel, "grpc.health.v1.Health/Check", "", {}).bytes; };

  EXPECT_EQ(check(), "\x08\x01");
  echo.server->SetNotServing();
  EXPECT_EQ(check(), "\x08\x02");
}

TEST(Server, KnowsTheHealthOfTheWholeProcessOnly) {
  EchoServer echo;
  auto channel = ChannelTo(echo.address());

  // HealthCheckRequest: field 1, the name of a service.
  RawAnswer answer = CallRaw(*channel, "grpc.health.v1.Health/Check",
                             "\x0a\x03"
                             "abc",
                             {});

  EXPECT_EQ(answer.wire.error_code(), grpc::StatusCode::NOT_FOUND);
}

// A call of grpc.health.v1.Health/Watch by the library's own client.
class HealthWatch {
 public:
  explicit HealthWatch(const EchoServer& echo, const std::string& request = "",
                       absl::Duration timeout = absl::Minutes(1))
      : channel_(ChannelTo(echo.address())) {
    context_.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
    const grpc::internal::RpcMethod method("/grpc.health.v1.Health/Watch",
                                           grpc::internal::RpcMethod::SERVER_STREAMING);
    reader_.reset(grpc::internal::ClientReaderFactory<grpc::ByteBuffer>::Create(
        channel_.get(), method, &context_, Encode(request)));
  }

  // The next state; nothing once the stream has ended.
  std::string Next() {
    grpc::ByteBuffer response;
    return reader_->Read(&response) ? BytesOf(response) : "";
  }
  absl::Status End() { return FromGrpc(reader_->Finish()); }
  void Cancel() { context_.TryCancel(); }

 private:
  std::shared_ptr<grpc::Channel> channel_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<grpc::ByteBuffer>> reader_;
};

TEST(Server, TellsWatchesWhetherItServesUntilItEnds) {
  EchoServer echo;
  HealthWatch first(echo), second(echo);
  EXPECT_EQ(first.Next(), "\x08\x01");
  EXPECT_EQ(second.Next(), "\x08\x01");

  echo.server->SetNotServing();
  EXPECT_EQ(first.Next(), "\x08\x02");
  EXPECT_EQ(second.Next(), "\x08\x02");
  HealthWatch late(echo);
  EXPECT_EQ(late.Next(), "\x08\x02");

  // No watch keeps it: this outlasts every patience.
  echo.server->Shutdown(absl::Hours(1));
  for (HealthWatch* each : {&first, &second, &late}) {
    EXPECT_EQ(each->Next(), "");
    EXPECT_THAT(each->End(), HasReason(errors::Reason::DRAINING));
  }
}

TEST(Server, TellsWatchesOfAnUnknownServiceThatItIsUnknown) {
  EchoServer echo;
  HealthWatch watch(echo,
                    "\x0a\x03"
                    "abc");
  EXPECT_EQ(watch.Next(), "\x08\x03");

  echo.server->SetNotServing();
  echo.server->Shutdown(absl::Hours(1));

  EXPECT_EQ(watch.Next(), "");
  EXPECT_THAT(watch.End(), HasReason(errors::Reason::DRAINING));
}

TEST(Server, LetsGoOfWatchesThatNobodyHears) {
  EchoServer echo;
  HealthWatch cancelled(echo), late(echo, "", absl::Milliseconds(200));
  EXPECT_EQ(cancelled.Next(), "\x08\x01");
  cancelled.Cancel();
  late.Next();

  EXPECT_EQ(cancelled.Next(), "");
  EXPECT_EQ(late.Next(), "");
  EXPECT_TRUE(absl::IsDeadlineExceeded(late.End()));
  echo.server->SetNotServing();
  EXPECT_EQ(HealthWatch(echo).Next(), "\x08\x02");
}

TEST(Server, RefusesMessagesAboveFourMebibytes) {
  EchoServer echo;
  auto channel = ChannelTo(echo.address());
  CreateTicketRequest request = GoodRequest();
  request.mutable_ticket()->set_description(std::string(4 << 20, 'x'));

  RawAnswer answer = CallRaw(*channel, kCreate, request.SerializeAsString(), Agent(echo));

  EXPECT_THAT(answer.status, HasReason(errors::Reason::BODY_TOO_LARGE));
  EXPECT_THAT(CallRaw(*channel, kCreate, GoodRequest().SerializeAsString(), Agent(echo)).status,
              IsOk());
}

TEST(Server, TakesMessagesBelowFourMebibytes) {
  EchoServer echo;
  auto channel = ChannelTo(echo.address());
  CreateTicketRequest request = GoodRequest();
  request.mutable_ticket()->set_etag(std::string(4'000'000, 'x'));

  RawAnswer answer = CallRaw(*channel, kCreate, request.SerializeAsString(), Agent(echo));

  EXPECT_THAT(answer.status, HasReason(errors::Reason::INVALID_FIELD));
}

TEST(Server, SendsAllOfALargeAnswer) {
  EchoServer echo([&](const Call&, const CreateTicketRequest& request) {
    ticket::v1::Ticket answer = request.ticket();
    answer.set_description(std::string(60 << 20, 'x'));
    return answer;
  });
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  // As much at a time as our own clients take.
  arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 1 << 20);
  auto channel =
      grpc::CreateCustomChannel(echo.address(), grpc::InsecureChannelCredentials(), arguments);

  RawAnswer answer = CallRaw(*channel, kCreate, GoodRequest().SerializeAsString(), Agent(echo));

  EXPECT_THAT(answer.status, IsOk());
  EXPECT_GT(answer.bytes.size(), 60 << 20);
}

TEST(Server, RefusesLargeMetadata) {
  EchoServer echo;
  auto channel = ChannelTo(echo.address());

  const TestMetadata large = {{"x-padding-1", std::string(50'000, 'x')},
                              {"x-padding-2", std::string(50'000, 'x')},
                              {"x-padding-3", std::string(50'000, 'x')}};

  RawAnswer answer = CallRaw(*channel, kCreate, GoodRequest().SerializeAsString(), large);

  EXPECT_THAT(answer.status, HasReason(errors::Reason::HEADERS_TOO_LARGE));
}

TEST(Server, DoesNotStartOnAPortThatIsTaken) {
  EchoServer echo;

  EXPECT_THAT(Server::Start(echo.address(), {}), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST(Server, ShutdownWaitsForCallsInFlight) {
  absl::Notification entered;
  fiber::Event leave;
  EchoServer echo([&](const Call&, const CreateTicketRequest& request) {
    entered.Notify();
    leave.Wait(absl::InfiniteFuture());
    return request.ticket();
  });
  auto channel = ChannelTo(echo.address());
  RawAnswer answer;
  std::thread caller(
      [&] { answer = CallRaw(*channel, kCreate, GoodRequest().SerializeAsString(), Agent(echo)); });
  entered.WaitForNotification();
  std::thread stopper([&] { echo.server->Shutdown(absl::Seconds(20)); });

  // Once new calls fail, the shutdown has begun. A connection that was made in that very moment may
  // be neither served nor closed before all has ended: its call fails by its own deadline, which
  // must come before that of the call in flight.
  auto other = ChannelTo(echo.address());
  while (CallRaw(*other, "grpc.health.v1.Health/Check", "", {}, absl::Seconds(1)).wire.ok()) {
  }
  leave.Notify();
  caller.join();
  stopper.join();

  EXPECT_THAT(answer.status, IsOk());
}

}  // namespace
}  // namespace steward::rpc
