#include "services/notification/delivery/address.h"

#include <netinet/in.h>

#include <gtest/gtest.h>

namespace steward::notification {
namespace {

struct Row {
  Reach reach;
  std::vector<absl::string_view> addresses;
};

const std::vector<Row>& Table() {
  static const auto& table = *new std::vector<Row>{
      {Reach::kPublic,
       {"1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2a00:1450:4001:80b::200e",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2003::1"}},
      {Reach::kPrivate,
       {"10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
        "127.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255", "::1",
        "fc00::1", "fdff:ffff::1"}},
      {Reach::kForbidden,
       {"0.0.0.0", "0.1.2.3", "100.100.100.200", "168.63.129.16", "169.254.0.1", "169.254.169.254",
        "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255",
        "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1",
        "255.255.255.255"}},
      {Reach::kForbidden,
       {"::",
        "::2",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::ffff:0:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "1fff::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:10::1",
        "2001:20::1",
        "2001:1ff::1",
        "2001:db8::1",
        "2002::1",
        "2002:7f00:1::1",
        "3fff::1",
        "4000::1",
        "5f00::1",
        "fd00:ec2::254",
        "fd20:ce::254",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "ff0e::1"}}};
  return table;
}

TEST(ReachOf, FollowsTheRegistries) {
  for (const Row& row : Table())
    for (absl::string_view text : row.addresses)
      EXPECT_EQ(ReachOf(Address::Parse(text).value()), row.reach) << text;
}

TEST(Address, ComesFromSockets) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_addr.s_addr = htonl(0x0a000001);
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_addr = in6addr_loopback;
  sockaddr other{};
  other.sa_family = AF_UNIX;

  EXPECT_EQ(Address::FromSocket(reinterpret_cast<sockaddr&>(v4))->ToString(), "10.0.0.1");
  EXPECT_EQ(Address::FromSocket(reinterpret_cast<sockaddr&>(v6))->ToString(), "::1");
  EXPECT_FALSE(Address::FromSocket(other).has_value());
}

TEST(Address, ParsesTheUsualFormsOnly) {
  for (absl::string_view text : {"127.1", "0x7f.0.0.1", "2130706433", "0177.0.0.1", "[::1]", "",
                                 "fe80::1%eth0", "127.0.0.1 ", "localhost"})
    EXPECT_FALSE(Address::Parse(text).has_value()) << text;
}

}  // namespace
}  // namespace steward::notification
