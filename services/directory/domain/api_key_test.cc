#include "services/directory/domain/api_key.h"

#include "platform/testing/status_matchers.h"
#include "platform/time/timestamp.h"

namespace steward::directory {
namespace {

using errors::Reason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// With a part of a microsecond, as a clock gives it.
const absl::Time kNow = absl::FromUnixNanos(1770000000123456789);

ServiceAccount Account(ServiceAccount::State state = ServiceAccount::ACTIVE) {
  ServiceAccount account;
  account.set_state(state);
  account.add_roles("agent");
  account.add_roles("auditor");
  return account;
}

absl::StatusOr<ApiKey> Create(const ApiKey& draft, int64_t active = 0) {
  return CreateKey(draft, Account(), active, "users/admin", kNow);
}

TEST(CreateKey, LastsAYearWithAllRolesOfTheAccount) {
  ApiKey draft;
  draft.set_display_name("Pipeline");
  draft.set_state(ApiKey::REVOKED);
  draft.set_key("stw_live_mine");
  draft.set_creator("users/mallory");

  auto key = Create(draft);

  ASSERT_THAT(key, IsOk());
  EXPECT_EQ(key->display_name(), "Pipeline");
  EXPECT_EQ(key->state(), ApiKey::ACTIVE);
  EXPECT_EQ(key->creator(), "users/admin");
  EXPECT_EQ(key->key(), "");
  EXPECT_THAT(key->roles(), IsEmpty());
  EXPECT_EQ(FromProto(key->expire_time()) - FromProto(key->create_time()), kKeyLifetimeMax);
}

TEST(CreateKey, LimitsItsLifetime) {
  struct Case {
    absl::Duration lifetime;
    bool allowed;
  };
  const Case kCases[] = {
      {absl::Seconds(1), true},   {absl::Hours(24 * 90), true},
      {kKeyLifetimeMax, true},    {kKeyLifetimeMax + absl::Seconds(1), false},
      {-absl::Seconds(1), false}, {absl::Hours(24 * 3650), false},
  };
  for (const Case& c : kCases) {
    ApiKey draft;
    *draft.mutable_expire_time() = ToProto(kNow + c.lifetime);
    auto key = Create(draft);
    if (c.allowed)
      EXPECT_THAT(key, IsOk()) << c.lifetime;
    else
      EXPECT_THAT(key, HasReason(Reason::INVALID_FIELD)) << c.lifetime;
  }
}

TEST(CreateKey, GivesNoRoleThatTheAccountLacks) {
  ApiKey draft;
  draft.add_roles("auditor");
  draft.add_roles("agent");
  EXPECT_THAT(Create(draft)->roles(), ElementsAre("agent", "auditor"));

  draft.add_roles("tenant_admin");
  EXPECT_THAT(Create(draft), HasReason(Reason::INVALID_FIELD));
}

TEST(CreateKey, LimitsHowManyCount) {
  for (int64_t active = 0; active < kActiveKeysMax; ++active)
    EXPECT_THAT(Create({}, active), IsOk()) << active;
  EXPECT_THAT(Create({}, kActiveKeysMax), HasReason(Reason::QUOTA_EXCEEDED));
}

TEST(CreateKey, NeedsAnAccountThatIsActive) {
  EXPECT_THAT(CreateKey({}, Account(ServiceAccount::DISABLED), 0, "users/admin", kNow),
              HasReason(Reason::ILLEGAL_TRANSITION));
}

TEST(CreateKey, KnowsTheNetworksItMayBeUsedFrom) {
  ApiKey draft;
  draft.add_allowed_networks("192.0.2.0/24");
  draft.add_allowed_networks("2001:db8::1");
  EXPECT_THAT(Create(draft)->allowed_networks(), ElementsAre("192.0.2.0/24", "2001:db8::1"));

  for (const char* text : {"192.0.2.1/24", "example.com", "", "192.0.2.0/33"}) {
    ApiKey wrong;
    wrong.add_allowed_networks(text);
    EXPECT_THAT(Create(wrong), HasReason(Reason::INVALID_FIELD)) << text;
  }
}

TEST(MarkLeaked, KeepsTheFirstTime) {
  const ApiKey leaked = MarkLeaked(Create({}).value(), kNow);
  EXPECT_EQ(MarkLeaked(leaked, kNow + absl::Hours(1)).leak_time().seconds(),
            absl::ToUnixSeconds(kNow));
}

TEST(UseIsNews, OncePerMinute) {
  const absl::Time minute = MinuteOf(kNow);
  ApiKey key;
  EXPECT_TRUE(UseIsNews(key, kNow));
  *key.mutable_last_use_time() = ToProto(minute);
  EXPECT_FALSE(UseIsNews(key, minute));
  EXPECT_FALSE(UseIsNews(key, minute + absl::Seconds(59)));
  EXPECT_FALSE(UseIsNews(key, minute - absl::Seconds(1)));
  EXPECT_TRUE(UseIsNews(key, minute + absl::Seconds(60)));
}

TEST(RevokeKey, IsForGood) {
  auto revoked = RevokeKey(Create({}).value(), kNow + absl::Hours(1));

  ASSERT_THAT(revoked, IsOk());
  EXPECT_EQ(revoked->state(), ApiKey::REVOKED);
  EXPECT_THAT(RevokeKey(*revoked, kNow), HasReason(Reason::ILLEGAL_TRANSITION));
}

}  // namespace
}  // namespace steward::directory
