#include "platform/host/redis_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/config/temporary_directory.h"
#include "platform/testing/status_matchers.h"

namespace steward::host {
namespace {

using testing::HasSubstr;

absl::StatusOr<events::RedisServer> OpenWith(const std::vector<std::string>& flags) {
  config::Config config("steward-test", "Tests.");
  const RedisKeys keys(config, RedisKeys::Need::kOptional);
  std::vector<const char*> words = {"steward-test", "--redis=127.0.0.1:6379"};
  for (const std::string& flag : flags) words.push_back(flag.c_str());
  EXPECT_THAT(config.Load(static_cast<int>(words.size()), words.data()), IsOk());
  EXPECT_TRUE(keys.is_set());
  return keys.Open();
}

TEST(RedisKeys, AUserHasAPassword) {
  const config::TemporaryDirectory directory;
  const std::string file = absl::StrCat("--redis_password=", directory.Write("good", "secret\n"));
  const std::string empty = absl::StrCat("--redis_password=", directory.Write("empty", "\n"));
  struct Case {
    std::vector<std::string> flags;
    const char *user, *password;
    // Empty when it is accepted.
    const char* why;
  };
  for (const Case& c : std::vector<Case>{
           {{}, "", "", ""},
           {{file}, "", "secret", ""},
           {{file, "--redis_user=bell"}, "bell", "secret", ""},
           {{"--redis_user=bell"}, "", "", "redis_user needs redis_password"},
           {{empty}, "", "", "redis_password: "},
           {{"--redis_password=/none"}, "", "", "redis_password: "},
       }) {
    const auto server = OpenWith(c.flags);
    ASSERT_EQ(server.ok(), *c.why == '\0') << server.status();
    EXPECT_THAT(std::string(server.status().message()), HasSubstr(c.why));
    if (!server.ok()) continue;
    EXPECT_EQ(server->address, "127.0.0.1:6379");
    EXPECT_EQ(server->user, c.user);
    EXPECT_EQ(server->password, c.password);
  }
}

}  // namespace
}  // namespace steward::host
