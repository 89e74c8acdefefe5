#include "services/directory/domain/user.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "platform/testing/status_matchers.h"
#include "platform/time/timestamp.h"
#include "services/directory/domain/record.h"

namespace steward::directory {
namespace {

using errors::Reason;
using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const absl::Time kThen = absl::FromUnixSeconds(1770000000);
const absl::Time kNow = kThen + absl::Hours(5);

User Alice(User::State state = User::ACTIVE, const std::vector<std::string>& roles = {"agent"}) {
  User user;
  user.set_name("users/alice");
  user.set_display_name("Alice");
  user.set_email("alice@example.com");
  user.set_time_zone("Europe/Berlin");
  user.set_state(state);
  user.mutable_roles()->Assign(roles.begin(), roles.end());
  *user.mutable_create_time() = ToProto(kThen);
  *user.mutable_update_time() = ToProto(kThen);
  return user;
}

v1::UpdateUserRequest Request(const User& patch, const std::vector<std::string>& paths) {
  v1::UpdateUserRequest request;
  *request.mutable_user() = patch;
  for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
  return request;
}

TEST(CreateUser, TakesNothingThatOnlyTheServerSets) {
  User draft = Alice(User::DISABLED, {"tenant_admin", "agent", "agent"});
  draft.set_etag("mine");

  auto user = CreateUser(draft, kNow);

  ASSERT_THAT(user, IsOk());
  User expected = Alice(User::ACTIVE, {"agent", "tenant_admin"});
  expected.clear_name();
  *expected.mutable_create_time() = ToProto(kNow);
  *expected.mutable_update_time() = ToProto(kNow);
  EXPECT_TRUE(MessageDifferencer::Equals(*user, expected)) << user->DebugString();
}

TEST(CreateUser, RefusesRolesAndTimeZonesThatDoNotExist) {
  User unknown_role = Alice();
  unknown_role.add_roles("wizard");
  EXPECT_THAT(CreateUser(unknown_role, kNow), HasReason(Reason::INVALID_FIELD));

  User unknown_zone = Alice();
  unknown_zone.set_time_zone("Europe/Atlantis");
  auto refused = CreateUser(unknown_zone, kNow);
  EXPECT_THAT(refused, HasReason(Reason::INVALID_FIELD));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("user.time_zone"));
}

TEST(UpdateUser, ChangesOnlyWhatTheMaskNames) {
  User patch;
  patch.set_display_name("Alice B.");
  patch.set_email("other@example.com");
  patch.add_roles("tenant_admin");
  patch.add_roles("agent");

  auto user = UpdateUser(Alice(), Request(patch, {"display_name", "roles"}), kNow);

  ASSERT_THAT(user, IsOk());
  EXPECT_EQ(user->display_name(), "Alice B.");
  EXPECT_EQ(user->email(), "alice@example.com");
  EXPECT_THAT(user->roles(), ElementsAre("agent", "tenant_admin"));
  EXPECT_EQ(FromProto(user->update_time()), kNow);
  EXPECT_EQ(FromProto(user->create_time()), kThen);
}

TEST(UpdateUser, KeepsTheRulesOfTheContract) {
  struct Case {
    const char* field;
    const char* value;
  };
  const Case kCases[] = {
      {"display_name", ""}, {"email", "nobody"},     {"email", "a b@example.com"},
      {"phone", "call me"}, {"locale", "german!"},   {"time_zone", "Mars/Olympus"},
      {"manager", "alice"}, {"manager", "groups/x"}, {"organization", "organizations/"},
  };
  for (const Case& c : kCases) {
    User patch;
    patch.GetReflection()->SetString(&patch, User::descriptor()->FindFieldByName(c.field), c.value);
    EXPECT_THAT(UpdateUser(Alice(), Request(patch, {c.field}), kNow),
                HasReason(Reason::INVALID_FIELD))
        << c.field << " " << c.value;
  }
  EXPECT_THAT(UpdateUser(Alice(), Request(Alice(), {"no_such_field"}), kNow),
              HasReason(Reason::INVALID_UPDATE_MASK));
}

TEST(UpdateUser, NeverChangesTheState) {
  auto user = UpdateUser(Alice(), Request(Alice(User::DISABLED), {"state", "title"}), kNow);

  ASSERT_THAT(user, IsOk());
  EXPECT_EQ(user->state(), User::ACTIVE);
}

TEST(DisableAndEnable, GoBackAndForth) {
  auto disabled = Disable(Alice(), kNow);
  ASSERT_THAT(disabled, IsOk());
  EXPECT_EQ(disabled->state(), User::DISABLED);
  EXPECT_EQ(FromProto(disabled->update_time()), kNow);
  EXPECT_THAT(Disable(*disabled, kNow), HasReason(Reason::ILLEGAL_TRANSITION));

  auto enabled = Enable(*disabled, kNow);
  ASSERT_THAT(enabled, IsOk());
  EXPECT_EQ(enabled->state(), User::ACTIVE);
  auto refused = Enable(*enabled, kNow);
  EXPECT_THAT(refused, HasReason(Reason::ILLEGAL_TRANSITION));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("disable, update"));
}

