#include "platform/operations/waits.h"

#include <gtest/gtest.h>

#include <vector>

#include "platform/status/errors.h"
#include "platform/testing/status_matchers.h"

namespace steward::operations {
namespace {

using errors::Reason;

TEST(Waits, AreBoundedByTenant) {
  Waits waits({.by_tenant = 2, .all = 10});
  std::vector<Waits::Hold> holds = {*waits.Begin("acme"), *waits.Begin("acme")};

  EXPECT_THAT(waits.Begin("acme"), HasReason(Reason::RATE_LIMITED));
  EXPECT_THAT(waits.Begin("beta"), IsOk());

  holds.pop_back();
  EXPECT_THAT(waits.Begin("acme"), IsOk());
}

TEST(Waits, AreBoundedInAll) {
  Waits waits({.by_tenant = 2, .all = 3});
  const std::vector<Waits::Hold> holds = {*waits.Begin("acme"), *waits.Begin("beta"),
                                          *waits.Begin("gamma")};

  EXPECT_THAT(waits.Begin("delta"), HasReason(Reason::RATE_LIMITED));
}

}  // namespace
}  // namespace steward::operations
