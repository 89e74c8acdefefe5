#include "tools/stewardctl/address.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"

namespace steward::ctl {
namespace {

// "tls host:port" or "plain host:port", and whether that is this machine; "refused".
std::string Read(absl::string_view text) {
  const auto address = ParseAddress(text);
  if (!address.ok()) return "refused";
  return absl::StrCat(address->tls ? "tls " : "plain ", address->target,
                      address->is_local ? " here" : "");
}

TEST(Address, IsPlainOnlyOnThisMachineOrWhenItSaysSo) {
  EXPECT_EQ(Read("steward.example.com:9090"), "tls steward.example.com:9090");
  EXPECT_EQ(Read("https://steward.example.com/"), "tls steward.example.com:443");
  EXPECT_EQ(Read("http://steward:9090"), "plain steward:9090");
  EXPECT_EQ(Read("http://steward"), "plain steward:80");
  EXPECT_EQ(Read("127.0.0.1:9090"), "plain 127.0.0.1:9090 here");
  EXPECT_EQ(Read("127.8.9.10:9090"), "plain 127.8.9.10:9090 here");
  EXPECT_EQ(Read("localhost:9090"), "plain localhost:9090 here");
  EXPECT_EQ(Read("[::1]:9090"), "plain [::1]:9090 here");
  EXPECT_EQ(Read("https://127.0.0.1:9090"), "tls 127.0.0.1:9090 here");
}

TEST(Address, TakesTlsWhereItIsPreferredUnlessItSaysOtherwise) {
  EXPECT_TRUE(ParseAddress("127.0.0.1:9090", true)->tls);
  EXPECT_FALSE(ParseAddress("http://127.0.0.1:9090", true)->tls);
}

TEST(Address, OfAnotherMachineCannotLookLikeThisOne) {
  EXPECT_EQ(Read("127.evil.example:9090"), "tls 127.evil.example:9090");
  EXPECT_EQ(Read("127.0.0.1.evil.example:9090"), "tls 127.0.0.1.evil.example:9090");
  EXPECT_EQ(Read("localhost.evil.example:9090"), "tls localhost.evil.example:9090");
  EXPECT_EQ(Read("128.0.0.1:9090"), "tls 128.0.0.1:9090");
  EXPECT_EQ(Read("[::2]:9090"), "tls [::2]:9090");
  EXPECT_EQ(Read("http://127.evil.example:9090"), "plain 127.evil.example:9090");
}

TEST(Address, IsHostAndPortAndNothingElse) {
  for (const char* text :
       {"",           ":9090",       "host:",         "host:0",        "host:65536",
        "host:grpc",  "host:+9",     "a b:1",         "host/path",     "user@host:1",
        "dns:host:1", "unix:socket", "http://",       "ftp://host",    "::1",
        "[::1",       "[::1]9090",   "[localhost]:1", "[127.0.0.1]:1", "[]:1"})
    EXPECT_EQ(Read(text), "refused") << text;
}

TEST(Address, IsTheSameHoweverItIsWritten) {
  EXPECT_EQ(*ParseAddress("https://host"), *ParseAddress("host:443"));
  EXPECT_FALSE(*ParseAddress("https://host:443") == *ParseAddress("http://host:443"));
  EXPECT_FALSE(*ParseAddress("host:443") == *ParseAddress("host:444"));
}

}  // namespace
}  // namespace steward::ctl
