#include "platform/host/keys.h"

#include <gtest/gtest.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/config/temporary_directory.h"
#include "platform/testing/status_matchers.h"

namespace steward::host {
namespace {

absl::Status CheckWith(const std::string& flag, const std::string& other = "--rpc_threads=2") {
  config::TemporaryDirectory files;
  config::Config config("steward-test", "Tests.");
  const Keys keys(config);
  std::vector<std::string> words = {"steward-test", flag, other};
  for (const char* key :
       {"database", "redis", "identity_keys", "identity_private_key", "identity_key_id"})
    words.push_back(absl::StrCat("--", key, "=x"));
  words.push_back(absl::StrCat("--page_token_key=", files.Write("key", std::string(32, 'k'))));
  std::vector<const char*> arguments;
  for (const std::string& word : words) arguments.push_back(word.c_str());
  EXPECT_THAT(config.Load(static_cast<int>(arguments.size()), arguments.data()), IsOk());
  return keys.Check();
}

TEST(Keys, KeepRequestIdsForAsLongAsClientsArePromised) {
  EXPECT_THAT(CheckWith("--calls_max=10"), IsOk());
  EXPECT_THAT(CheckWith("--request_retention=100h"), IsOk());
  const absl::Status refused = CheckWith("--request_retention=71h59m");
  EXPECT_EQ(refused.message(), "request_retention: must be at least 72h.");
  EXPECT_EQ(CheckWith("--consumed_event_retention=1h").message(),
            "consumed_event_retention: must be at least 72h.");
  EXPECT_EQ(CheckWith("--retention_interval=0s").message(),
            "retention_interval: must be at least 1s.");
}

TEST(Keys, KeepEventsForEverOrForLongerThanRepeatsAreAnswered) {
  EXPECT_THAT(CheckWith("--journal_retention=0"), IsOk());
  EXPECT_THAT(CheckWith("--journal_retention=336h"), IsOk());
  EXPECT_EQ(CheckWith("--journal_retention=335h").message(),
            "journal_retention: must be at least 336h.");
  EXPECT_THAT(CheckWith("--journal_retention=424h", "--request_retention=400h"), IsOk());
  EXPECT_EQ(CheckWith("--journal_retention=423h", "--request_retention=400h").message(),
            "journal_retention: must be at least 424h.");
}

}  // namespace
}  // namespace steward::host
