#include "platform/auth/permissions.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace steward::auth {
namespace {

using Roles = std::vector<std::string>;

TEST(Permissions, FollowTheRolesOfTheProgram) {
  struct Case {
    Roles roles;
    const char* permission;
    bool allowed;
  };
  for (const Case& c : std::vector<Case>{
           {{"tenant_admin"}, "tickets.create", true},
           {{"tenant_admin"}, "webhooks.delete", true},
           {{"tenant_admin"}, "journal.read", false},
           {{"agent"}, "tickets.work", true},
           {{"agent"}, "webhooks.get", true},
           {{"agent"}, "webhooks.create", false},
           {{"agent"}, "journal.read", false},
           {{"agent"}, "memberships.list", true},
           {{"agent"}, "users.update", false},
           {{"requester"}, "organizations.get", true},
           {{"requester"}, "serviceAccounts.list", false},
           {{"auditor"}, "apiKeys.list", true},
           {{"auditor"}, "apiKeys.create", false},
           {{"requester"}, "tickets.create", true},
           {{"requester"}, "tickets.work", false},
           {{"requester"}, "tickets.getx", false},
           {{"auditor"}, "tickets.get", true},
           {{"auditor"}, "webhooks.list", true},
           {{"auditor"}, "events.watch", true},
           {{"auditor"}, "tickets.create", false},
           {{"service"}, "journal.read", true},
           {{"service"}, "tickets.get", false},
           {{"requester", "service"}, "journal.read", true},
           {{"nobody"}, "tickets.get", false},
           {{"tenant_admin", "auditor"}, "", false},
           {{"tenant_admin"}, "tickets", false},
           {{}, "tickets.get", false},
       }) {
    EXPECT_EQ(Allowed(c.roles, c.permission), c.allowed) << c.permission;
  }
}

TEST(Permissions, NeverGrantInternalOnesByPattern) {
  auto permissions = Permissions::Parse(
      R"({"internal": ["journal.read"],
          "roles": {"a": ["journal.*"], "b": ["*.read"], "c": ["*"], "d": ["journal.read"]}})");

  ASSERT_TRUE(permissions.ok());
  EXPECT_FALSE(permissions->Allowed(Roles{"a", "b", "c"}, "journal.read"));
  EXPECT_TRUE(permissions->Allowed(Roles{"a"}, "journal.other"));
  EXPECT_TRUE(permissions->Allowed(Roles{"d"}, "journal.read"));
}

TEST(Permissions, KnowWhichRolesATenantMayGive) {
  for (const char* role : {"tenant_admin", "agent", "requester", "auditor"})
    EXPECT_TRUE(IsAssignable(role)) << role;
  for (const char* role : {"service", "nobody", "", "*", "Agent"})
    EXPECT_FALSE(IsAssignable(role)) << role;
}

TEST(Permissions, RefuseDocumentsThatAreMalformed) {
  for (const char* json :
       {"{}", "{\"internal\":[],\"roles\":[]}", "{\"roles\":{}}", "{\"internal\":[1],\"roles\":{}}",
        "{\"internal\":[],\"roles\":{\"a\":\"*\"}}", "{\"internal\":[],\"roles\":{\"A\":[]}}",
        "{\"internal\":[],\"roles\":{\"a\":[\"*.*\"]}}",
        "{\"internal\":[],\"roles\":{\"a\":[\"tickets\"]}}",
        "{\"internal\":[],\"roles\":{\"a\":[\"tickets.g*\"]}}",
        "{\"internal\":[],\"roles\":{\"a\":[\"a.b\",\"a.b\"]}}",
        "{\"internal\":[],\"roles\":{\"a\":[\"\"]}}"}) {
    EXPECT_FALSE(Permissions::Parse(json).ok()) << json;
  }
}

}  // namespace
}  // namespace steward::auth
