#include "platform/store/byte_limit.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/testing/ask_postgres.h"
#include "platform/testing/postgres.h"

namespace steward::store {
namespace {

// Ids of the rows that come of bodies with these sizes, in their order.
std::string Sent(const std::vector<int>& sizes, size_t bytes_max) {
  std::vector<std::string> rows;
  for (size_t i = 0; i < sizes.size(); ++i)
    rows.push_back(absl::StrCat("(", i + 1, ", decode(repeat('ab', ", sizes[i], "), 'hex'))"));
  const std::string list =
      absl::StrCat("SELECT event_id, content FROM (VALUES ", absl::StrJoin(rows, ", "),
                   ") v (event_id, content) ", "ORDER BY event_id LIMIT 100");
  return AskPostgres(TestPostgres::Get().CreateDatabase(),
                     absl::StrCat("SELECT string_agg(s.id::text, ' ') FROM (",
                                  LimitBytes(list, bytes_max), ") s"));
}

TEST(LimitBytes, EndsAtTheSecondRowAfterTheLimit) {
  const struct {
    std::vector<int> sizes;
    const char* sent;
  } kCases[] = {
      {{4, 4, 2, 1, 1, 1}, "1 2 3 4 5"},
      {{4, 4, 3, 1, 1, 1}, "1 2 3 4"},
      {{11, 1, 1}, "1 2"},
      {{0, 0, 0, 0}, "1 2 3 4"},
      {{50}, "1"},
      {{1, 50, 50}, "1 2 3"},
  };
  for (const auto& test : kCases) EXPECT_EQ(Sent(test.sizes, 10), test.sent);
}

}  // namespace
}  // namespace steward::store
