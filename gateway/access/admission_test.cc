#include "gateway/access/admission.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/status/errors.h"
#include "platform/time/timestamp.h"

namespace steward::gateway {
namespace {

using errors::Reason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Known = identity::v1::Principal;

const absl::Time kIssued = absl::FromUnixSeconds(1770000000);

auth::AccessToken Token() {
  auth::AccessToken token;
  token.tenant = "acme";
  token.subject = "users/Alice";
  token.roles = {"agent"};
  token.issue_time = kIssued;
  token.expire_time = kIssued + absl::Hours(1);
  token.token_id = "t1";
  return token;
}

Known KnownAs(Known::State state) {
  Known known;
  known.set_state(state);
  if (state == Known::ACTIVE) known.set_subject("users/alice");
  return known;
}

Known Key() {
  Known known = KnownAs(Known::ACTIVE);
  known.set_tenant("acme");
  known.set_subject("serviceAccounts/ci");
  known.set_credential("serviceAccounts/ci/apiKeys/k");
  *known.mutable_expire_time() = ToProto(kIssued + absl::Hours(1));
  known.add_roles("integration");
  return known;
}

TEST(AdmitToken, TakesTheIssuersWordForASubjectThatIsNotKnown) {
  const Principal principal = AdmitToken(Token(), KnownAs(Known::UNKNOWN), kIssued).value();

  EXPECT_EQ(principal.tenant, "acme");
  EXPECT_EQ(principal.subject, "users/Alice");
  EXPECT_THAT(principal.roles, ElementsAre("agent"));
  EXPECT_EQ(principal.credential, "token");
  EXPECT_EQ(principal.expire_time, kIssued + absl::Hours(1));
}

TEST(AdmitToken, TellsWhoActsForTheSubjectAndGivesThemNothing) {
  auth::AccessToken token = Token();
  token.actor = "bot";
  const Principal principal = AdmitToken(token, KnownAs(Known::ACTIVE), kIssued).value();
  const Principal without = AdmitToken(Token(), KnownAs(Known::ACTIVE), kIssued).value();

  EXPECT_EQ(principal.credential, "token;act=bot");
  EXPECT_EQ(principal.subject, without.subject);
  EXPECT_EQ(principal.roles, without.roles);
  // Within the leeway of tokens, which no key has.
  EXPECT_TRUE(CheckUse(principal, "192.0.2.1", principal.expire_time + absl::Seconds(1)).ok());
}

TEST(AdmitToken, RefusesASubjectThatMustBeKnownAndIsNot) {
  auth::AccessToken token = Token();
  token.known_subject_only = true;
  EXPECT_EQ(errors::ReasonOf(AdmitToken(token, KnownAs(Known::UNKNOWN), kIssued).status()),
            Reason::INVALID_TOKEN);
  EXPECT_TRUE(AdmitToken(token, KnownAs(Known::ACTIVE), kIssued).ok());
}

TEST(AdmitToken, AddsTheRolesOfTheDirectoryAndItsSpelling) {
  Known known = KnownAs(Known::ACTIVE);
  known.add_roles("agent");
  known.add_roles("auditor");

  const Principal principal = AdmitToken(Token(), known, kIssued).value();

  EXPECT_EQ(principal.subject, "users/alice");
  EXPECT_THAT(principal.roles, ElementsAre("agent", "auditor"));
  EXPECT_EQ(principal.granted_roles, 1);
}

TEST(AdmitToken, RefusesWhomTheDirectoryRefuses) {
  EXPECT_EQ(errors::ReasonOf(AdmitToken(Token(), KnownAs(Known::REFUSED), kIssued).status()),
            Reason::INVALID_TOKEN);
  EXPECT_EQ(errors::ReasonOf(AdmitToken(Token(), Known(), kIssued).status()),
            Reason::INVALID_TOKEN);
}

// The clock of the issuer may have been ahead by a minute.
TEST(AdmitToken, RefusesTokensIssuedUntilAMinuteAfterTheRevocation) {
  struct Case {
    absl::Duration revoked;
    bool admitted;
  };
  for (const Case& c : {
           Case{-absl::Hours(1), true},
           Case{-absl::Seconds(61), true},
           Case{-absl::Milliseconds(60001), true},
           Case{-absl::Seconds(60), false},
           Case{absl::ZeroDuration(), false},
           Case{absl::Milliseconds(999), false},
           Case{absl::Hours(1), false},
       }) {
    Known known = KnownAs(Known::ACTIVE);
    *known.mutable_tokens_revoke_time() = ToProto(kIssued + c.revoked);
    EXPECT_EQ(AdmitToken(Token(), known, kIssued).ok(), c.admitted) << c.revoked;
  }
}

TEST(AdmitToken, RefusesTheTokensThatWereRevokedByTheirId) {
  Known known = KnownAs(Known::ACTIVE);
  known.add_revoked_token_ids("t2");
  known.add_revoked_token_ids("t1");
  EXPECT_FALSE(AdmitToken(Token(), known, kIssued).ok());

  auth::AccessToken other = Token();
  other.token_id = "t3";
  EXPECT_TRUE(AdmitToken(other, known, kIssued).ok());
  other.token_id = "";
  EXPECT_TRUE(AdmitToken(other, known, kIssued).ok());
}

void AddTimed(const char* role, absl::Time end, Known* known) {
  Known::TimedRole& timed = *known->add_timed_roles();
  timed.set_role(role);
  *timed.mutable_expire_time() = ToProto(end);
}

TEST(AdmitToken, AddsRolesForTheirTime) {
  for (Known::State state : {Known::ACTIVE, Known::UNKNOWN}) {
    Known known = KnownAs(state);
    AddTimed("agent", kIssued + absl::Hours(2), &known);
    AddTimed("auditor", kIssued + absl::Hours(1), &known);
    AddTimed("tenant_admin", kIssued + absl::Hours(3), &known);
    const absl::Time later = kIssued + absl::Hours(1);

    const Principal now = AdmitToken(Token(), known, kIssued).value();
    EXPECT_THAT(now.roles, ElementsAre("agent", "auditor", "tenant_admin"));
    EXPECT_EQ(now.granted_roles, 2);
    EXPECT_EQ(now.roles_end, later);
    EXPECT_THAT(AdmitToken(Token(), known, later)->roles, ElementsAre("agent", "tenant_admin"));
  }
}

Known Guest(Known::State state = Known::ACTIVE) {
  Known known;
  known.set_state(state);
  if (state != Known::ACTIVE) return known;
  known.set_tenant("globex");
  known.set_subject("tenants/acme/users/alice");
  AddTimed("auditor", kIssued + absl::Hours(1), &known);
  return known;
}

Reason Refusal(const Known& known, absl::Time now = kIssued) {
  return errors::ReasonOf(AdmitGuest(Token(), "globex", known, now).status());
}

TEST(AdmitGuest, HasWhatIsGrantedAndNothingOfTheToken) {
  const Principal guest = AdmitGuest(Token(), "globex", Guest(), kIssued).value();

  EXPECT_EQ(guest.tenant, "globex");
  EXPECT_EQ(guest.subject, "tenants/acme/users/alice");
  EXPECT_THAT(guest.roles, ElementsAre("auditor"));
  EXPECT_EQ(guest.granted_roles, 1);
  EXPECT_THAT(guest.groups, IsEmpty());
  EXPECT_EQ(guest.credential, "token");
  EXPECT_EQ(guest.expire_time, kIssued + absl::Hours(1));
  EXPECT_EQ(guest.roles_end, kIssued + absl::Hours(1));
}

TEST(AdmitGuest, HasNoAccessWithoutAGrantThatCounts) {
  EXPECT_EQ(Refusal(Guest(Known::NOT_GRANTED)), Reason::PERMISSION_DENIED);
  EXPECT_EQ(Refusal(Guest(), kIssued + absl::Hours(1)), Reason::PERMISSION_DENIED);
  Known elsewhere = Guest();
  elsewhere.set_tenant("acme");
  EXPECT_EQ(Refusal(elsewhere), Reason::PERMISSION_DENIED);
}

TEST(AdmitGuest, IsRefusedAsAtHome) {
  for (Known::State state : {Known::REFUSED, Known::UNKNOWN, Known::STATE_UNSPECIFIED})
    EXPECT_EQ(Refusal(Guest(state)), Reason::INVALID_TOKEN);
  for (Known::State state : {Known::ACTIVE, Known::NOT_GRANTED}) {
    Known suspended = Guest(state);
    suspended.set_tenant_suspended(true);
    EXPECT_EQ(Refusal(suspended), Reason::TENANT_SUSPENDED);
    Known revoked = Guest(state);
    revoked.add_revoked_token_ids("t1");
    EXPECT_EQ(Refusal(revoked), Reason::INVALID_TOKEN);
  }
}

TEST(StaysAdmitted, WhileNobodySaysOtherwiseAndTheRolesLast) {
  Principal admitted;
  admitted.roles_end = kIssued + absl::Hours(1);
  const absl::Status away = errors::Unavailable("the directory");
  EXPECT_TRUE(StaysAdmitted(admitted, away, kIssued));
  EXPECT_FALSE(StaysAdmitted(admitted, away, kIssued + absl::Hours(1)));
  EXPECT_FALSE(StaysAdmitted(admitted, NotGranted(), kIssued));
  EXPECT_TRUE(StaysAdmitted(Principal(), away, kIssued + absl::Hours(1)));
}

TEST(Admit, RefusesTheCredentialsOfASuspendedTenant) {
  struct Case {
    Known::State state;
    Reason token, key;
  };
  for (const Case& c : {
           Case{Known::ACTIVE, Reason::TENANT_SUSPENDED, Reason::TENANT_SUSPENDED},
           Case{Known::UNKNOWN, Reason::TENANT_SUSPENDED, Reason::INVALID_TOKEN},
           Case{Known::REFUSED, Reason::INVALID_TOKEN, Reason::INVALID_TOKEN},
       }) {
    Known known = KnownAs(c.state);
    known.set_tenant_suspended(true);
    EXPECT_EQ(errors::ReasonOf(AdmitToken(Token(), known, kIssued).status()), c.token);
    EXPECT_EQ(errors::ReasonOf(AdmitKey(known).status()), c.key);
  }
}

TEST(AdmitKey, IsItsAccountWithTheRolesOfTheDirectory) {
  const Principal principal = AdmitKey(Key()).value();

  EXPECT_EQ(principal.tenant, "acme");
  EXPECT_EQ(principal.subject, "serviceAccounts/ci");
  EXPECT_THAT(principal.roles, ElementsAre("integration"));
  EXPECT_THAT(principal.groups, IsEmpty());
  EXPECT_EQ(principal.credential, "serviceAccounts/ci/apiKeys/k");
}

TEST(AdmitKey, RefusesWhatIsNotActive) {
  for (Known::State state : {Known::REFUSED, Known::UNKNOWN, Known::STATE_UNSPECIFIED})
    EXPECT_EQ(errors::ReasonOf(AdmitKey(KnownAs(state)).status()), Reason::INVALID_TOKEN);
}

TEST(AdmitKey, RefusesNetworksThatItDoesNotUnderstand) {
  Known known = Key();
  known.add_allowed_networks("everywhere");
  EXPECT_FALSE(AdmitKey(known).ok());
}

TEST(CheckUse, KeepsAKeyToItsTimeAndItsNetworks) {
  Known known = Key();
  known.add_allowed_networks("192.0.2.0/24");
  known.add_allowed_networks("2001:db8::/32");
  const Principal key = AdmitKey(known).value();
  const Principal anywhere = AdmitKey(Key()).value();
  const Principal token = PrincipalOf(Token());
  struct Case {
    const Principal* principal;
    const char* address;
    absl::Duration age;
    bool admitted;
  };
  const absl::Duration kYoung = absl::Minutes(1);
  for (const Case& c : {
           Case{&key, "192.0.2.7", kYoung, true},
           Case{&key, "2001:db8::7", kYoung, true},
           Case{&key, "192.0.3.7", kYoung, false},
           Case{&key, "2001:db9::7", kYoung, false},
           Case{&key, "", kYoung, false},
           Case{&key, "unix", kYoung, false},
           Case{&key, "192.0.2.7", absl::Hours(1), false},
           Case{&anywhere, "203.0.113.7", kYoung, true},
           Case{&anywhere, "", kYoung, true},
           Case{&anywhere, "203.0.113.7", absl::Hours(1), false},
           Case{&token, "203.0.113.7", kYoung, true},
       })
    EXPECT_EQ(CheckUse(*c.principal, c.address, kIssued + c.age).ok(), c.admitted)
        << c.address << " " << c.age;
}

}  // namespace
}  // namespace steward::gateway
