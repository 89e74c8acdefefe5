#include "services/directory/domain/principal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/time/timestamp.h"

namespace steward::directory {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::ApiKey;
using v1::ServiceAccount;
using v1::User;

const absl::Time kNow = absl::FromUnixSeconds(1770000000);
constexpr absl::Duration kHour = absl::Hours(1);

KnownUser Alice() {
  KnownUser known;
  known.user.set_name("users/alice");
  known.user.set_state(User::ACTIVE);
  known.user.add_roles("agent");
  return known;
}

KnownKey Deploy() {
  KnownKey known;
  known.tenant = "acme";
  known.key.set_name("serviceAccounts/ci/apiKeys/k");
  known.key.set_state(ApiKey::ACTIVE);
  *known.key.mutable_expire_time() = ToProto(kNow + kHour);
  known.account.set_name("serviceAccounts/ci");
  known.account.set_state(ServiceAccount::ACTIVE);
  known.account.add_roles("agent");
  known.account.add_roles("auditor");
  return known;
}

TEST(PrincipalOfUser, HasWhatTheDirectorySays) {
  KnownUser known = Alice();
  *known.user.mutable_tokens_revoke_time() = ToProto(kNow);
  known.user.add_revoked_tokens()->set_token_id("t1");

  const Principal principal = PrincipalOf(known, "acme", kNow);

  EXPECT_EQ(principal.state(), Principal::ACTIVE);
  EXPECT_EQ(principal.tenant(), "acme");
  EXPECT_EQ(principal.subject(), "users/alice");
  EXPECT_THAT(principal.roles(), ElementsAre("agent"));
  EXPECT_EQ(principal.credential(), "");
  EXPECT_EQ(FromProto(principal.tokens_revoke_time()), kNow);
  EXPECT_THAT(principal.revoked_token_ids(), ElementsAre("t1"));
  EXPECT_FALSE(principal.has_change_time());
}

TEST(PrincipalOfUser, IsRefusedWhenTheUserOrAnOrganizationIsDisabled) {
  struct Case {
    User::State state;
    bool organization_disabled;
    Principal::State expected;
  };
  for (const Case& c : {Case{User::ACTIVE, false, Principal::ACTIVE},
                        Case{User::DISABLED, false, Principal::REFUSED},
                        Case{User::ACTIVE, true, Principal::REFUSED},
                        Case{User::DISABLED, true, Principal::REFUSED}}) {
    KnownUser known = Alice();
    known.user.set_state(c.state);
    known.organization_disabled = c.organization_disabled;
    const Principal principal = PrincipalOf(known, "acme", kNow);
    EXPECT_EQ(principal.state(), c.expected);
    EXPECT_EQ(principal.roles().empty(), c.expected == Principal::REFUSED);
  }
}

TEST(PrincipalOfUser, HasGroupsFromBeginToEndAndSaysWhenThatChanges) {
  struct Case {
    absl::Duration start, end;
    bool counts;
    absl::Duration change;
  };
  constexpr absl::Duration kNever = absl::InfiniteDuration();
  for (const Case& c :
       {Case{-kHour, kNever, true, kNever}, Case{-kHour, kHour, true, kHour},
        Case{kHour, 2 * kHour, false, kHour}, Case{-2 * kHour, -kHour, false, kNever},
        Case{absl::ZeroDuration(), kHour, true, kHour},
        Case{-kHour, absl::ZeroDuration(), false, kNever}}) {
    KnownUser known = Alice();
    known.tenures = {{"groups/network", kNow + c.start, kNow + c.end}};
    const Principal principal = PrincipalOf(known, "acme", kNow);
    EXPECT_EQ(principal.groups_size(), c.counts ? 1 : 0) << c.start << " " << c.end;
    EXPECT_EQ(principal.has_change_time() ? FromProto(principal.change_time()) - kNow : kNever,
              c.change)
        << c.start << " " << c.end;
  }
}

TEST(PrincipalOfUser, ChangesAtTheFirstOfSeveralTimes) {
  KnownUser known = Alice();
  known.tenures = {{"groups/a", kNow - kHour, kNow + 3 * kHour},
                   {"groups/b", kNow + 2 * kHour, absl::InfiniteFuture()},
                   {"groups/c", kNow - kHour, absl::InfiniteFuture()}};

  const Principal principal = PrincipalOf(known, "acme", kNow);

  EXPECT_THAT(principal.groups(), ElementsAre("groups/a", "groups/c"));
  EXPECT_EQ(FromProto(principal.change_time()), kNow + 2 * kHour);
}

Principal Home() {
  KnownUser known = Alice();
  known.tenures = {{"groups/Desk", kNow - kHour, kNow + 3 * kHour}};
  *known.user.mutable_tokens_revoke_time() = ToProto(kNow - kHour);
  known.user.add_revoked_tokens()->set_token_id("t1");
  return PrincipalOf(known, "globex", kNow);
}

std::vector<std::string> TimedRolesOf(const Principal& principal) {
  std::vector<std::string> roles;
  for (const auto& timed : principal.timed_roles()) roles.push_back(timed.role());
  return roles;
}

TEST(NamesForGrants, AreTheUserAndTheirGroupsInLowerCase) {
  EXPECT_THAT(NamesForGrants(Home()), ElementsAre("users/alice", "groups/desk"));
}

TEST(GuestOf, HasTheRolesOfGrantsAlone) {
  const Principal guest = GuestOf(Home(), "acme", {{"auditor", kNow + 2 * kHour}}, kNow);

  EXPECT_EQ(guest.state(), Principal::ACTIVE);
  EXPECT_EQ(guest.tenant(), "acme");
  EXPECT_EQ(guest.subject(), "tenants/globex/users/alice");
  EXPECT_THAT(guest.roles(), IsEmpty());
  EXPECT_THAT(guest.groups(), IsEmpty());
  EXPECT_THAT(TimedRolesOf(guest), ElementsAre("auditor"));
  EXPECT_EQ(FromProto(guest.timed_roles(0).expire_time()), kNow + 2 * kHour);
  EXPECT_EQ(FromProto(guest.tokens_revoke_time()), kNow - kHour);
  EXPECT_THAT(guest.revoked_token_ids(), ElementsAre("t1"));
}

TEST(GuestOf, ChangesWhenAGrantOrAMembershipBeginsOrEnds) {
  const absl::Time never = absl::InfiniteFuture();
  struct Case {
    GrantedRole granted;
    absl::Duration change;
    bool counts;
  };
  for (const Case& c : {
           Case{{"agent", kNow + kHour, never}, kHour, true},
           Case{{"agent", kNow + 5 * kHour, never}, 3 * kHour, true},
           Case{{"agent", kNow + 5 * kHour, kNow + 2 * kHour}, 2 * kHour, true},
           Case{{"agent", absl::InfinitePast(), kNow + 2 * kHour}, 2 * kHour, false},
           Case{{"agent", kNow, kNow + 5 * kHour}, 3 * kHour, false},
       }) {
    const Principal guest = GuestOf(Home(), "acme", {c.granted}, kNow);
    EXPECT_EQ(FromProto(guest.change_time()) - kNow, c.change);
    EXPECT_EQ(guest.state(), c.counts ? Principal::ACTIVE : Principal::NOT_GRANTED);
  }
}

TEST(GuestOf, IsNobodyWhoIsNobodyAtHome) {
  const std::vector<GrantedRole> granted = {{"agent", kNow + kHour}};
  EXPECT_EQ(GuestOf(RefusedPrincipal(), "acme", granted, kNow).state(), Principal::REFUSED);
  EXPECT_EQ(GuestOf(UnknownPrincipal(), "acme", granted, kNow).state(), Principal::NOT_GRANTED);
  EXPECT_EQ(GuestOf(Home(), "acme", {}, kNow).state(), Principal::NOT_GRANTED);
}

TEST(PrincipalOfKey, IsItsAccount) {
  KnownKey known = Deploy();
  known.key.add_allowed_networks("192.0.2.0/24");

  const Principal principal = PrincipalOf(known, kNow);

  EXPECT_EQ(principal.state(), Principal::ACTIVE);
  EXPECT_EQ(principal.tenant(), "acme");
  EXPECT_EQ(principal.subject(), "serviceAccounts/ci");
  EXPECT_EQ(principal.credential(), "serviceAccounts/ci/apiKeys/k");
  EXPECT_EQ(FromProto(principal.expire_time()), kNow + kHour);
  EXPECT_THAT(principal.allowed_networks(), ElementsAre("192.0.2.0/24"));
}

TEST(PrincipalOfKey, HasNoRoleThatItsAccountHasLost) {
  KnownKey known = Deploy();
  EXPECT_THAT(PrincipalOf(known, kNow).roles(), ElementsAre("agent", "auditor"));
  known.key.add_roles("auditor");
  EXPECT_THAT(PrincipalOf(known, kNow).roles(), ElementsAre("auditor"));
  known.account.clear_roles();
  EXPECT_THAT(PrincipalOf(known, kNow).roles(), IsEmpty());
}

TEST(PrincipalOfKey, IsRefusedOnceItCountsNoLonger) {
  struct Case {
    const char* what;
    void (*change)(KnownKey*);
  };
  for (const Case& c : {
           Case{"revoked", [](KnownKey* known) { known->key.set_state(ApiKey::REVOKED); }},
           Case{"expired",
                [](KnownKey* known) { *known->key.mutable_expire_time() = ToProto(kNow); }},
           Case{"account disabled",
                [](KnownKey* known) { known->account.set_state(ServiceAccount::DISABLED); }},
       }) {
    KnownKey known = Deploy();
    c.change(&known);
    EXPECT_EQ(PrincipalOf(known, kNow).state(), Principal::REFUSED) << c.what;
  }
}

}  // namespace
}  // namespace steward::directory
