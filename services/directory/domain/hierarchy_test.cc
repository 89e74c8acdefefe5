#include "services/directory/domain/hierarchy.h"

#include "platform/testing/status_matchers.h"

namespace steward::directory {
namespace {

using errors::Reason;

TEST(CheckNoCycle, LooksThroughAllThatStandAbove) {
  struct Case {
    std::vector<std::string> above;
    bool allowed;
  };
  const Case kCases[] = {
      {{}, true},
      {{"users/bob"}, true},
      {{"users/bob", "users/carol"}, true},
      {{"users/Alice"}, true},
      {{"users/alice"}, false},
      {{"users/bob", "users/alice"}, false},
      {{"users/bob", "users/carol", "users/alice", "users/dave"}, false},
  };
  for (const Case& c : kCases) {
    const absl::Status status = CheckNoCycle("users/alice", c.above, "user.manager");
    if (c.allowed)
      EXPECT_THAT(status, IsOk());
    else
      EXPECT_THAT(status, HasReason(Reason::REFERENCE_CYCLE));
  }
}

}  // namespace
}  // namespace steward::directory
