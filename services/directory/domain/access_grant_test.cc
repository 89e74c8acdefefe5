#include "services/directory/domain/access_grant.h"

#include "absl/types/optional.h"
#include "platform/testing/status_matchers.h"
#include "platform/time/timestamp.h"

namespace steward::directory {
namespace {

using errors::Reason;
using ::testing::ElementsAre;

const absl::Time kNow = absl::FromUnixSeconds(1770000000);
constexpr absl::Duration kDay = absl::Hours(24);
constexpr absl::Duration kMoment = absl::Microseconds(1);

AccessGrant Draft(absl::optional<absl::Time> start, absl::Time end) {
  AccessGrant grant;
  grant.set_grantee_tenant("globex");
  grant.set_grantee("groups/desk");
  grant.add_roles("auditor");
  grant.add_roles("agent");
  grant.set_reason("Service desk");
  if (start) *grant.mutable_start_time() = ToProto(*start);
  *grant.mutable_expire_time() = ToProto(end);
  return grant;
}

absl::StatusOr<AccessGrant> Create(const AccessGrant& draft) {
  return CreateGrant(draft, "acme", "users/alice", kNow);
}

TEST(CreateGrant, BeginsNowUnlessItIsToBeginLater) {
  const AccessGrant grant = Create(Draft(absl::nullopt, kNow + kDay)).value();
  EXPECT_EQ(FromProto(grant.start_time()), kNow);
  EXPECT_EQ(grant.state(), AccessGrant::ACTIVE);
  EXPECT_EQ(grant.creator(), "users/alice");
  EXPECT_THAT(grant.roles(), ElementsAre("agent", "auditor"));

  EXPECT_EQ(Create(Draft(kNow + kMoment, kNow + kDay))->state(), AccessGrant::PENDING);
}

TEST(CreateGrant, EndsAheadAfterItBeginsAndWithinAYear) {
  struct Case {
    absl::optional<absl::Time> start;
    absl::Time end;
    bool allowed;
  };
  for (const Case& c : {
           Case{absl::nullopt, kNow, false},
           Case{absl::nullopt, kNow + kMoment, true},
           Case{absl::nullopt, kNow + kGrantLengthMax, true},
           Case{absl::nullopt, kNow + kGrantLengthMax + kMoment, false},
           Case{kNow - 2 * kDay, kNow - kDay, false},
           Case{kNow - kDay, kNow + kDay, true},
           Case{kNow + kDay, kNow + kDay, false},
           Case{kNow + kDay, kNow + kDay + kGrantLengthMax, true},
           Case{kNow + kDay, kNow + 2 * kDay + kGrantLengthMax, false},
       }) {
    const auto grant = Create(Draft(c.start, c.end));
    if (c.allowed)
      EXPECT_THAT(grant, IsOk()) << c.end;
    else
      EXPECT_THAT(grant, HasReason(Reason::INVALID_FIELD)) << c.end;
  }
}

TEST(CreateGrant, GivesRolesThatThereAreToOtherTenants) {
  AccessGrant own = Draft(absl::nullopt, kNow + kDay);
  own.set_grantee_tenant("acme");
  EXPECT_THAT(Create(own), HasReason(Reason::INVALID_FIELD));
  for (const char* role : {"wizard", "service", ""}) {
    AccessGrant grant = Draft(absl::nullopt, kNow + kDay);
    grant.add_roles(role);
    EXPECT_THAT(Create(grant), HasReason(Reason::INVALID_FIELD)) << role;
  }
}

TEST(StateOf, GoesWithTime) {
  struct Case {
    absl::Duration begun, left;
    bool revoked;
    AccessGrant::State state;
  };
  for (const Case& c : {
           Case{-kMoment, kDay, false, AccessGrant::PENDING},
           Case{absl::ZeroDuration(), kDay, false, AccessGrant::ACTIVE},
           Case{kDay, kMoment, false, AccessGrant::ACTIVE},
           Case{kDay, absl::ZeroDuration(), false, AccessGrant::EXPIRED},
           Case{-kMoment, kDay, true, AccessGrant::REVOKED},
           Case{kDay, kDay, true, AccessGrant::REVOKED},
           Case{kDay, -kDay, true, AccessGrant::REVOKED},
       }) {
    AccessGrant grant = Draft(kNow - c.begun, kNow + c.left);
    if (c.revoked) *grant.mutable_revoke_time() = ToProto(kNow);
    EXPECT_EQ(StateOf(grant, kNow), c.state) << c.begun << " " << c.left;

    const auto revoked = RevokeGrant(grant, kNow);
    if (c.state != AccessGrant::PENDING && c.state != AccessGrant::ACTIVE) {
      EXPECT_THAT(revoked, HasReason(Reason::ILLEGAL_TRANSITION));
      continue;
    }
    EXPECT_EQ(revoked->state(), AccessGrant::REVOKED);
    EXPECT_EQ(FromProto(revoked->revoke_time()), kNow);
    EXPECT_EQ(FromProto(revoked->update_time()), kNow);
  }
}

TEST(BreakGlass, MakesAnAdministratorForAShortTime) {
  struct Case {
    absl::optional<absl::Duration> asked;
    absl::optional<absl::Duration> given;
  };
  for (const Case& c : {
           Case{absl::nullopt, kBrokenGlassDefault},
           Case{kMoment, kMoment},
           Case{kBrokenGlassMax, kBrokenGlassMax},
           Case{kBrokenGlassMax + kMoment, absl::nullopt},
           Case{absl::ZeroDuration(), absl::nullopt},
           Case{-kDay, absl::nullopt},
       }) {
    v1::BreakGlassRequest request;
    request.set_reason("Nobody answers");
    if (c.asked) *request.mutable_expire_time() = ToProto(kNow + *c.asked);

    const auto grant = BreakGlass(request, "acme", "users/alice", kNow);

    ASSERT_EQ(grant.ok(), c.given.has_value());
    if (!grant.ok()) {
      EXPECT_THAT(grant, HasReason(Reason::INVALID_FIELD));
      continue;
    }
    EXPECT_EQ(FromProto(grant->expire_time()), kNow + *c.given);
    EXPECT_EQ(StateOf(*grant, kNow), AccessGrant::ACTIVE);
    EXPECT_EQ(grant->grantee_tenant(), "acme");
    EXPECT_EQ(grant->grantee(), "users/alice");
    EXPECT_EQ(grant->creator(), "users/alice");
    EXPECT_EQ(grant->reason(), "Nobody answers");
    EXPECT_THAT(grant->roles(), ElementsAre("tenant_admin"));
  }
}

}  // namespace
}  // namespace steward::directory
