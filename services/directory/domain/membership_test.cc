#include "services/directory/domain/membership.h"

#include "absl/types/optional.h"
#include "platform/testing/status_matchers.h"
#include "platform/time/timestamp.h"

namespace steward::directory {
namespace {

using errors::Reason;

const absl::Time kNow = absl::FromUnixSeconds(1770000000);

Membership Draft(absl::optional<absl::Time> start, absl::optional<absl::Time> end) {
  Membership membership;
  membership.set_user("users/alice");
  if (start) *membership.mutable_start_time() = ToProto(*start);
  if (end) *membership.mutable_end_time() = ToProto(*end);
  return membership;
}

TEST(CreateMembership, BeginsNowAsAMember) {
  auto membership = CreateMembership(Draft(absl::nullopt, absl::nullopt), kNow);

  ASSERT_THAT(membership, IsOk());
  EXPECT_EQ(membership->role(), Membership::MEMBER);
  EXPECT_EQ(FromProto(membership->start_time()), kNow);
  EXPECT_FALSE(membership->has_end_time());
  EXPECT_EQ(membership->user(), "users/alice");
}

TEST(CreateMembership, EndsAfterItBegins) {
  struct Case {
    absl::optional<absl::Time> start, end;
    bool allowed;
  };
  const absl::Duration day = absl::Hours(24);
  const Case kCases[] = {
      {absl::nullopt, kNow + day, true},
      {absl::nullopt, kNow, false},
      {absl::nullopt, kNow - day, false},
      {kNow - 2 * day, kNow - day, true},
      {kNow + day, kNow + 2 * day, true},
      {kNow + day, kNow, false},
      {kNow + day, kNow + day, false},
      {kNow + day, absl::nullopt, true},
      {kNow, kNow + absl::Microseconds(1), true},
  };
  for (const Case& c : kCases) {
    auto membership = CreateMembership(Draft(c.start, c.end), kNow);
    if (c.allowed)
      EXPECT_THAT(membership, IsOk());
    else
      EXPECT_THAT(membership, HasReason(Reason::INVALID_FIELD));
  }
}

TEST(UpdateMembership, ChangesRoleAndTimesButNotTheUser) {
  const Membership before = CreateMembership(Draft(absl::nullopt, absl::nullopt), kNow).value();
  v1::UpdateMembershipRequest request;
  request.mutable_membership()->set_role(Membership::LEAD);
  *request.mutable_membership()->mutable_end_time() = ToProto(kNow + absl::Hours(1));

  auto after = UpdateMembership(before, request, kNow + absl::Minutes(1));

  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(after->role(), Membership::LEAD);
  EXPECT_EQ(FromProto(after->end_time()), kNow + absl::Hours(1));
  EXPECT_EQ(FromProto(after->start_time()), kNow);
  EXPECT_EQ(FromProto(after->update_time()), kNow + absl::Minutes(1));

  request.mutable_update_mask()->add_paths("user");
  EXPECT_THAT(UpdateMembership(before, request, kNow), HasReason(Reason::INVALID_UPDATE_MASK));
  request.mutable_update_mask()->set_paths(0, "end_time");
  *request.mutable_membership()->mutable_end_time() = ToProto(kNow - absl::Hours(1));
  EXPECT_THAT(UpdateMembership(before, request, kNow), HasReason(Reason::INVALID_FIELD));
}

TEST(UpdateMembership, FallsBackWhereAFieldIsCleared) {
  Membership draft = Draft(kNow + absl::Hours(1), kNow + absl::Hours(2));
  draft.set_role(Membership::LEAD);
  v1::UpdateMembershipRequest request;
  for (const char* path : {"role", "start_time", "end_time"})
    request.mutable_update_mask()->add_paths(path);

  auto after = UpdateMembership(CreateMembership(draft, kNow).value(), request, kNow);

  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(after->role(), Membership::MEMBER);
  EXPECT_EQ(FromProto(after->start_time()), kNow);
  EXPECT_FALSE(after->has_end_time());
}

}  // namespace
}  // namespace steward::directory
