// What traces say of a consumer.

#include "platform/events/consumer_span.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "platform/events/producer_for_test.h"
#include "platform/observe/trace.h"
#include "platform/trace/collector_for_test.h"
#include "platform/trace/recorder.h"

namespace steward::events {
namespace {

constexpr char kTrace[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
constexpr char kUnsampled[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

class ConsumerSpanTest : public testing::Test {
 protected:
  ConsumerSpanTest() {
    trace::Exporter::Options options;
    options.endpoint = collector_.endpoint();
    trace::Start(options, 1);
  }
  ~ConsumerSpanTest() override { trace::Stop(); }

  void Append(const char* trace_parent, int64_t version) {
    producer_.trace_parent = trace_parent;
    producer_.Append("demo", "bad", version);
  }
  // Of consumers, after `consumer` has ended.
  std::vector<tests::otlp::Span> Spans(std::unique_ptr<Consumer> consumer) {
    consumer = nullptr;
    trace::Stop();
    std::vector<tests::otlp::Span> spans;
    for (const auto& span : collector_.taken())
      if (span.kind() == tests::otlp::Span::SPAN_KIND_CONSUMER) spans.push_back(span);
    return spans;
  }

  trace::CollectorForTest collector_;
  Producer producer_;
  EffectDatabase database_;
};

TEST_F(ConsumerSpanTest, AnEventIsHandledBelowTheCallThatItCameOf) {
  auto consumer = std::make_unique<Consumer>(database_.Options(producer_));
  Append(kTrace, 1);
  Append(kUnsampled, 2);
  Append("", 3);
  ASSERT_TRUE(Eventually([&] { return consumer->applied() == 3; }));

  const auto spans = Spans(std::move(consumer));

  ASSERT_EQ(spans.size(), 1u);
  EXPECT_EQ(absl::BytesToHexString(spans[0].trace_id()), observe::TraceIdOf(kTrace));
  EXPECT_EQ(absl::BytesToHexString(spans[0].parent_span_id()), observe::SpanIdOf(kTrace));
  EXPECT_EQ(spans[0].name(), "process ticket");
  EXPECT_FALSE(spans[0].has_status());
}

TEST_F(ConsumerSpanTest, AnEventThatIsParkedIsAnError) {
  auto consumer = std::make_unique<Consumer>(database_.Options(producer_));
  // Nothing takes version 13, and what comes after it waits.
  Append(kTrace, 13);
  Append(kTrace, 14);
  ASSERT_TRUE(Eventually([&] { return database_.Count("parked_event") == 2; }));

  const auto spans = Spans(std::move(consumer));

  ASSERT_EQ(spans.size(), 1u);
  EXPECT_EQ(spans[0].status().code(), tests::otlp::Status::STATUS_CODE_ERROR);
}

}  // namespace
}  // namespace steward::events
