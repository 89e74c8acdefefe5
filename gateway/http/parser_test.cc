#include "gateway/http/parser.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "gateway/http/head_scan.h"

namespace steward::gateway {
namespace {

using Result = RequestParser::Result;
using error::v1::Reason;

// Feeds the bytes in pieces, the whole head first, as a session does.
struct Parsed {
  explicit Parsed(const std::string& bytes, size_t piece = 1 << 20) {
    parser.Begin(&request);
    std::string pending;
    for (size_t at = 0; at < bytes.size() && result == Result::kMore;) {
      const size_t least = at == 0 ? bytes.find("\r\n\r\n") + 4 : 1;
      const size_t count = std::min(std::max(piece, least), bytes.size() - at);
      pending.append(bytes, at, count);
      at += count;
      size_t used = 0;
      result = parser.Feed(pending, &used);
      pending.erase(0, used);
    }
  }
  int status() const { return result == Result::kRefused ? parser.refusal().status : 0; }

  HttpRequest request;
  RequestParser parser{HeadLimits().field};
  Result result = Result::kMore;
};

std::string Chunked(const std::string& body) {
  return absl::StrCat("POST /v1/tickets HTTP/1.1\r\nHost: x\r\nX-Kept: as it is\r\n",
                      "Transfer-Encoding: chunked\r\n\r\n", body);
}

TEST(RequestParser, LeavesOutFieldsBehindTheBody) {
  const std::string field = absl::StrCat("Authorization: Bearer ", std::string(2000, 't'), "\r\n");
  const std::string body =
      absl::StrCat("2\r\n{}\r\n0\r\n", field, "X-Kept: changed\r\nHost: y\r\n\r\n");
  for (size_t piece : {1 << 20, 700, 1}) {
    const Parsed parsed(Chunked(body), static_cast<size_t>(piece));

    ASSERT_EQ(parsed.result, Result::kComplete) << piece;
    EXPECT_EQ(parsed.request.body, "{}");
    EXPECT_EQ(parsed.request.CountOf("authorization"), 0);
    EXPECT_EQ(parsed.request.All("x-kept"), "as it is");
    EXPECT_EQ(parsed.request.All("host"), "x");
  }
}

TEST(RequestParser, LimitsWhatStandsBetweenChunks) {
  const std::string lengthy(20'000, 'x');
  std::string extended;
  for (int i = 0; i < 10; ++i) absl::StrAppend(&extended, "1;", std::string(40, 'e'), "\r\na\r\n");
  struct {
    std::string body;
    int status;
  } const kCases[] = {
      {absl::StrCat("2;", lengthy), 431},
      {absl::StrCat(std::string(20'000, '0'), "2\r\n"), 431},
      {absl::StrCat("2\r\n{}\r\n0\r\nA: ", lengthy), 431},
      {absl::StrCat("2\r\n{}\r\n0\r\nA: ", lengthy, "\r\nB: ", lengthy), 431},
      {absl::StrCat("2;", std::string(257, 'e'), "\r\n{}\r\n0\r\n\r\n"), 400},
      {extended, 400},
      {"2;e=\"f\ng\"\r\n{}\r\n0\r\n\r\n", 400},
      {"2\n{}\n0\n\n", 400},
      {"2\r\n{}\r\n0\r\nA: b\n\n", 400},
      {"2;e=\"f\"\r\n{}\r\n0;g\r\n\r\n", 0},
  };
  for (const auto& test : kCases)
    EXPECT_EQ(Parsed(Chunked(test.body), 1000).status(), test.status) << test.body.substr(0, 40);
}

TEST(RequestParser, TakesThePathOfAWholeUrl) {
  struct {
    const char* target;
    const char* host;
    const char* path;
  } const kCases[] = {
      {"/v1/tickets", "x", "/v1/tickets"},
      {"http://x/v1/tickets?a=b", "x", "/v1/tickets?a=b"},
      {"HTTPS://X:80/v1", "x:80", "/v1"},
      {"http://x", "x", "/"},
      {"http://x?a=b", "x", "/?a=b"},
      {"http://[::1]:80/", "[::1]:80", "/"},
      {"ftp://x/", "x", "ftp://x/"},
      {"http://y/", "x", nullptr},
      {"http://x:80/", "x", nullptr},
      {"http://u@x/", "x", nullptr},
      {"http:///", "x", nullptr},
      {"/", "", nullptr},
      {"/", "u@x", nullptr},
      {"/", "x/y", nullptr},
      {"/", "x y", nullptr},
      {"/", "x\xc3\xa4", nullptr},
  };
  for (const auto& test : kCases) {
    const Parsed parsed(
        absl::StrCat("GET ", test.target, " HTTP/1.1\r\nHost: ", test.host, "\r\n\r\n"));
    EXPECT_EQ(parsed.status(), test.path == nullptr ? 400 : 0) << test.target << test.host;
    if (test.path == nullptr) continue;
    EXPECT_EQ(parsed.request.target, test.path);
  }
}

}  // namespace
}  // namespace steward::gateway
