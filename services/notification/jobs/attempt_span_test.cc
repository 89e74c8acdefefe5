#include "services/notification/jobs/attempt_span.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/escaping.h"
#include "platform/observe/trace.h"
#include "platform/trace/collector_for_test.h"
#include "platform/trace/recorder.h"

namespace steward::notification {
namespace {

constexpr char kTrace[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
constexpr char kUnsampled[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

std::vector<tests::otlp::Span> Recorded(absl::string_view trace_parent, const Outcome& outcome) {
  trace::CollectorForTest collector;
  trace::Exporter::Options options;
  options.endpoint = collector.endpoint();
  trace::Start(options, 1);
  Claim claim;
  claim.key = {"acme", "WHK-1", "event-1", 1};
  claim.delivery.set_attempt_count(2);
  claim.delivery.set_event_type("dev.steward.ticket.created.v1");
  claim.url = "https://endpoint.example.com/?secret";
  RecordAttempt(claim, trace_parent, outcome);
  trace::Stop();
  return collector.taken();
}

Outcome Answered(int status) {
  Outcome outcome;
  outcome.http_status = status;
  outcome.latency = absl::Milliseconds(20);
  return outcome;
}

TEST(AttemptSpan, IsBelowTheCallThatMadeTheEvent) {
  const auto spans = Recorded(kTrace, Answered(204));

  ASSERT_EQ(spans.size(), 1u);
  EXPECT_EQ(absl::BytesToHexString(spans[0].trace_id()), observe::TraceIdOf(kTrace));
  EXPECT_EQ(absl::BytesToHexString(spans[0].parent_span_id()), observe::SpanIdOf(kTrace));
  EXPECT_EQ(spans[0].kind(), tests::otlp::Span::SPAN_KIND_CLIENT);
  EXPECT_FALSE(spans[0].has_status());
  EXPECT_EQ(spans[0].end_time_unix_nano() - spans[0].start_time_unix_nano(), 20'000'000u);
  EXPECT_THAT(spans[0].ShortDebugString(), testing::Not(testing::HasSubstr("example.com")));
}

TEST(AttemptSpan, OfAFailureSaysSo) {
  Outcome none;
  none.error = "The endpoint did not answer in time.";
  const std::pair<Outcome, const char*> cases[] = {{Answered(503), "503"}, {none, "no_answer"}};
  for (const auto& [outcome, type] : cases) {
    const auto spans = Recorded(kTrace, outcome);
    ASSERT_EQ(spans.size(), 1u);
    EXPECT_EQ(spans[0].status().code(), tests::otlp::Status::STATUS_CODE_ERROR);
    std::map<std::string, std::string> texts;
    for (const auto& each : spans[0].attributes()) texts[each.key()] = each.value().string_value();
    EXPECT_EQ(texts["error.type"], type);
  }
}

TEST(AttemptSpan, IsNotThereOfWhatIsNotRecorded) {
  Outcome cancelled;
  cancelled.cancelled = true;
  EXPECT_TRUE(Recorded(kUnsampled, Answered(204)).empty());
  EXPECT_TRUE(Recorded("", Answered(204)).empty());
  EXPECT_TRUE(Recorded(kTrace, cancelled).empty());
}

}  // namespace
}  // namespace steward::notification
