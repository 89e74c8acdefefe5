#include "platform/trace/collector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "platform/trace/collector_for_test.h"
#include "platform/trace/gzip.h"

namespace steward::trace {
namespace {

TEST(CheckEndpoint, TakesTheBaseOfUrls) {
  for (const char* good : {"http://collector:4318", "https://otlp.example.com",
                           "https://otlp.example.com/tenant/", "http://[::1]:4318"})
    EXPECT_TRUE(CheckEndpoint(good).ok()) << good;
}

TEST(CheckEndpoint, RefusesEverythingElse) {
  for (const char* bad :
       {"", "collector:4318", "collector", "grpc://collector:4317", "ftp://collector", "http://",
        "https://user:word@collector", "http://collector?x=1", "http://collector#x"})
    EXPECT_EQ(CheckEndpoint(bad).code(), absl::StatusCode::kInvalidArgument) << bad;
}

TEST(Collector, SaysWhatCameOfARequest) {
  CollectorForTest server;
  server.AnswerNext(503, "Retry-After: 17\r\n", "busy");
  Collector collector(server.endpoint() + "/", {}, absl::Seconds(20));
  const std::string nothing = Gzip("");

  const CollectorAnswer busy = collector.Post(nothing);
  const CollectorAnswer good = collector.Post(nothing);

  EXPECT_EQ(busy.http_status, 503);
  EXPECT_EQ(busy.retry_after, absl::Seconds(17));
  EXPECT_EQ(busy.body, "busy");
  EXPECT_EQ(busy.error, "the answer has status 503");
  EXPECT_EQ(good.http_status, 200);
  EXPECT_EQ(good.retry_after, absl::ZeroDuration());
  EXPECT_EQ(good.error, "");
}

TEST(Collector, SaysWhyNoAnswerCame) {
  CollectorForTest server(CollectorForTest::Begin::kRefusing);
  Collector collector(server.endpoint(), {}, absl::Seconds(20));

  const CollectorAnswer answer = collector.Post(Gzip(""));

  EXPECT_EQ(answer.http_status, 0);
  EXPECT_EQ(answer.error, "Couldn't connect to server");
}

TEST(Collector, BreaksOffWhenItsTimeIsOver) {
  CollectorForTest server;
  server.Hang();
  Collector collector(server.endpoint(), {}, absl::Hours(1));
  collector.StopBy(absl::Now());
  EXPECT_EQ(collector.Post(Gzip("")).http_status, 0);
}

}  // namespace
}  // namespace steward::trace
