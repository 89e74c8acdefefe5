#include "gateway/access/leak.h"

#include <gtest/gtest.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace steward::gateway {
namespace {

TEST(FindApiKey, LooksAtTheWholeTarget) {
  const auth::ApiKey key = auth::NewApiKey();
  const std::string text = auth::FormatApiKey(key);
  const std::string escaped = absl::StrReplaceAll(text, {{"_", "%5F"}, {"s", "%73"}});
  for (const std::string& target : std::vector<std::string>{
           absl::StrCat("/v1/tickets?api_key=", text),
           absl::StrCat("/v1/tickets?x=", escaped),
           absl::StrCat("/v1/tickets/", text),
           absl::StrCat("/", text, "/x?y=z"),
           absl::StrCat("/v1/tickets?filter=title%3D%22", text, "%22"),
           absl::StrCat("/v1/tickets?a=stw_live_x&b=", text, "&c=%zz"),
           absl::StrCat("/v1/tickets?stw_live_", text),
       }) {
    EXPECT_TRUE(HoldsApiKey(target)) << target;
    const auto found = FindApiKey(target);
    ASSERT_TRUE(found.has_value()) << target;
    EXPECT_EQ(found->id, key.id);
    EXPECT_EQ(found->secret, key.secret);
  }
}

TEST(FindApiKey, FindsNoneThatIsNotWhole) {
  std::string text = auth::FormatApiKey(auth::NewApiKey());
  text.pop_back();
  for (const std::string& target :
       {absl::StrCat("/v1/tickets?k=", text), std::string("/v1/tickets/stw_live_"),
        std::string("/v1/tickets/stw%5Flive%5f")}) {
    EXPECT_TRUE(HoldsApiKey(target)) << target;
    EXPECT_FALSE(FindApiKey(target).has_value()) << target;
  }
  for (const char* target : {"/v1/tickets", "/v1/tickets?filter=a%20b", "/%", "/stw_liv", "/%5"})
    EXPECT_FALSE(HoldsApiKey(target)) << target;
}

}  // namespace
}  // namespace steward::gateway
