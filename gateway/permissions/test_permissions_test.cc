#include "gateway/permissions/test_permissions.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "gateway/testing_api.h"
#include "gateway/transcode/routes.h"

namespace steward::gateway {
namespace {

TEST(TestedTypes, AreAllThatCanBeGotAndAskedFor) {
  const auto routes = RouteTable::Build(TestApi()).value();
  const auto types = FindTestedTypes(TestApi());

  EXPECT_GE(types.size(), 12u);
  for (const TestedType& type : types) {
    const std::string collection = absl::StrJoin(type.collection, "/");
    const std::string name = absl::StrCat(absl::StrReplaceAll(collection, {{"*", "x"}}), "/x");
    EXPECT_EQ(FindTestedType(types, name), &type) << name;
    EXPECT_EQ(type.permissions.count(type.get->permission), 1u) << name;
    Target target = ParseTarget(absl::StrCat("/v1/", name, ":testPermissions")).value();
    EXPECT_TRUE(routes.Find("POST", &target).ok()) << name;
  }
}

TEST(TestedTypes, AreFoundByWholeNames) {
  const auto types = FindTestedTypes(TestApi());
  EXPECT_EQ(FindTestedType(types, "users/a")->get->full_name,
            "steward.directory.v1.UserService/GetUser");
  EXPECT_EQ(FindTestedType(types, "users/a/substitutes/b")->get->full_name,
            "steward.directory.v1.SubstituteService/GetSubstitute");
  for (const char* none : {"", "users", "users/a/", "things/a", "users/a/groups/b", "/users/a"})
    EXPECT_EQ(FindTestedType(types, none), nullptr) << none;
}

}  // namespace
}  // namespace steward::gateway
