#include "gateway/access/trusted_proxies.h"

#include <gtest/gtest.h>

namespace steward::gateway {
namespace {

TEST(TrustedProxies, TellWhereAClientIs) {
  const TrustedProxies proxies = TrustedProxies::Parse({"10.0.0.0/8", "2001:db8::/32"}).value();
  const struct {
    const char *peer, *forwarded, *client;
  } cases[] = {
      // Whoever is not trusted is taken for who they are.
      {"203.0.113.7", "198.51.100.1", "203.0.113.7"},
      {"10.0.0.1", "203.0.113.7", "203.0.113.7"},
      // What stands before the first address that is nobody's proxy was written by its client.
      {"10.0.0.1", "192.0.2.66, 203.0.113.7, 10.1.1.1", "203.0.113.7"},
      {"10.0.0.1", "192.0.2.66,203.0.113.7 ,2001:db8::5", "203.0.113.7"},
      {"10.0.0.1", "10.0.0.2, 10.0.0.3", "10.0.0.2"},
      {"10.0.0.1", "", "10.0.0.1"},
      {"10.0.0.1", "203.0.113.7, unknown", "10.0.0.1"},
      {"10.0.0.1", "203.0.113.7, nonsense, 10.9.9.9", "10.9.9.9"},
      {"10.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"},
      {"10.0.0.1", "203.0.113.7:443", "10.0.0.1"},
      {"", "203.0.113.7", ""},
  };
  for (const auto& c : cases)
    EXPECT_EQ(proxies.ClientOf(c.peer, c.forwarded), c.client) << c.forwarded;
  EXPECT_EQ(TrustedProxies().ClientOf("10.0.0.1", "203.0.113.7"), "10.0.0.1");
  EXPECT_FALSE(TrustedProxies::Parse({"proxy.example"}).ok());
}

}  // namespace
}  // namespace steward::gateway
