#include "services/notification/delivery/mail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"

namespace steward::notification {
namespace {

using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::Not;

TEST(EncodeHeader, LeavesPlainTextAsItIs) {
  EXPECT_EQ(EncodeHeader("INC-1: VPN is down"), "INC-1: VPN is down");
  EXPECT_EQ(EncodeHeader(""), "");
}

TEST(EncodeHeader, EncodesWhatIsNotPlain) {
  EXPECT_EQ(EncodeHeader("Störung"), "=?UTF-8?B?U3TDtnJ1bmc=?=");
  EXPECT_EQ(EncodeHeader("=?UTF-8?B?eA==?="), "=?UTF-8?B?PT9VVEYtOD9CP2VBPT0/PQ==?=");
}

TEST(EncodeHeader, FoldsBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "äx";
  for (absl::string_view line : absl::StrSplit(EncodeHeader(text), "\r\n")) {
    EXPECT_LE(line.size(), 76u);
    EXPECT_THAT(std::string(line), HasSubstr("=?UTF-8?B?"));
  }
}

TEST(HeadersOf, HoldNoLineOfTheirOwn) {
  Mail mail{"e-1", "rita@example.com", "Hi\r\nBcc: all@example.com",     "",
            "",    "TICKET",           absl::FromUnixSeconds(1700000000)};

  const std::vector<std::string> headers = HeadersOf(mail, "steward@example.com");

  EXPECT_THAT(headers, Each(Not(HasSubstr("\n"))));
  EXPECT_THAT(headers, Contains("Subject: Hi  Bcc: all@example.com"));
  EXPECT_THAT(headers, Contains("Date: Tue, 14 Nov 2023 22:13:20 +0000"));
  EXPECT_THAT(headers, Contains("Message-ID: <e-1@example.com>"));
  EXPECT_THAT(headers, Contains("List-Id: <ticket.notifications.example.com>"));
  EXPECT_THAT(headers, Contains("Auto-Submitted: auto-generated"));
}

TEST(IsMailAddress, TakesWhatFitsBetweenBrackets) {
  for (const char* address : {"rita@example.com", "o'neil+x@example.com"})
    EXPECT_TRUE(IsMailAddress(address)) << address;
  for (const char* address :
       {"", "rita", "@example.com", "rita@", "a@b> SIZE=1", "a b@c", "a@b\r\n", "a@b,c@d", "ä@b"})
    EXPECT_FALSE(IsMailAddress(address)) << address;
}

TEST(WithMailLineEnds, MakesEveryEndTheSame) {
  EXPECT_EQ(WithMailLineEnds("a\nb\r\nc\rd"), "a\r\nb\r\nc\r\nd");
}

}  // namespace
}  // namespace steward::notification
