#include "services/directory/domain/service_account.h"

#include "platform/testing/status_matchers.h"
#include "platform/time/timestamp.h"

namespace steward::directory {
namespace {

using errors::Reason;
using ::testing::ElementsAre;

const absl::Time kNow = absl::FromUnixSeconds(1770000000);

ServiceAccount Draft(const std::vector<std::string>& roles) {
  ServiceAccount account;
  account.set_display_name("Pipeline");
  account.mutable_roles()->Assign(roles.begin(), roles.end());
  return account;
}

TEST(CreateAccount, BeginsActiveWithItsRolesInOrder) {
  ServiceAccount draft = Draft({"auditor", "agent", "agent"});
  draft.set_state(ServiceAccount::DISABLED);

  auto account = CreateAccount(draft, kNow);

  ASSERT_THAT(account, IsOk());
  EXPECT_EQ(account->state(), ServiceAccount::ACTIVE);
  EXPECT_THAT(account->roles(), ElementsAre("agent", "auditor"));
  EXPECT_EQ(FromProto(account->create_time()), kNow);
}

TEST(CreateAccount, RefusesRolesThatCannotBeGiven) {
  for (const char* role : {"service", "wizard", ""})
    EXPECT_THAT(CreateAccount(Draft({role}), kNow), HasReason(Reason::INVALID_FIELD)) << role;
}

TEST(UpdateAccount, ChangesOnlyWhatTheMaskNames) {
  const ServiceAccount before = CreateAccount(Draft({"agent"}), kNow).value();
  v1::UpdateServiceAccountRequest request;
  *request.mutable_service_account() = Draft({"auditor"});
  request.mutable_service_account()->set_display_name("Other");
  request.mutable_update_mask()->add_paths("roles");

  auto after = UpdateAccount(before, request, kNow + absl::Hours(1));

  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(after->display_name(), "Pipeline");
  EXPECT_THAT(after->roles(), ElementsAre("auditor"));
  EXPECT_EQ(FromProto(after->update_time()), kNow + absl::Hours(1));
  request.mutable_service_account()->add_roles("service");
  EXPECT_THAT(UpdateAccount(before, request, kNow), HasReason(Reason::INVALID_FIELD));
}

}  // namespace
}  // namespace steward::directory
