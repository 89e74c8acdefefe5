#include "gateway/access/transport.h"

#include <gtest/gtest.h>

#include <vector>

namespace steward::gateway {
namespace {

TEST(IsPrivate, IsForTheNearestToSayWhoIsTrusted) {
  const auto proxies = TrustedProxies::Parse({"10.1.0.0/16", "127.0.0.9"});
  ASSERT_TRUE(proxies.ok());
  struct Case {
    Transport transport;
    bool is_private;
  };
  for (const Case& c : std::vector<Case>{
           {{false, "192.0.2.7", ""}, false},
           {{true, "192.0.2.7", ""}, true},
           {{false, "127.0.0.1", ""}, true},
           {{false, "127.8.8.8", ""}, true},
           {{false, "::1", ""}, true},
           {{false, "", ""}, false},
           // Anybody can write a header.
           {{false, "192.0.2.7", "https"}, false},
           {{false, "10.1.2.3", "https"}, true},
           {{false, "10.1.2.3", "http"}, false},
           {{false, "10.1.2.3", "https,http"}, false},
           {{false, "10.1.2.3", ""}, false},
           // What was plain before a proxy stays so behind it.
           {{true, "10.1.2.3", "http"}, false},
           {{false, "127.0.0.9", "http"}, false},
           {{false, "127.0.0.9", "https"}, true},
       })
    EXPECT_EQ(IsPrivate(c.transport, *proxies), c.is_private)
        << c.transport.peer << " " << c.transport.forwarded_proto;
}

}  // namespace
}  // namespace steward::gateway
