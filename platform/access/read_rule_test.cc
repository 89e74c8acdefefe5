#include "platform/access/read_rule.h"

#include <gtest/gtest.h>

#include "platform/testing/status_matchers.h"
#include "steward/directory/v1/user_service.pb.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::access {
namespace {

using directory::v1::ListUsersResponse;
using directory::v1::User;
using errors::Reason;

User UserOf(const char* name) {
  User user;
  user.set_name(name);
  user.set_phone("+49 40 1234");
  user.set_title("Engineer");
  return user;
}

struct Case {
  const char *subject, *role;
  bool reads_all, reads_alice, reads_bob;
};
const Case kCases[] = {
    {"users/alice", "tenant_admin", true, true, true},
    {"users/alice", "agent", true, true, true},
    {"users/alice", "auditor", true, true, true},
    {"users/alice", "requester", false, true, false},
    {"users/carl", "requester", false, false, false},
    {"users/carl", "nobody", false, false, false},
    {"", "requester", false, false, false},
};

TEST(ReadRule, ConcealsFieldsWhereTheirPermissionDoesNotReach) {
  const ReadRule rule(ListUsersResponse::descriptor());
  for (const Case& c : kCases) {
    const std::vector<std::string> roles = {c.role};
    const Viewer viewer{c.subject, roles, {}, Scope::kTenant};
    ListUsersResponse page;
    *page.add_users() = UserOf("users/alice");
    *page.add_users() = UserOf("users/bob");

    rule.Conceal(viewer, &page);

    EXPECT_EQ(rule.ShowsAll(viewer), c.reads_all) << c.role;
    EXPECT_EQ(!page.users(0).phone().empty(), c.reads_alice) << c.role;
    EXPECT_EQ(!page.users(1).phone().empty(), c.reads_bob) << c.role;
    EXPECT_EQ(page.users(1).title(), "Engineer");
  }
}

TEST(ReadRule, LetsNobodyAskByFieldsThatTheyMayNotReadEverywhere) {
  const ReadRule rule(User::descriptor());
  for (const Case& c : kCases) {
    const std::vector<std::string> roles = {c.role};
    const Viewer viewer{c.subject, roles, {}, Scope::kTenant};
    EXPECT_THAT(rule.CheckReadable(viewer, "title"), IsOk());
    if (c.reads_all) {
      EXPECT_THAT(rule.CheckReadable(viewer, "phone"), IsOk()) << c.role;
    } else {
      EXPECT_THAT(rule.CheckReadable(viewer, "phone"), HasReason(Reason::PERMISSION_DENIED));
    }
  }
}

TEST(ReadRule, ShowsEverythingOfTypesWithoutGuardedFields) {
  EXPECT_TRUE(ReadRule(ticket::v1::ListTicketsResponse::descriptor()).ShowsAll({}));
}

}  // namespace
}  // namespace steward::access