TEST(Administers, IsWhoIsActiveAndHasTheRole) {
  EXPECT_TRUE(Administers(Alice(User::ACTIVE, {"agent", "tenant_admin"})));
  EXPECT_FALSE(Administers(Alice(User::DISABLED, {"tenant_admin"})));
  EXPECT_FALSE(Administers(Alice(User::ACTIVE, {"agent"})));
}

TEST(RevokeTokens, RemembersATokenAsLongAsItCanBeValid) {
  User user = RevokeTokens(Alice(), "t1", kThen).value();
  user = RevokeTokens(user, "t2", kNow).value();
  ASSERT_EQ(user.revoked_tokens_size(), 2);
  EXPECT_EQ(user.revoked_tokens(0).token_id(), "t1");
  EXPECT_FALSE(user.has_tokens_revoke_time());

  user = RevokeTokens(user, "t3", kThen + absl::Hours(25)).value();
  ASSERT_EQ(user.revoked_tokens_size(), 2);
  EXPECT_EQ(user.revoked_tokens(0).token_id(), "t2");
  EXPECT_EQ(user.revoked_tokens(1).token_id(), "t3");
}

TEST(RevokeTokens, WithoutAnIdRevokesAllUntilNow) {
  const User user = RevokeTokens(Alice(User::DISABLED), "", kNow).value();

  EXPECT_EQ(FromProto(user.tokens_revoke_time()), kNow);
  EXPECT_EQ(user.state(), User::DISABLED);
}

TEST(RevokeTokens, TakesATokenOnceAndAHundredOfThem) {
  User user = Alice();
  for (int i = 0; i < 100; ++i) user = RevokeTokens(user, absl::StrCat("t", i), kNow).value();

  EXPECT_THAT(RevokeTokens(user, "t100", kNow), HasReason(Reason::QUOTA_EXCEEDED));
  EXPECT_EQ(RevokeTokens(user, "t99", kNow)->revoked_tokens_size(), 100);
  EXPECT_THAT(RevokeTokens(user, "", kNow), IsOk());
  EXPECT_EQ(RevokeTokens(user, "t100", kNow + absl::Hours(25))->revoked_tokens_size(), 1);
}

TEST(Deprovision, TakesAUserOutOfUseFromAnyState) {
  for (User::State state : {User::ACTIVE, User::DISABLED}) {
    const User gone = Deprovision(Alice(state), kNow);
    EXPECT_EQ(gone.state(), User::DISABLED);
    EXPECT_TRUE(gone.deprovisioned());
    EXPECT_EQ(FromProto(gone.update_time()), kNow);

    auto back = EnableProvisioned(gone, kNow);
    ASSERT_THAT(back, IsOk());
    EXPECT_EQ(back->state(), User::ACTIVE);
    EXPECT_FALSE(back->deprovisioned());
  }
}

TEST(RevokeUnknown, MakesSomebodyKnownWhoIsLockedOut) {
  const User user = RevokeUnknown("mallory", kNow).value();
  EXPECT_EQ(user.display_name(), "mallory");
  EXPECT_EQ(user.state(), User::DISABLED);
  EXPECT_TRUE(user.deprovisioned());
  EXPECT_EQ(FromProto(user.tokens_revoke_time()), kNow);
}

}  // namespace
}  // namespace steward::directory
