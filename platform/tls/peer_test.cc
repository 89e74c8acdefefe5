#include "platform/tls/peer.h"

#include <gtest/gtest.h>

#include "platform/testing/status_matchers.h"

namespace steward::tls {
namespace {

TEST(IdOf, IsTheOneUriOfTheKnownForm) {
  struct Case {
    std::vector<std::string> uris;
    bool is_id;
  };
  for (const Case& c : std::vector<Case>{
           {{"spiffe://steward/ns/prod/sa/ticket"}, true},
           {{"spiffe://steward.example.com/ns/a-b/sa/c_d"}, true},
           {{}, false},
           {{"spiffe://steward/ns/prod/sa/ticket", "spiffe://steward/ns/prod/sa/gateway"}, false},
           {{"spiffe://steward/ns/prod/sa/"}, false},
           {{"spiffe://steward/ns/prod/sa/ticket/x"}, false},
           {{"spiffe://steward/ns//sa/ticket"}, false},
           {{"spiffe://steward/prod/ticket"}, false},
           {{"https://steward/ns/prod/sa/ticket"}, false},
           {{"spiffe://Steward/ns/prod/sa/ticket"}, false},
           {{std::string("spiffe://steward/ns/prod/sa/tick\0et", 35)}, false},
           {{"spiffe://steward/ns/prod/sa/" + std::string(300, 'a')}, false},
       })
    EXPECT_EQ(IdOf(c.uris).ok(), c.is_id) << (c.uris.empty() ? "none" : c.uris.front());
}

TEST(Neighbour, LivesInTheSameNamespaceUnlessItSaysOtherwise) {
  const std::string own = "spiffe://steward/ns/prod/sa/ticket";

  EXPECT_EQ(*Neighbour(own, "directory"), "spiffe://steward/ns/prod/sa/directory");
  EXPECT_EQ(*Neighbour(own, "spiffe://other/ns/x/sa/y"), "spiffe://other/ns/x/sa/y");
  for (const char* wrong : {"", "a/b", "Directory", "spiffe://steward", "*"})
    EXPECT_THAT(Neighbour(own, wrong).status(), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace steward::tls
