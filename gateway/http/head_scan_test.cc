#include "gateway/http/head_scan.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace steward::gateway {
namespace {

using Result = HeadScan::Result;

// Status of the refusal, 0 for a complete head, -1 for one that goes on. The bytes come in pieces.
int StatusOf(const std::string& bytes, size_t piece) {
  HeadScan scan;
  for (size_t size = piece;; size += piece) {
    const Result result = scan.Feed(absl::string_view(bytes).substr(0, size));
    if (result == Result::kRefused) return scan.refusal().status;
    if (result == Result::kComplete) return 0;
    if (size >= bytes.size()) return -1;
  }
}

std::string Fields(int count, size_t size) {
  std::string fields;
  for (int i = 0; i < count; ++i) absl::StrAppend(&fields, "X: ", std::string(size, 'a'), "\r\n");
  return fields;
}

TEST(HeadScan, KnowsWhereAHeadEndsAndWhatMayNotBeInIt) {
  const std::string line = "GET / HTTP/1.1\r\n";
  struct {
    std::string bytes;
    int status;
  } const kCases[] = {
      {line + "\r\n", 0},
      {line + "Host: x\r\n\r\n", 0},
      {line, -1},
      {line + "Host: x\r\n", -1},
      {line + "Host: x\r\n\r", -1},
      {"\r\n" + line, 400},
      {"GET / HTTP/1.1\n\n", 400},
      {line + "Host: x\n\r\n", 400},
      {line + "Host: x\ry\r\n\r\n", 400},
      {line + "Host: x\r\r\n\r\n", 400},
      {line + std::string("A: \0\r\n\r\n", 8), 400},
      {line + "A: b\r\n c\r\n\r\n", 400},
      {line + "A: b\r\n\tc\r\n\r\n", 400},
      {line + " A: b\r\n\r\n", 400},
      {std::string(HeadLimits().request_line, 'a') + "\r\n\r\n", 0},
      {std::string(HeadLimits().request_line + 1, 'a') + "\r\n\r\n", 414},
      {std::string(HeadLimits().request_line + 2, 'a'), 414},
      {line + Fields(1, HeadLimits().field - 3) + "\r\n", 0},
      {line + Fields(1, HeadLimits().field - 2) + "\r\n", 431},
      {line + Fields(2, HeadLimits().field - 100) + "\r\n", 0},
      {line + Fields(3, HeadLimits().field - 100) + "\r\n", 431},
      {line + Fields(HeadLimits().field_count, 1) + "\r\n", 0},
      {line + Fields(HeadLimits().field_count + 1, 1) + "\r\n", 431},
  };
  for (const auto& test : kCases)
    for (size_t piece : {size_t{1}, size_t{1000}, size_t{1} << 20})
      EXPECT_EQ(StatusOf(test.bytes, piece), test.status)
          << test.bytes.substr(0, 60) << " in pieces of " << piece;
}

TEST(HeadScan, LeavesWhatFollowsAlone) {
  const std::string head = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  HeadScan scan;

  EXPECT_EQ(scan.Feed(head + "\n body"), Result::kComplete);
  EXPECT_EQ(scan.size(), head.size());
}

}  // namespace
}  // namespace steward::gateway
