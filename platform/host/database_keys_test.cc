#include "platform/host/database_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/config/temporary_directory.h"
#include "platform/testing/status_matchers.h"

namespace steward::host {
namespace {

using testing::HasSubstr;

struct Conninfos {
  absl::StatusOr<std::string> callers, jobs, owner;
};

Conninfos With(const std::vector<std::string>& flags, const char* database = "user=app") {
  config::Config config("steward-test", "Tests.");
  const DatabaseKeys keys(config);
  const std::string flag = absl::StrCat("--database=", database);
  std::vector<const char*> words = {"steward-test", flag.c_str(), "--migrate_database=user=owner"};
  for (const std::string& each : flags) words.push_back(each.c_str());
  EXPECT_THAT(config.Load(static_cast<int>(words.size()), words.data()), IsOk());
  EXPECT_TRUE(keys.has_owner());
  return {keys.Callers(), keys.Jobs(), keys.Owner()};
}

TEST(DatabaseKeys, EachRoleHasAPasswordOfItsOwn) {
  const config::TemporaryDirectory files;
  const std::string one = files.Write("one", "it's \\ one\n"), two = files.Write("two", "two");
  struct Case {
    std::vector<std::string> flags;
    const char *callers, *jobs, *owner;
  };
  const std::string jobs = "--jobs_database=user=jobs";
  for (const Case& each : std::vector<Case>{
           {{}, "user=app", "user=app", "user=owner"},
           {{jobs}, "user=app", "user=jobs", "user=owner"},
           {{absl::StrCat("--database_password=", one)},
            "user=app password='it\\'s \\\\ one'",
            "user=app password='it\\'s \\\\ one'",
            "user=owner"},
           {{jobs, absl::StrCat("--database_password=", two)},
            "user=app password='two'",
            "user=jobs password='two'",
            "user=owner"},
           {{jobs, absl::StrCat("--database_password=", one),
             absl::StrCat("--jobs_database_password=", two),
             absl::StrCat("--migrate_database_password=", two)},
            "user=app password='it\\'s \\\\ one'",
            "user=jobs password='two'",
            "user=owner password='two'"},
       }) {
    const Conninfos found = With(each.flags);
    EXPECT_EQ(found.callers.value(), each.callers);
    EXPECT_EQ(found.jobs.value(), each.jobs);
    EXPECT_EQ(found.owner.value(), each.owner);
  }
}

TEST(DatabaseKeys, RefuseAFileThatHoldsNoSecret) {
  const config::TemporaryDirectory files;
  struct Case {
    std::vector<std::string> flags;
    const char* why;
    const char* database = "user=app";
  };
  for (const Case& each : std::vector<Case>{
           {{"--database_password=/none"}, "database_password: the file "},
           {{absl::StrCat("--database_password=", files.Write("empty", "\n"))},
            "database_password: the file is empty"},
           {{absl::StrCat("--database_password=", files.Write("open", "word", 0644))},
            "database_password: the file "},
           {{absl::StrCat("--database_password=", files.Write("good", "word"))},
            "database_password: the conninfo has a password, too",
            "user=app password=word"},
       }) {
    const absl::Status status = With(each.flags, each.database).callers.status();
    EXPECT_THAT(std::string(status.message()), HasSubstr(each.why));
  }
}

}  // namespace
}  // namespace steward::host
