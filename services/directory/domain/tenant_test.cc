#include "services/directory/domain/tenant.h"

#include "platform/testing/status_matchers.h"
#include "platform/time/timestamp.h"

namespace steward::directory {
namespace {

using errors::Reason;
using ::testing::HasSubstr;

const absl::Time kNow = absl::FromUnixSeconds(1770000000);

Tenant Named(const char* name, Tenant::State state) {
  Tenant tenant;
  tenant.set_name(name);
  tenant.set_state(state);
  return tenant;
}

TEST(SuspendAndResume, GoBackAndForth) {
  auto suspended =
      Suspend(Named("tenants/acme", Tenant::ACTIVE), "Contract ended", "operator", kNow);
  ASSERT_THAT(suspended, IsOk());
  EXPECT_EQ(suspended->state(), Tenant::SUSPENDED);
  EXPECT_EQ(suspended->suspend_reason(), "Contract ended");
  EXPECT_EQ(FromProto(suspended->update_time()), kNow);

  auto resumed = Resume(*suspended, kNow + absl::Hours(1));
  ASSERT_THAT(resumed, IsOk());
  EXPECT_EQ(resumed->state(), Tenant::ACTIVE);
  EXPECT_EQ(resumed->suspend_reason(), "");
  EXPECT_EQ(FromProto(resumed->update_time()), kNow + absl::Hours(1));
}

TEST(SuspendAndResume, RefuseTheWrongState) {
  auto twice = Suspend(Named("tenants/acme", Tenant::SUSPENDED), "Again", "operator", kNow);
  EXPECT_THAT(twice, HasReason(Reason::ILLEGAL_TRANSITION));
  EXPECT_THAT(std::string(twice.status().message()), HasSubstr("resume, update"));
  EXPECT_THAT(Resume(Named("tenants/acme", Tenant::ACTIVE), kNow),
              HasReason(Reason::ILLEGAL_TRANSITION));
}

TEST(Suspend, LeavesTheOperatorsOwnTenant) {
  EXPECT_THAT(Suspend(Named("tenants/operator", Tenant::ACTIVE), "Oops", "operator", kNow),
              HasReason(Reason::ILLEGAL_TRANSITION));
  EXPECT_THAT(Suspend(Named("tenants/operator", Tenant::ACTIVE), "Moved", "root", kNow), IsOk());
}

}  // namespace
}  // namespace steward::directory
