#include "platform/observe/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/observe/rpc_metrics.h"

namespace steward::observe {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

TEST(Metrics, AreTheSameWhenFetchedTwice) {
  Counter& counter = GetCounter("steward_test_total", "Tests.", {{"kind", "a"}});
  counter.Increment(3);

  EXPECT_EQ(&GetCounter("steward_test_total", "Tests.", {{"kind", "a"}}), &counter);
  EXPECT_NE(&GetCounter("steward_test_total", "Tests.", {{"kind", "b"}}), &counter);
  EXPECT_THAT(RenderMetrics(), AllOf(HasSubstr("# TYPE steward_test_total counter"),
                                     HasSubstr("steward_test_total{kind=\"a\"} 3")));
}

TEST(Metrics, ShowTheProcess) {
  EXPECT_THAT(RenderMetrics(), AllOf(ContainsRegex("\nprocess_resident_memory_bytes [1-9]"),
                                     HasSubstr("\nprocess_cpu_seconds_total "),
                                     ContainsRegex("\nprocess_open_fds [1-9]"),
                                     ContainsRegex("\nprocess_start_time_seconds 1[0-9]{9}"),
                                     HasSubstr("steward_build_info{version=\"")));
}

TEST(Metrics, AskCollectorsOnlyWhileTheyLive) {
  {
    Collector a = AddCollector("steward_pool_size", "Pool.", [] { return 7; }, {{"pool", "a"}});
    Collector b = AddCollector("steward_pool_size", "Pool.", [] { return 8; }, {{"pool", "b"}});
    Collector moved = std::move(a);
    EXPECT_THAT(RenderMetrics(), AllOf(HasSubstr("steward_pool_size{pool=\"a\"} 7"),
                                       HasSubstr("steward_pool_size{pool=\"b\"} 8")));
  }
  EXPECT_THAT(RenderMetrics(), Not(HasSubstr("steward_pool_size")));
}

TEST(MetricsDeathTest, RefuseNamesWithoutThePrefix) {
  EXPECT_DEATH(GetGauge("pool_size", "Pool."), "must start with steward_");
}

TEST(RpcMetrics, CountsCallsByCodeAndTime) {
  RpcMetrics metrics(
      "server", {"steward.test.v1.TestService/GetTest", "steward.test.v1.TestService/ListTests"});

  metrics.Begin(0);
  metrics.Begin(1);
  metrics.Observe(0, absl::StatusCode::kNotFound, absl::Milliseconds(3));

  const std::string kGet =
      "{method=\"GetTest\",service=\"steward.test.v1.TestService\",side=\"server\"";
  const std::string kList =
      "{method=\"ListTests\",service=\"steward.test.v1.TestService\",side=\"server\"";
  EXPECT_THAT(RenderMetrics(),
              AllOf(HasSubstr("steward_rpc_in_flight" + kGet + "} 0"),
                    HasSubstr("steward_rpc_in_flight" + kList + "} 1"),
                    HasSubstr("steward_rpc_duration_seconds_bucket" + kGet + ",le=\"0.0025\"} 0"),
                    HasSubstr("steward_rpc_duration_seconds_bucket" + kGet + ",le=\"0.005\"} 1"),
                    HasSubstr("code=\"NOT_FOUND\",method=\"GetTest\"")));
}

TEST(RpcMetrics, CountsForeignCodesAsUnknown) {
  RpcMetrics metrics("client", {"steward.test.v1.TestService/Odd"});

  metrics.Begin(0);
  metrics.Observe(0, static_cast<absl::StatusCode>(77), absl::ZeroDuration());

  EXPECT_THAT(RenderMetrics(), HasSubstr("code=\"UNKNOWN\",method=\"Odd\""));
}

}  // namespace
}  // namespace steward::observe
