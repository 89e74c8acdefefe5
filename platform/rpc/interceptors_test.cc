#include "platform/rpc/interceptors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "absl/synchronization/notification.h"
#include "google/rpc/error_details.pb.h"
#include "platform/fiber/event.h"
#include "platform/rpc/echo_for_test.h"
#include "platform/testing/status_matchers.h"

namespace steward::rpc {
namespace {

using errors::Reason;
using ticket::v1::CreateTicketRequest;
using ticket::v1::Ticket;

const std::string kGarbage = "\xff\xff\xff";

// A server and what its handler saw.
class InterceptorsTest : public testing::Test {
 protected:
  void Serve(Interceptors::Options options = {}) {
    echo_ = std::make_unique<EchoServer>(
        [this](const Call& call, const CreateTicketRequest& request) {
          ++handled_;
          {
            std::lock_guard lock(mutex_);
            seen_ = call;
          }
          call.answer_metadata.emplace_back("steward-replayed", "true");
          return request.ticket();
        },
        options);
    channel_ = ChannelTo(echo_->address());
  }

  RawAnswer Create(const std::string& bytes, TestMetadata metadata,
                   absl::Duration timeout = absl::Seconds(10)) {
    return CallRaw(*channel_, kCreate, bytes, metadata, timeout);
  }
  TestMetadata As(const std::string& role) {
    return {{kIdentityMetadata, echo_->issuer.Sign("echo", role)}};
  }

  // Of the last call.
  Call seen() {
    std::lock_guard lock(mutex_);
    return seen_;
  }

