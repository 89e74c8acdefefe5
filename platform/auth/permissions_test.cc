#include "platform/auth/permissions.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace steward::auth {
namespace {

using Roles = std::vector<std::string>;

TEST(Permissions, FollowTheRolesOfTheProgram) {
  struct Case {
    Roles roles;
    const char* permission;
    Scope scope;
  };
  for (const Case& c : std::vector<Case>{
           {{"tenant_admin"}, "tickets.create", Scope::kTenant},
           {{"tenant_admin"}, "webhooks.delete", Scope::kTenant},
           {{"tenant_admin"}, "tickets.readConfidential", Scope::kTenant},
           {{"tenant_admin"}, "users.grantRoles", Scope::kTenant},
           {{"provisioner"}, "users.grantRoles", Scope::kNone},
           {{"provisioner"}, "users.update", Scope::kTenant},
           {{"tenant_admin"}, "journal.read", Scope::kNone},
           {{"agent"}, "tickets.work", Scope::kTenant},
           {{"agent"}, "tickets.readConfidential", Scope::kGroup},
           {{"requester"}, "tickets.readConfidential", Scope::kNone},
           {{"resolver"}, "tickets.work", Scope::kGroup},
           {{"resolver", "requester"}, "tickets.get", Scope::kGroup},
           {{"resolver", "agent"}, "tickets.get", Scope::kTenant},
           {{"agent"}, "webhooks.get", Scope::kTenant},
           {{"agent"}, "webhooks.create", Scope::kNone},
           {{"agent"}, "journal.read", Scope::kNone},
           {{"agent"}, "memberships.list", Scope::kTenant},
           {{"agent"}, "users.update", Scope::kNone},
           {{"requester"}, "organizations.get", Scope::kTenant},
           {{"requester"}, "serviceAccounts.list", Scope::kNone},
           {{"auditor"}, "apiKeys.list", Scope::kTenant},
           {{"auditor"}, "apiKeys.create", Scope::kNone},
           {{"requester"}, "tickets.create", Scope::kTenant},
           {{"requester"}, "tickets.get", Scope::kOwn},
           {{"requester"}, "tickets.work", Scope::kNone},
           {{"requester"}, "tickets.getx", Scope::kNone},
           {{"requester", "agent"}, "tickets.get", Scope::kTenant},
           {{"agent", "requester"}, "tickets.get", Scope::kTenant},
           {{"auditor"}, "tickets.get", Scope::kTenant},
           {{"auditor"}, "webhooks.list", Scope::kTenant},
           {{"auditor"}, "events.watch", Scope::kTenant},
           {{"auditor"}, "tickets.create", Scope::kNone},
           {{"service"}, "journal.read", Scope::kTenant},
           {{"service"}, "tickets.get", Scope::kNone},
           {{"change_manager"}, "notifications.markRead", Scope::kOwn},
           {{"catalog_manager"}, "notificationPreferences.update", Scope::kOwn},
           {{"requester", "service"}, "journal.read", Scope::kTenant},
           {{"nobody"}, "tickets.get", Scope::kNone},
           {{"tenant_admin", "auditor"}, "", Scope::kNone},
           {{"tenant_admin"}, "tickets", Scope::kNone},
           {{}, "tickets.get", Scope::kNone},
       }) {
    EXPECT_EQ(ScopeOf(c.roles, c.permission), c.scope) << c.permission;
    EXPECT_EQ(Allowed(c.roles, c.permission), c.scope != Scope::kNone) << c.permission;
  }
}

TEST(Permissions, NeverGrantNamedOnesByPattern) {
  auto permissions = Permissions::Parse(
      R"({"internal": [], "named": ["journal.read"],
          "roles": {"a": {"tenant": ["journal.*"]}, "b": {"tenant": ["*.read"]},
                    "c": {"tenant": ["*"]}, "d": {"own": ["journal.read"]}}})");

  ASSERT_TRUE(permissions.ok());
  EXPECT_EQ(permissions->ScopeOf(Roles{"a", "b", "c"}, "journal.read"), Scope::kNone);
  EXPECT_EQ(permissions->ScopeOf(Roles{"a"}, "journal.other"), Scope::kTenant);
  EXPECT_EQ(permissions->ScopeOf(Roles{"d"}, "journal.read"), Scope::kOwn);
}

TEST(Permissions, KnowWhoseGroupsMatter) {
  for (const Roles& roles : {Roles{"agent"}, Roles{"requester", "resolver"}})
    EXPECT_TRUE(UsesGroups(roles));
  for (const Roles& roles : {Roles{}, Roles{"requester", "auditor"}, Roles{"nobody"}})
    EXPECT_FALSE(UsesGroups(roles));
}

TEST(Permissions, KnowWhichRolesATenantMayGive) {
  for (const char* role : {"tenant_admin", "agent", "requester", "auditor"})
    EXPECT_TRUE(IsAssignable(role)) << role;
  for (const char* role : {"service", "nobody", "", "*", "Agent"})
    EXPECT_FALSE(IsAssignable(role)) << role;
}

TEST(Permissions, RefuseDocumentsThatAreMalformed) {
  for (const char* json :
       {R"({})", R"({"internal":[],"named":[],"roles":[]})", R"({"named":[],"roles":{}})",
        R"({"internal":[],"roles":{}})", R"({"internal":[],"named":[1],"roles":{}})",
        R"({"internal":"a","named":[],"roles":{}})"}) {
    EXPECT_FALSE(Permissions::Parse(json).ok()) << json;
  }
  for (const char* roles : {R"({"a":["*"]})", R"({"a":{"own":"*"}})", R"({"A":{"own":[]}})",
                            R"({"a":{"team":["*"]}})", R"({"a":{"own":["*.*"]}})",
                            R"({"a":{"own":["tickets"]}})", R"({"a":{"own":["tickets.g*"]}})",
                            R"({"a":{"own":["a.b","a.b"]}})", R"({"a":{"own":[""]}})"}) {
    const std::string json = absl::StrCat(R"({"internal":[],"named":[],"roles":)", roles, "}");
    EXPECT_FALSE(Permissions::Parse(json).ok()) << json;
  }
}

}  // namespace
}  // namespace steward::auth
