#include "platform/trace/recorder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "platform/observe/trace.h"
#include "platform/trace/collector_for_test.h"

namespace steward::trace {
namespace {

constexpr char kSampled[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
constexpr char kUnsampled[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

TEST(Recorder, RecordsNothingUntilItIsStarted) {
  EXPECT_FALSE(IsOn());
  EXPECT_FALSE(IsRecorded(kSampled));
  // Whoever asked just before the end.
  Record({.context = kSampled, .name = "late"});
}

TEST(Recorder, SendsTheSpansOfSampledTraces) {
  CollectorForTest collector;
  Exporter::Options options;
  options.endpoint = collector.endpoint();
  Start(options, 1);

  EXPECT_TRUE(IsOn());
  EXPECT_TRUE(IsRecorded(kSampled));
  EXPECT_FALSE(IsRecorded(kUnsampled));
  EXPECT_FALSE(IsRecorded(""));
  Record({.context = kSampled, .name = "ours", .start = absl::Now(), .end = absl::Now()});
  Stop();

  EXPECT_FALSE(IsOn());
  ASSERT_EQ(collector.taken().size(), 1u);
  EXPECT_EQ(collector.taken()[0].name(), "ours");
}

TEST(Recorder, LetsAShareOfNewTracesBeSampled) {
  CollectorForTest collector;
  Exporter::Options options;
  options.endpoint = collector.endpoint();
  Start(options, 0);

  EXPECT_FALSE(IsRecorded(observe::NewTraceParent()));
  // What the caller decided stays.
  EXPECT_TRUE(IsRecorded(observe::ChildTraceParent(kSampled)));

  Stop();
  observe::SampleNewTraces(1);
}

}  // namespace
}  // namespace steward::trace
