// The spans of a call: that of the caller, and below it that of the service.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/synchronization/notification.h"
#include "platform/caller/caller.h"
#include "platform/caller/loop_thread.h"
#include "platform/observe/trace.h"
#include "platform/rpc/client.h"
#include "platform/rpc/echo_for_test.h"
#include "platform/status/errors.h"
#include "platform/testing/status_matchers.h"
#include "platform/trace/collector_for_test.h"
#include "platform/trace/recorder.h"

namespace steward::rpc {
namespace {

using absl::BytesToHexString;
using ticket::v1::CreateTicketRequest;
using ticket::v1::Ticket;
using trace::CollectorForTest;

constexpr char kTrace[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
constexpr char kUnsampled[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

class CallTraceTest : public testing::Test {
 protected:
  CallTraceTest() {
    trace::Exporter::Options options;
    options.endpoint = collector_.endpoint();
    trace::Start(options, 1);
  }
  ~CallTraceTest() override { trace::Stop(); }

  // Spans so far, of the given kind.
  std::vector<tests::otlp::Span> Taken(tests::otlp::Span::SpanKind kind) {
    trace::Stop();
    std::vector<tests::otlp::Span> spans;
    for (const auto& span : collector_.taken())
      if (span.kind() == kind) spans.push_back(span);
    return spans;
  }
  std::vector<tests::otlp::Span> Servers() { return Taken(tests::otlp::Span::SPAN_KIND_SERVER); }
  std::vector<tests::otlp::Span> Clients() { return Taken(tests::otlp::Span::SPAN_KIND_CLIENT); }

  absl::Status CallIn(const std::string& tenant) {
    Client client(
        echo_.address(),
        [this](absl::string_view whose) {
          return echo_.issuer.Sign("echo", "service", absl::Seconds(60), whose);
        },
        nullptr, "echo");
    Ticket ticket;
    return client.Call(kCreate, GoodRequest(), &ticket, absl::Seconds(10), tenant);
  }

  void CallBelow(const std::string& parent, const std::string& address) {
    LoopThread thread;
    std::unique_ptr<Caller> caller;
    absl::Notification done;
    thread.Run([&] {
      caller = std::make_unique<Caller>(thread.loop(), Backends{{"echo", address}}, nullptr);
      Outgoing outgoing;
      outgoing.service = "echo";
      outgoing.path = absl::StrCat("/", kCreate);
      outgoing.request = GoodRequest().SerializeAsString();
      outgoing.identity =
          std::make_shared<const std::string>(echo_.issuer.Sign("echo", "tenant_admin"));
      outgoing.request_id = "r-1";
      outgoing.trace_parent = parent;
      outgoing.deadline = absl::Now() + absl::Seconds(10);
      caller->Start(std::move(outgoing), [&](Reply&) { done.Notify(); });
    });
    done.WaitForNotification();
    thread.Run([&] { caller = nullptr; });
  }

  CollectorForTest collector_;
  std::string seen_;
  absl::Status answer_;
  EchoServer echo_{
      [this](const Call& call, const CreateTicketRequest& request) -> absl::StatusOr<Ticket> {
        seen_ = call.trace_parent;
        if (!answer_.ok()) return answer_;
        return request.ticket();
      }};
};

TEST_F(CallTraceTest, IsOneTreeOfCallerAndService) {
  CallBelow(kTrace, echo_.address());

  const auto clients = Clients(), servers = Servers();
  ASSERT_EQ(clients.size(), 1u);
  ASSERT_EQ(servers.size(), 1u);
  EXPECT_EQ(BytesToHexString(clients[0].trace_id()), observe::TraceIdOf(kTrace));
  EXPECT_EQ(BytesToHexString(clients[0].parent_span_id()), observe::SpanIdOf(kTrace));
  EXPECT_EQ(servers[0].trace_id(), clients[0].trace_id());
  EXPECT_EQ(servers[0].parent_span_id(), clients[0].span_id());
  // What events and further calls carry.
  EXPECT_EQ(BytesToHexString(servers[0].span_id()), observe::SpanIdOf(seen_));
  EXPECT_EQ(servers[0].name(), kCreate);
  EXPECT_LE(clients[0].start_time_unix_nano(), servers[0].end_time_unix_nano());
}

TEST_F(CallTraceTest, IsNotRecordedBelowWhatIsNotSampled) {
  CallBelow(kUnsampled, echo_.address());

  EXPECT_TRUE(Clients().empty());
  EXPECT_TRUE(Servers().empty());
  EXPECT_EQ(observe::TraceIdOf(seen_), observe::TraceIdOf(kUnsampled));
}

TEST_F(CallTraceTest, BeginsWithACallInATenant) {
  ASSERT_THAT(CallIn("acme"), IsOk());

  const auto clients = Clients(), servers = Servers();
  ASSERT_EQ(clients.size(), 1u);
  ASSERT_EQ(servers.size(), 1u);
  EXPECT_EQ(clients[0].parent_span_id(), "");
  EXPECT_EQ(servers[0].parent_span_id(), clients[0].span_id());
}

TEST_F(CallTraceTest, HasNothingOfWhatProcessesAskEachOtherInNoTenant) {
  ASSERT_THAT(CallIn(""), IsOk());
  EXPECT_TRUE(Clients().empty());
  EXPECT_TRUE(Servers().empty());
}

TEST_F(CallTraceTest, SaysWhyACallFailed) {
  answer_ = errors::Internal("a fault");
  CallBelow(kTrace, echo_.address());

  const auto servers = Servers();
  ASSERT_EQ(servers.size(), 1u);
  EXPECT_EQ(servers[0].status().code(), tests::otlp::Status::STATUS_CODE_ERROR);
  const auto& attributes = servers[0].attributes();
  const auto reason = std::find_if(attributes.begin(), attributes.end(),
                                   [](const auto& each) { return each.key() == "error.type"; });
  ASSERT_NE(reason, attributes.end());
  EXPECT_EQ(reason->value().string_value(), "INTERNAL");
}

TEST_F(CallTraceTest, HasTheCallThatReachedNobody) {
  const std::string nobody = EchoServer().address();
  CallBelow(kTrace, nobody);

  const auto clients = Clients();
  ASSERT_EQ(clients.size(), 1u);
  EXPECT_EQ(clients[0].status().code(), tests::otlp::Status::STATUS_CODE_ERROR);
  EXPECT_TRUE(Servers().empty());
}

}  // namespace
}  // namespace steward::rpc
