#include "platform/rpc/wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "platform/status/errors.h"
#include "platform/testing/status_matchers.h"

namespace steward::rpc {
namespace {

using errors::Reason;

std::string Framed(absl::string_view message) {
  std::string out;
  AppendMessage(message, &out);
  return out;
}

TEST(Wire, MessagesComeOutAsTheyWentIn) {
  const std::string bytes = Framed("a") + Framed("") + Framed(std::string(70'000, 'x'));
  // However they are cut.
  for (const size_t step : {size_t{1}, size_t{4}, size_t{5}, size_t{6}, bytes.size()}) {
    SCOPED_TRACE(step);
    MessageReader reader(100'000);
    std::vector<size_t> sizes;
    for (size_t at = 0; at < bytes.size(); at += step) {
      reader.Feed(absl::string_view(bytes).substr(at, step));
      while (true) {
        const auto next = reader.Next();
        ASSERT_THAT(next.status(), IsOk());
        if (!*next) break;
        sizes.push_back((*next)->size());
      }
    }
    EXPECT_THAT(sizes, testing::ElementsAre(1, 0, 70'000));
    EXPECT_FALSE(reader.has_rest());
  }
}

TEST(Wire, MessagesAreRefusedByTheirPrefix) {
  struct Case {
    const char* what;
    std::string bytes;
    Reason reason;
  };
  for (const Case& c :
       {Case{"too large", std::string("\0\0\0\0\x0b", 5), Reason::BODY_TOO_LARGE},
        Case{"far too large", std::string("\0\xff\xff\xff\xff", 5), Reason::BODY_TOO_LARGE},
        Case{"compressed, without a word how", std::string("\1\0\0\0\1x", 6),
             Reason::METHOD_NOT_IMPLEMENTED},
        Case{"no flag", std::string("\2\0\0\0\0", 5), Reason::MALFORMED_REQUEST}}) {
    SCOPED_TRACE(c.what);
    MessageReader reader(10);
    reader.Feed(c.bytes);
    EXPECT_THAT(reader.Next().status(), HasReason(c.reason));
  }
}

TEST(Wire, TellsARestFromAnEnd) {
  for (const auto& [bytes, rest] : {std::pair{std::string(), false},
                                    {Framed("ab"), false},
                                    {Framed("ab").substr(0, 6), true},
                                    {std::string(1, '\0'), true}}) {
    MessageReader reader(10);
    reader.Feed(bytes);
    while (reader.Next().value()) {
    }
    EXPECT_EQ(reader.has_rest(), rest) << bytes.size();
  }
}

TEST(Wire, ReadsTimeouts) {
  for (const auto& [text, expected] :
       {std::pair<const char*, absl::optional<absl::Duration>>{"1H", absl::Hours(1)},
        {"2M", absl::Minutes(2)},
        {"3S", absl::Seconds(3)},
        {"4m", absl::Milliseconds(4)},
        {"5u", absl::Microseconds(5)},
        {"6n", absl::Nanoseconds(6)},
        {"0S", absl::ZeroDuration()},
        {"99999999S", absl::Seconds(99'999'999)},
        {"", absl::nullopt},
        {"S", absl::nullopt},
        {"5", absl::nullopt},
        {"5s", absl::nullopt},
        {"-1S", absl::nullopt},
        {"+1S", absl::nullopt},
        {" 1S", absl::nullopt},
        {"1.5S", absl::nullopt},
        {"123456789S", absl::nullopt}})
    EXPECT_EQ(ParseTimeout(text), expected) << text;
}

TEST(Wire, WritesTimeoutsThatAreNoShorter) {
  for (const absl::Duration timeout :
       {absl::Nanoseconds(1), absl::Milliseconds(99), absl::Seconds(10) + absl::Nanoseconds(1),
        absl::Minutes(7), absl::Hours(30'000)}) {
    const auto read = ParseTimeout(FormatTimeout(timeout));
    ASSERT_TRUE(read) << FormatTimeout(timeout);
    EXPECT_GE(*read, timeout);
    EXPECT_LE(*read, timeout * 1.01);
  }
  EXPECT_EQ(FormatTimeout(-absl::Seconds(1)), "0m");
  EXPECT_EQ(FormatTimeout(absl::InfiniteDuration()), "99999999H");
}

TEST(Wire, TextsOfErrorsAreEscaped) {
  for (const auto& [plain, escaped] : {std::pair<std::string, std::string>{"", ""},
                                       {"Gone.", "Gone."},
                                       {"100 % sure", "100 %25 sure"},
                                       {"a\nb", "a%0Ab"},
                                       {"\xc3\xa4", "%C3%A4"}}) {
    EXPECT_EQ(PercentEncode(plain), escaped);
    EXPECT_EQ(PercentDecode(escaped), plain);
  }
  // What is broken stays as it is.
  EXPECT_EQ(PercentDecode("50% %2"), "50% %2");
  EXPECT_EQ(PercentDecode("%zz"), "%zz");
}

TEST(Wire, ErrorsKeepTheirReasonHoweverMuchTheySay) {
  const absl::Status error = errors::InvalidField("title", std::string(60'000, 'x'));

  const Metadata trailer = TrailerOf(error);

  std::string bytes;
  ASSERT_EQ(trailer[2].first, "grpc-status-details-bin");
  EXPECT_LT(trailer[2].second.size(), 64 << 10);
  ASSERT_TRUE(absl::Base64Unescape(trailer[2].second, &bytes));
  google::rpc::Status proto;
  ASSERT_TRUE(proto.ParseFromString(bytes));
  EXPECT_THAT(errors::FromProto(proto), HasReason(Reason::INVALID_FIELD));
}

}  // namespace
}  // namespace steward::rpc
