#include "platform/auth/guest.h"

#include <gtest/gtest.h>

#include "platform/auth/names.h"

namespace steward::auth {
namespace {

TEST(Guest, IsAUserOfAnotherTenant) {
  const std::string subject = FormatGuest({"globex", "users/bob@globex.example"});

  EXPECT_EQ(subject, "tenants/globex/users/bob@globex.example");
  EXPECT_TRUE(IsSubject(subject));
  const auto guest = ParseGuest(subject);
  ASSERT_TRUE(guest.has_value());
  EXPECT_EQ(guest->tenant, "globex");
  EXPECT_EQ(guest->user, "users/bob@globex.example");
}

TEST(Guest, IsNobodyElse) {
  for (const char* subject : {"",
                              "tenants",
                              "tenants/",
                              "tenants/globex",
                              "tenants/globex/",
                              "tenants/globex/users",
                              "tenants/globex/users/",
                              "tenants//users/bob",
                              "tenants/Globex/users/bob",
                              "tenants/globex/users/bob/",
                              "tenants/globex/users/a b",
                              "tenants/globex/groups/desk",
                              "tenants/globex/serviceAccounts/ci",
                              "tenants/globex/services/ticket",
                              "tenants/globex/tenants/acme/users/bob",
                              "Tenants/globex/users/bob",
                              "users/bob",
                              "users/tenants/globex/users/bob",
                              "serviceAccounts/ci",
                              "anonymous"})
    EXPECT_FALSE(ParseGuest(subject).has_value()) << subject;
}

}  // namespace
}  // namespace steward::auth
