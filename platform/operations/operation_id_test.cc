#include "platform/operations/operation_id.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace steward::operations {
namespace {

const absl::Time kNow = absl::FromUnixMillis(1'764'201'600'000);

TEST(OperationId, NamesItsServiceAndSortsByTime) {
  const std::string id = NewOperationId("ticket", kNow);

  EXPECT_THAT(id, testing::MatchesRegex("ticket-01kb19r500[0-9a-z]{16}"));
  EXPECT_LT(id, NewOperationId("ticket", kNow + absl::Milliseconds(1)));
  EXPECT_NE(id, NewOperationId("ticket", kNow));
}

TEST(OperationId, TellsItsService) {
  const std::string id = NewOperationId("change_approval", kNow);
  const struct {
    std::string text;
    const char* service;
  } cases[] = {
      {id, "change_approval"},        {"operations/" + id, "change_approval"},
      {"operations/" + id + "0", ""}, {id.substr(0, id.size() - 1), ""},
      {"operations/ticket", ""},      {"operations/ticket-01KB4NZQ6BD8N5W2XK3M7HRT0V", ""},
      {"tickets/INC-1", ""},          {"", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(ServiceOf(c.text), c.service) << c.text;
}

}  // namespace
}  // namespace steward::operations
