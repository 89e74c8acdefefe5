#include "platform/auth/network.h"

#include <gtest/gtest.h>

#include <vector>

namespace steward::auth {
namespace {

TEST(ParseNetwork, TakesOneForm) {
  struct Case {
    std::string text;
    bool valid;
  };
  for (const Case& c : std::vector<Case>{
           {"192.0.2.0/24", true},
           {"192.0.2.7", true},
           {"192.0.2.7/32", true},
           {"0.0.0.0/0", true},
           {"2001:db8::/32", true},
           {"2001:DB8::1", true},
           {"::/0", true},
           {"::ffff:192.0.2.0/120", true},
           {"192.0.2.1/24", false},
           {"2001:db8::1/32", false},
           {"192.0.2.0/33", false},
           {"::/129", false},
           {"192.0.2.0/024", false},
           {"192.0.2.0/+24", false},
           {"192.0.2.0/-1", false},
           {"192.0.2.0/", false},
           {"192.0.2.0/24/24", false},
           {"192.0.2.0/255.255.255.0", false},
           {"192.0.2", false},
           {"0300.0.2.0", false},
           {"fe80::1%eth0", false},
           {"[::1]", false},
           {" 192.0.2.0/24", false},
           {std::string("192.0.2.0\0/24", 13), false},
           {"localhost", false},
           {"", false},
       })
    EXPECT_EQ(ParseNetwork(c.text).has_value(), c.valid) << c.text;
}

TEST(Contains, ComparesTheBitsOfThePrefix) {
  struct Case {
    const char* network;
    const char* address;
    bool inside;
  };
  for (const Case& c : std::vector<Case>{
           {"192.0.2.0/24", "192.0.2.0", true},
           {"192.0.2.0/24", "192.0.2.255", true},
           {"192.0.2.0/24", "192.0.3.0", false},
           {"192.0.2.128/25", "192.0.2.127", false},
           {"192.0.2.7", "192.0.2.7", true},
           {"192.0.2.7", "192.0.2.6", false},
           {"192.0.2.0/24", "::ffff:192.0.2.9", true},
           {"::ffff:192.0.2.0/120", "192.0.2.9", true},
           {"0.0.0.0/0", "203.0.113.9", true},
           {"0.0.0.0/0", "2001:db8::1", false},
           {"::/0", "203.0.113.9", false},
           {"2001:db8::/32", "2001:db8:ffff::1", true},
           {"2001:db8::/32", "2001:db9::1", false},
       })
    EXPECT_EQ(Contains(*ParseNetwork(c.network), *ParseIpAddress(c.address)), c.inside)
        << c.network << " " << c.address;
}

TEST(FormatIpAddress, WritesEveryAddressInOneForm) {
  EXPECT_EQ(FormatIpAddress(*ParseIpAddress("192.0.2.7")), "192.0.2.7");
  EXPECT_EQ(FormatIpAddress(*ParseIpAddress("::ffff:192.0.2.7")), "192.0.2.7");
  EXPECT_EQ(FormatIpAddress(*ParseIpAddress("2001:DB8:0::1")), "2001:db8::1");
}

}  // namespace
}  // namespace steward::auth
