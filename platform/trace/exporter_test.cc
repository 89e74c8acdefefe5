#include "platform/trace/exporter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/observe/trace.h"
#include "platform/testing/eventually.h"
#include "platform/trace/collector_for_test.h"

namespace steward::trace {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using Begin = CollectorForTest::Begin;

double Count(const std::string& result) {
  return observe::GetCounter("steward_trace_spans_total",
                             "Spans of traces, by what became of them.", {{"result", result}})
      .Value();
}

// How far the counters have come since it was made.
struct Counts {
  double exported = Count("exported"), rejected = Count("rejected"), dropped = Count("dropped");
  double new_exported() const { return Count("exported") - exported; }
  double new_rejected() const { return Count("rejected") - rejected; }
  double new_dropped() const { return Count("dropped") - dropped; }
};

Exporter::Options To(const CollectorForTest& collector) {
  Exporter::Options options;
  options.endpoint = collector.endpoint();
  options.resource = {"steward-test", "1", "one"};
  options.interval = absl::Milliseconds(5);
  options.pauses = {absl::Milliseconds(5), absl::Milliseconds(20), absl::Milliseconds(20)};
  return options;
}

void Record(Exporter& exporter, int count = 1) {
  const std::string context = observe::NewTraceParent();
  for (int i = 0; i < count; ++i) {
    const std::string own = observe::ChildTraceParent(context);
    const std::string name = absl::StrCat("span ", i);
    Span span;
    span.context = own;
    span.parent = context;
    span.name = name;
    span.start = span.end = absl::Now();
    exporter.Record(span);
  }
}

TEST(Exporter, SendsWhatWasRecorded) {
  CollectorForTest collector;
  Exporter::Options options = To(collector);
  options.headers = {"Authorization: Basic c3Rld2FyZA=="};
  const Counts counts;
  Exporter exporter(options);

  Record(exporter, 3);

  ASSERT_TRUE(Eventually([&] { return counts.new_exported() == 3; }));
  EXPECT_EQ(collector.taken()[2].name(), "span 2");
  EXPECT_THAT(collector.heads().front(),
              AllOf(HasSubstr("POST /v1/traces HTTP/1.1\r\n"),
                    HasSubstr("\r\nContent-Type: application/x-protobuf"),
                    HasSubstr("\r\nContent-Encoding: gzip"),
                    HasSubstr("\r\nAuthorization: Basic c3Rld2FyZA==")));
  EXPECT_EQ(collector.requests()[0].resource_spans(0).resource().attributes(0).key(),
            "service.name");
}

TEST(Exporter, SendsFullBatchesWithoutWaiting) {
  CollectorForTest collector;
  Exporter::Options options = To(collector);
  options.interval = absl::Hours(1);
  options.batch_max = 4;
  Exporter exporter(options);

  Record(exporter, 4);

  EXPECT_TRUE(Eventually([&] { return collector.taken().size() == 4; }));
  EXPECT_EQ(collector.requests().size(), 1u);
}

TEST(Exporter, SendsAgainWhatACollectorIsTooBusyFor) {
  CollectorForTest collector;
  collector.AnswerNext(429, "Retry-After: 0\r\n");
  collector.AnswerNext(503, "Retry-After: 9\r\n");
  const Counts counts;
  Exporter exporter(To(collector));

  Record(exporter);

  ASSERT_TRUE(Eventually([&] { return counts.new_exported() == 1; }));
  EXPECT_EQ(collector.requests().size(), 3u);
  EXPECT_EQ(collector.taken().size(), 1u);
  EXPECT_EQ(counts.new_dropped(), 0);
}

TEST(Exporter, GivesABatchUpThatIsNeverTaken) {
  CollectorForTest collector;
  Exporter::Options options = To(collector);
  options.attempts_max = 2;
  collector.AnswerNext(503);
  collector.AnswerNext(503);
  const Counts counts;
  Exporter exporter(options);

  Record(exporter);
  ASSERT_TRUE(Eventually([&] { return counts.new_dropped() == 1; }));
  Record(exporter);

  EXPECT_TRUE(Eventually([&] { return counts.new_exported() == 1; }));
  EXPECT_EQ(collector.requests().size(), 3u);
}

TEST(Exporter, DoesNotRepeatWhatWasRefused) {
  CollectorForTest collector;
  collector.AnswerNext(400);
  const Counts counts;
  Exporter exporter(To(collector));

  Record(exporter, 2);
  ASSERT_TRUE(Eventually([&] { return counts.new_rejected() == 2; }));
  Record(exporter);

  EXPECT_TRUE(Eventually([&] { return counts.new_exported() == 1; }));
  EXPECT_EQ(collector.requests().size(), 2u);
}

TEST(Exporter, CountsWhatACollectorTookInPart) {
  CollectorForTest collector;
  tests::otlp::ExportTraceServiceResponse response;
  response.mutable_partial_success()->set_rejected_spans(2);
  collector.AnswerNext(200, "", response.SerializeAsString());
  Exporter::Options options = To(collector);
  options.batch_max = 3;
  options.interval = absl::Hours(1);
  const Counts counts;
  Exporter exporter(options);

  Record(exporter, 3);

  ASSERT_TRUE(Eventually([&] { return counts.new_rejected() == 2; }));
  EXPECT_EQ(counts.new_exported(), 1);
  EXPECT_EQ(collector.requests().size(), 1u);
}

TEST(Exporter, FindsACollectorThatComesLater) {
  CollectorForTest collector(Begin::kRefusing);
  Exporter::Options options = To(collector);
  options.attempts_max = 1'000'000;
  const Counts counts;
  Exporter exporter(options);

  Record(exporter);
  collector.Listen();

  EXPECT_TRUE(Eventually([&] { return counts.new_exported() == 1; }));
  EXPECT_EQ(counts.new_dropped(), 0);
}

TEST(Exporter, DropsWhatDoesNotFitAndHoldsNobodyUp) {
  CollectorForTest collector;
  collector.Hang();
  Exporter::Options options = To(collector);
  options.queue_max = 10;
  options.batch_max = 5;
  const Counts counts;
  Exporter exporter(options);

  // The first batch is on its way, and the queue behind it fills.
  Record(exporter, 5);
  ASSERT_TRUE(Eventually([&] { return collector.requests().size() == 1; }));
  Record(exporter, 30);

  EXPECT_EQ(counts.new_dropped(), 20);
  collector.Release();
  EXPECT_TRUE(Eventually([&] { return counts.new_exported() == 15; }));
}

TEST(Exporter, SendsTheRestWhenItStops) {
  CollectorForTest collector;
  Exporter::Options options = To(collector);
  options.interval = absl::Hours(1);
  options.batch_max = 5;
  const Counts counts;
  Exporter exporter(options);

  Record(exporter, 13);
  exporter.Stop();
  Record(exporter);

  EXPECT_EQ(collector.taken().size(), 13u);
  EXPECT_EQ(counts.new_exported(), 13);
  EXPECT_EQ(counts.new_dropped(), 1);
}

TEST(Exporter, StopsThoughTheCollectorHangs) {
  CollectorForTest collector;
  collector.Hang();
  Exporter::Options options = To(collector);
  options.batch_max = 1;
  options.timeout = absl::Hours(1);
  options.stop_max = absl::Milliseconds(50);
  const Counts counts;
  Exporter exporter(options);

  Record(exporter, 3);
  ASSERT_TRUE(Eventually([&] { return collector.requests().size() == 1; }));
  exporter.Stop();

  EXPECT_EQ(counts.new_dropped(), 3);
}

TEST(Exporter, StopsThoughItWouldPauseForLong) {
  CollectorForTest collector;
  collector.AnswerNext(503);
  collector.AnswerNext(503);
  Exporter::Options options = To(collector);
  options.pauses = {absl::Hours(1), absl::Hours(1), absl::Hours(1)};
  const Counts counts;
  Exporter exporter(options);

  Record(exporter);
  ASSERT_TRUE(Eventually([&] { return collector.requests().size() == 1; }));
  exporter.Stop();

  // It had a last try, unless it was under way then.
  EXPECT_LE(collector.requests().size(), 2u);
  EXPECT_EQ(counts.new_dropped(), 1);
}

}  // namespace
}  // namespace steward::trace
