#include "platform/host/process.h"

#include <gmock/gmock.h>
#include <google/protobuf/stubs/logging.h>
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
        GOOGLE_LOG(ERROR) << "value=x\n{\"level\":\"fatal\"}";
        std::exit(0);
      },
      testing::ExitedWithCode(0),
      testing::AllOf(testing::HasSubstr("\"msg\":\"a library complains\","
                                        "\"place\":\"process_test.cc:"),
                     testing::HasSubstr("\"error\":\"value=x\\n{\\\"level\\\":\\\"fatal\\\"}\"}")));
}

}  // namespace
}  // namespace steward::host