  std::atomic<int> handled_{0};
  std::mutex mutex_;
  Call seen_;
  std::unique_ptr<EchoServer> echo_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(InterceptorsTest, HandlerSeesWhoCalls) {
  Serve();

  RawAnswer answer = Create(GoodRequest().SerializeAsString(), As("requester"));

  ASSERT_THAT(answer.status, IsOk());
  Ticket ticket;
  ASSERT_TRUE(ticket.ParseFromString(answer.bytes));
  EXPECT_EQ(ticket.title(), "printer on fire");
  EXPECT_EQ(seen().tenant, "demo");
  EXPECT_EQ(seen().subject, "users/alice");
  EXPECT_THAT(seen().roles, testing::ElementsAre("requester"));
  EXPECT_EQ(seen().method, kCreate);
}

TEST_F(InterceptorsTest, HandlerSeesNoUnknownFields) {
  Serve();
  ticket::v1::CreateTicketRequest request = GoodRequest();
  auto* ticket = request.mutable_ticket();
  ticket->GetReflection()->MutableUnknownFields(ticket)->AddLengthDelimited(1000, "unseen");

  RawAnswer answer = Create(request.SerializeAsString(), As("requester"));

  ASSERT_THAT(answer.status, IsOk());
  EXPECT_THAT(answer.bytes, testing::Not(testing::HasSubstr("unseen")));
}

TEST_F(InterceptorsTest, AnswerCarriesMetadataOfHandler) {
  Serve();

  RawAnswer answer = Create(GoodRequest().SerializeAsString(), As("agent"));

  EXPECT_EQ(answer.metadata["steward-replayed"], "true");
}

TEST_F(InterceptorsTest, AuthorisesBeforeLookingAtTheRequest) {
  Serve();
  CreateTicketRequest invalid;
  TestIssuer stranger;
  std::string good = echo_->issuer.Sign("echo", "agent");
  std::string cut = good.substr(0, good.size() - 1);
  struct Case {
    const char* what;
    std::string bytes;
    TestMetadata metadata;
    Reason reason;
  };
  for (const Case& c : std::vector<Case>{
           {"nobody", kGarbage, {}, Reason::UNAUTHENTICATED},
           {"nobody, good request", GoodRequest().SerializeAsString(), {}, Reason::UNAUTHENTICATED},
           {"no identity", kGarbage, {{kIdentityMetadata, "x"}}, Reason::INVALID_TOKEN},
           {"cut", kGarbage, {{kIdentityMetadata, cut}}, Reason::INVALID_TOKEN},
           {"forged",
            kGarbage,
            {{kIdentityMetadata, stranger.Sign("echo", "agent")}},
            Reason::INVALID_TOKEN},
           {"expired",
            kGarbage,
            {{kIdentityMetadata, echo_->issuer.Sign("echo", "agent", -absl::Seconds(1))}},
            Reason::INVALID_TOKEN},
           {"for another service",
            kGarbage,
            {{kIdentityMetadata, echo_->issuer.Sign("ticket", "agent")}},
            Reason::INVALID_TOKEN},
           {"no permission, garbage", kGarbage, As("auditor"), Reason::PERMISSION_DENIED},
           {"no permission, invalid field", invalid.SerializeAsString(), As("auditor"),
            Reason::PERMISSION_DENIED},
           {"unknown role", kGarbage, As("king"), Reason::PERMISSION_DENIED},
           {"garbage", kGarbage, As("agent"), Reason::MALFORMED_REQUEST},
           {"bad UTF-8", std::string("\x0a\x04\x1a\x02\xff\xfe", 6), As("agent"),
            Reason::MALFORMED_REQUEST},
           {"invalid field", invalid.SerializeAsString(), As("agent"), Reason::INVALID_FIELD},
       }) {
    SCOPED_TRACE(c.what);
    EXPECT_THAT(Create(c.bytes, c.metadata).status, HasReason(c.reason));
  }
  EXPECT_EQ(handled_, 0);
}

TEST_F(InterceptorsTest, TellsAllViolationsAtOnce) {
  Serve();
  CreateTicketRequest request;
  request.mutable_ticket()->set_requester("alice");
  request.set_request_id("two words");

  RawAnswer answer = Create(request.SerializeAsString(), As("agent"));

  EXPECT_EQ(answer.wire.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(answer.wire.error_details()));
  EXPECT_EQ(details.code(), static_cast<int>(absl::StatusCode::kInvalidArgument));
  google::rpc::BadRequest violations;
  bool found = false;
  for (const auto& any : details.details()) found = found || any.UnpackTo(&violations);
  ASSERT_TRUE(found);
  std::vector<std::string> fields;
  for (const auto& violation : violations.field_violations()) fields.push_back(violation.field());
  EXPECT_THAT(fields, testing::UnorderedElementsAre("ticket.kind", "ticket.title",
                                                    "ticket.requester", "request_id"));
}

TEST_F(InterceptorsTest, DeadlineIsPassedOnAndCapped) {
  Serve({.deadline_default = absl::Seconds(7), .deadline_max = absl::Seconds(60)});
  struct Case {
    absl::Duration given, least, most;
  };
  for (const Case& c : {Case{absl::Seconds(5), absl::Seconds(4), absl::Seconds(5)},
                        Case{absl::Minutes(5), absl::Seconds(60), absl::Seconds(60)},
                        Case{absl::Hours(48), absl::Seconds(60), absl::Seconds(60)},
                        Case{absl::InfiniteDuration(), absl::Seconds(7), absl::Seconds(7)}}) {
    SCOPED_TRACE(absl::FormatDuration(c.given));
    ASSERT_THAT(Create(GoodRequest().SerializeAsString(), As("agent"), c.given).status, IsOk());
    EXPECT_GE(seen().deadline - seen().time, c.least);
    // gRPC rounds up what it sends.
    EXPECT_LE(seen().deadline - seen().time, c.most + absl::Milliseconds(200));
  }
}

TEST_F(InterceptorsTest, ExpiredCallIsRefusedBeforeAnythingElse) {
  Serve({.deadline_default = absl::ZeroDuration(), .deadline_max = absl::ZeroDuration()});

  EXPECT_THAT(Create(GoodRequest().SerializeAsString(), As("agent")).status,
              HasReason(Reason::DEADLINE_EXCEEDED));
  EXPECT_THAT(Create(kGarbage, {}).status, HasReason(Reason::DEADLINE_EXCEEDED));
  EXPECT_EQ(handled_, 0);
}

TEST_F(InterceptorsTest, DrainedProcessTakesNoNewCalls) {
  Serve();
  ASSERT_THAT(Create(GoodRequest().SerializeAsString(), As("agent")).status, IsOk());

  echo_->interceptors.Drain();

  RawAnswer answer = Create(GoodRequest().SerializeAsString(), As("agent"));
  EXPECT_THAT(answer.status, HasReason(Reason::DRAINING));
  EXPECT_THAT(answer.status, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(handled_, 1);
}

TEST_F(InterceptorsTest, RequestIdAndTraceAreKeptOrMade) {
  Serve();
  TestMetadata metadata = As("agent");
  metadata.emplace_back(kRequestIdMetadata, "call-7");
  metadata.emplace_back(kTraceMetadata, "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01");

  ASSERT_THAT(Create(GoodRequest().SerializeAsString(), metadata).status, IsOk());
  EXPECT_EQ(seen().request_id, "call-7");
  EXPECT_THAT(seen().trace_parent, testing::StartsWith("00-0123456789abcdef0123456789abcdef-"));
  EXPECT_THAT(seen().trace_parent, testing::Not(testing::HasSubstr("-0123456789abcdef-")));

  ASSERT_THAT(Create(GoodRequest().SerializeAsString(), As("agent")).status, IsOk());
  EXPECT_THAT(seen().request_id, testing::MatchesRegex("[0-9a-f]{32}"));
  EXPECT_THAT(seen().trace_parent, testing::MatchesRegex("00-[0-9a-f]{32}-[0-9a-f]{16}-01"));

  metadata = As("agent");
  metadata.emplace_back(kRequestIdMetadata, "two words");
  metadata.emplace_back(kTraceMetadata, "nonsense");
  ASSERT_THAT(Create(GoodRequest().SerializeAsString(), metadata).status, IsOk());
  EXPECT_THAT(seen().request_id, testing::MatchesRegex("[0-9a-f]{32}"));
  EXPECT_THAT(seen().trace_parent, testing::MatchesRegex("00-[0-9a-f]{32}-[0-9a-f]{16}-01"));
}

TEST(Interceptors, RefuseMoreCallsThanAdmitted) {
  absl::Notification entered;
  fiber::Event leave;
  EchoServer echo(
      [&](const Call&, const CreateTicketRequest& request) {
        if (!entered.HasBeenNotified()) entered.Notify();
        leave.Wait(absl::InfiniteFuture());
        return request.ticket();
      },
      {.calls_max = 1});
  auto channel = ChannelTo(echo.address());
  TestMetadata agent = {{kIdentityMetadata, echo.issuer.Sign("echo", "agent")}};
  RawAnswer first;
  std::thread caller(
      [&] { first = CallRaw(*channel, kCreate, GoodRequest().SerializeAsString(), agent); });
  entered.WaitForNotification();

  RawAnswer second = CallRaw(*channel, kCreate, GoodRequest().SerializeAsString(), agent);
  leave.Notify();
  caller.join();

  EXPECT_THAT(second.status, HasReason(Reason::OVERLOADED));
  EXPECT_THAT(second.status, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(first.status, IsOk());
  EXPECT_THAT(CallRaw(*channel, kCreate, GoodRequest().SerializeAsString(), agent).status, IsOk());
  EXPECT_EQ(echo.interceptors.in_flight(), 0);
}

TEST(Interceptors, ManyBlockingHandlersMakeProgress) {
  constexpr int kCalls = 64;
  // All wait for the last one to arrive.
  std::vector<fiber::Event> turns(kCalls);
  std::atomic<int> arrived{0};
  EchoServer echo([&](const Call&, const CreateTicketRequest& request) {
    const int number = arrived++;
    if (number + 1 == kCalls)
      for (fiber::Event& turn : turns) turn.Notify();
    turns[number].Wait(absl::InfiniteFuture());
    return request.ticket();
  });
  auto channel = ChannelTo(echo.address());
  TestMetadata agent = {{kIdentityMetadata, echo.issuer.Sign("echo", "agent")}};
  std::atomic<int> succeeded{0};
  std::vector<std::thread> callers;

  for (int i = 0; i < kCalls; ++i)
    callers.emplace_back([&] {
      if (CallRaw(*channel, kCreate, GoodRequest().SerializeAsString(), agent, absl::Seconds(30))
              .status.ok())
        ++succeeded;
    });
  for (std::thread& caller : callers) caller.join();

  EXPECT_EQ(succeeded, kCalls);
}

}  // namespace
}  // namespace steward::rpc
