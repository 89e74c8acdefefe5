#include "platform/host/process.h"

#include <gmock/gmock.h>
#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdlib>

namespace steward::host {
namespace {

// In processes of their own: what is begun here does not end.
TEST(BeginProcessDeathTest, RaisesTheLimitOfDescriptors) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(
      {
        rlimit limit{};
        getrlimit(RLIMIT_NOFILE, &limit);
        limit.rlim_cur = 256;
        setrlimit(RLIMIT_NOFILE, &limit);
        BeginProcess();
        getrlimit(RLIMIT_NOFILE, &limit);
        std::_Exit(limit.rlim_cur == limit.rlim_max ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST(BeginProcessDeathTest, WritesOneLineForWhatLibrariesSay) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(
      {
        BeginProcess();
        gpr_set_log_verbosity(GPR_LOG_SEVERITY_ERROR);
        gpr_log("/src/parser.cc", 7, GPR_LOG_SEVERITY_ERROR, "value=%s",
                "x\n{\"level\":\"fatal\"}");
        GOOGLE_LOG(ERROR) << "contains\ninvalid";
        std::exit(0);
      },
      testing::ExitedWithCode(0),
      testing::AllOf(testing::HasSubstr("\"msg\":\"a library complains\",\"place\":\"parser.cc:7\","
                                        "\"error\":\"value=x\\n{\\\"level\\\":\\\"fatal\\\"}\"}"),
                     testing::HasSubstr("\"error\":\"contains\\ninvalid\"}")));
}

}  // namespace
}  // namespace steward::host
