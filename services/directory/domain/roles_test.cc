#include "services/directory/domain/roles.h"

#include "platform/testing/status_matchers.h"

namespace steward::directory {
namespace {

using errors::Reason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Roles RolesOf(const std::vector<std::string>& names) { return {names.begin(), names.end()}; }

TEST(SettleRoles, SortsAndKeepsEachOnce) {
  Roles roles = RolesOf({"tenant_admin", "agent", "tenant_admin"});

  ASSERT_THAT(SettleRoles("user.roles", &roles), IsOk());

  EXPECT_THAT(roles, ElementsAre("agent", "tenant_admin"));
  EXPECT_TRUE(HasRole(roles, "agent"));
  EXPECT_FALSE(HasRole(roles, "auditor"));
}

TEST(AreSame, HasNoEyeForOrderAndRepeats) {
  EXPECT_TRUE(AreSame(RolesOf({"agent", "auditor"}), RolesOf({"auditor", "agent", "agent"})));
  EXPECT_TRUE(AreSame(RolesOf({}), RolesOf({})));
  EXPECT_FALSE(AreSame(RolesOf({"agent"}), RolesOf({"agent", "auditor"})));
  EXPECT_FALSE(AreSame(RolesOf({"agent"}), RolesOf({})));
}

TEST(SettleRoles, NamesEachThatIsNoRole) {
  Roles roles = RolesOf({"agent", "wizard", "service", ""});

  const absl::Status refused = SettleRoles("user.roles", &roles);

  EXPECT_THAT(refused, HasReason(Reason::INVALID_FIELD));
  for (const char* field : {"user.roles[1]", "user.roles[2]", "user.roles[3]"})
    EXPECT_THAT(std::string(refused.message()), HasSubstr(field));
  EXPECT_THAT(std::string(refused.message()), ::testing::Not(HasSubstr("wizard")));
}

}  // namespace
}  // namespace steward::directory
