#include "platform/operations/rights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/status/errors.h"
#include "platform/testing/status_matchers.h"
#include "platform/time/timestamp.h"

namespace steward::operations {
namespace {

using errors::Reason;
using identity::v1::Principal;
using testing::ElementsAre;
using testing::IsEmpty;

const absl::Time kAsked = absl::FromUnixSeconds(1'770'000'000);

// The last `granted` of the roles are there because the directory says so.
operation::v1::Work WorkOf(const std::vector<std::string>& roles, uint32_t granted,
                           const std::string& credential = "token") {
  operation::v1::Work work;
  work.mutable_caller()->set_subject("users/alice");
  work.mutable_caller()->mutable_roles()->Assign(roles.begin(), roles.end());
  work.mutable_caller()->set_granted_role_count(granted);
  work.mutable_caller()->set_credential(credential);
  work.mutable_caller()->add_groups("groups/mail");
  work.mutable_caller()->add_groups("groups/network");
  work.set_permission("tickets.import");
  return work;
}

Principal Known(Principal::State state, const std::vector<std::string>& roles = {}) {
  Principal known;
  known.set_state(state);
  known.mutable_roles()->Assign(roles.begin(), roles.end());
  known.add_groups("groups/network");
  return known;
}

TEST(RightsLeft, AreThoseThatTheCallerHadAndHas) {
  const auto left = RightsLeft(WorkOf({"integration", "agent", "auditor"}, 2), kAsked,
                               Known(Principal::ACTIVE, {"auditor", "tenant_admin"}));

  ASSERT_THAT(left, IsOk());
  EXPECT_THAT(left->roles(), ElementsAre("integration", "auditor"));
  EXPECT_THAT(left->groups(), ElementsAre("groups/network"));
  EXPECT_EQ(left->subject(), "users/alice");
}

TEST(RightsLeft, AreThoseOfAccessGrantsAsLongAsTheyLast) {
  const operation::v1::Work work = WorkOf({"integration", "agent"}, 2);
  Principal granted = Known(Principal::ACTIVE);
  granted.add_timed_roles()->set_role("integration");

  const auto left = RightsLeft(work, kAsked, granted);

  ASSERT_THAT(left, IsOk());
  EXPECT_THAT(left->roles(), ElementsAre("integration"));
  EXPECT_THAT(RightsLeft(work, kAsked, Known(Principal::NOT_GRANTED)),
              HasReason(Reason::PERMISSION_DENIED));
}

TEST(RightsLeft, EndWithWhatTheyCameFrom) {
  Principal suspended = Known(Principal::UNKNOWN);
  suspended.set_tenant_suspended(true);
  const struct {
    const char* what;
    operation::v1::Work work;
    Principal known;
    Reason reason;
  } cases[] = {
      {"nobody knows the user", WorkOf({"integration"}, 0), Known(Principal::UNKNOWN),
       Reason::REASON_UNSPECIFIED},
      {"the user was disabled", WorkOf({"integration"}, 0), Known(Principal::REFUSED),
       Reason::CALLER_REFUSED},
      {"the key was revoked", WorkOf({"integration"}, 1, "serviceAccounts/ci/apiKeys/k"),
       Known(Principal::REFUSED), Reason::CALLER_REFUSED},
      {"the key is there", WorkOf({"integration"}, 1, "serviceAccounts/ci/apiKeys/k"),
       Known(Principal::ACTIVE, {"integration"}), Reason::REASON_UNSPECIFIED},
      {"the tenant is suspended", WorkOf({"integration"}, 0), suspended, Reason::TENANT_SUSPENDED},
      {"the directory took the role", WorkOf({"integration"}, 1), Known(Principal::ACTIVE),
       Reason::PERMISSION_DENIED},
      {"the token has the role", WorkOf({"integration"}, 0), Known(Principal::ACTIVE),
       Reason::REASON_UNSPECIFIED},
      {"one of two roles is left", WorkOf({"integration", "tenant_admin"}, 1),
       Known(Principal::ACTIVE), Reason::REASON_UNSPECIFIED},
  };
  for (const auto& c : cases)
    EXPECT_EQ(errors::ReasonOf(RightsLeft(c.work, kAsked, c.known).status()), c.reason) << c.what;
}

TEST(RightsLeft, EndWhenAllTokensOfThatTimeWereRevoked) {
  const struct {
    absl::Duration revoked;
    const char* credential;
    bool goes_on;
  } cases[] = {
      {absl::Seconds(1), "token", false},
      {absl::ZeroDuration(), "token", false},
      // The clock of the issuer may have been ahead.
      {-absl::Seconds(60), "token", false},
      {-absl::Seconds(61), "token", true},
      {absl::Seconds(1), "token;act=bot", false},
      {absl::Seconds(1), "serviceAccounts/ci/apiKeys/k", true},
  };
  for (const auto& c : cases) {
    Principal known = Known(Principal::ACTIVE, {"integration"});
    *known.mutable_tokens_revoke_time() = ToProto(kAsked + c.revoked);
    EXPECT_EQ(RightsLeft(WorkOf({"integration"}, 0, c.credential), kAsked, known).ok(), c.goes_on)
        << c.revoked << " " << c.credential;
  }
}

TEST(RightsLeft, IncludeNoGroupThatWasLeft) {
  Principal known = Known(Principal::ACTIVE);
  known.clear_groups();

  EXPECT_THAT(RightsLeft(WorkOf({"integration"}, 0), kAsked, known)->groups(), IsEmpty());
}

}  // namespace
}  // namespace steward::operations
