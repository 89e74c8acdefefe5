#include "platform/host/descriptors.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace steward::host {
namespace {

TEST(RaiseDescriptorLimit, GoesAsFarAsItMay) {
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  limit.rlim_cur = 256;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);

  RaiseDescriptorLimit();

  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_EQ(limit.rlim_cur, limit.rlim_max);
}

}  // namespace
}  // namespace steward::host
