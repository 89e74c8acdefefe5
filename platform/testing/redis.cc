#include "platform/testing/redis.h"

#include <unistd.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/testing/script.h"

namespace steward {

TestRedis& TestRedis::Get() {
  static TestRedis* redis = new TestRedis();
  return *redis;
}

TestRedis::TestRedis() : directory_(test::MakeTemporaryDirectory() + "/redis") {
  // The script removes the server when this process has ended, however it ends.
  test::RunScript({"redis.sh", "start", directory_, "--with", absl::StrCat(getpid())});
  address_ = test::RunScript({"redis.sh", "url", directory_});
  static const pid_t owner = getpid();
  atexit([] {
    if (getpid() == owner) test::RunScript({"redis.sh", "remove", Get().directory_});
  });
}

std::string TestRedis::socket_path() const {
  return std::string(absl::StripPrefix(address_, "unix:"));
}

void TestRedis::Stop() { test::RunScript({"redis.sh", "stop", directory_}); }

void TestRedis::Start() { test::RunScript({"redis.sh", "start", directory_}); }

}  // namespace steward
