#include "gateway/transcode/lines.h"

#include <gtest/gtest.h>

#include <vector>

#include "absl/strings/str_cat.h"

namespace steward::gateway {
namespace {

// Lines with their numbers, in whatever pieces of `size` the text arrives; "!" where one is too
// long.
std::vector<std::string> Split(absl::string_view text, size_t size) {
  Lines lines(8);
  std::vector<std::string> found;
  auto take = [&] {
    absl::string_view line;
    Lines::Result result;
    while ((result = lines.Next(&line)) == Lines::Result::kLine)
      found.push_back(absl::StrCat(lines.number(), ":", line));
    if (result == Lines::Result::kTooLong) found.push_back(absl::StrCat(lines.number(), "!"));
    return result == Lines::Result::kMore;
  };
  for (size_t at = 0; at < text.size(); at += size) {
    lines.Add(std::string(text.substr(at, size)));
    if (!take()) return found;
  }
  lines.End();
  take();
  return found;
}

TEST(Lines, AreTheSameHoweverTheyArrive) {
  struct Case {
    absl::string_view text;
    std::vector<std::string> lines;
  };
  const Case kCases[] = {
      {"", {}},
      {"\n \n\r\n", {}},
      {"a", {"1:a"}},
      {"a\nb\n", {"1:a", "2:b"}},
      {"a\r\n\r\nb", {"1:a", "3:b"}},
      {"a\rb\n", {"1:a\rb"}},
      {"12345678\n1", {"1:12345678", "2:1"}},
      {"1\n123456789\n2\n", {"1:1", "2!"}},
      {"1\n123456789", {"1:1", "2!"}},
  };
  for (const Case& each : kCases)
    for (size_t size = 1; size <= 16; ++size)
      EXPECT_EQ(Split(each.text, size), each.lines) << each.text << " in pieces of " << size;
}

}  // namespace
}  // namespace steward::gateway
