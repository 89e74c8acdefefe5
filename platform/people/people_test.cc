#include "platform/people/people.h"

#include "absl/strings/str_cat.h"
#include "platform/people/people_for_test.h"
#include "platform/status/errors.h"
#include "steward/notification/v1/webhook.pb.h"

namespace steward::people {
namespace {

using errors::Reason;

class PeopleTest : public KnownPeopleTest {
 protected:
  absl::Status CheckUser(absl::string_view name) { return people_.CheckUser(call_, name, "u"); }
  absl::Status CheckGroup(absl::string_view name) {
    return people_.CheckGroup(call_, name, Group::ASSIGNMENT, "g");
  }
  absl::Status CheckMember(absl::string_view user, absl::string_view group) {
    return people_.CheckMember(call_, user, group, "u");
  }

  pg::PointReader points_{application_};
  People people_{&points_, catch_up_};
};

TEST_F(PeopleTest, KnowActiveUsersOfTheirTenant) {
  Hear("users/alice", ActiveUser());
  Hear("users/gone", ActiveUser(false));
  Hear("users/bob", ActiveUser(), 1, "created", "other");

  EXPECT_THAT(CheckUser("users/alice"), IsOk());
  EXPECT_THAT(CheckUser(""), IsOk());
  EXPECT_EQ(asked_, 0);
  EXPECT_THAT(CheckUser("users/gone"), HasReason(Reason::REFERENCE_DISABLED));
  const absl::Status foreign = CheckUser("users/bob");
  EXPECT_THAT(foreign, HasReason(Reason::REFERENCE_NOT_FOUND));
  EXPECT_EQ(errors::ToProto(foreign).SerializeAsString(),
            errors::ToProto(CheckUser("users/nobody")).SerializeAsString());
  EXPECT_THAT(CheckUser("groups/alice"), HasReason(Reason::REFERENCE_NOT_FOUND));
}

TEST_F(PeopleTest, KnowGroupsByWhatTheyAreFor) {
  Hear("groups/network", ActiveGroup());
  Hear("groups/cab", ActiveGroup(Group::BOARD));
  Hear("groups/old", ActiveGroup(Group::ASSIGNMENT, false));

  EXPECT_THAT(CheckGroup("groups/network"), IsOk());
  EXPECT_THAT(CheckGroup(""), IsOk());
  EXPECT_THAT(people_.CheckGroup(call_, "groups/cab", Group::KIND_UNSPECIFIED, "g"), IsOk());
  EXPECT_THAT(CheckGroup("groups/cab"), HasReason(Reason::INVALID_FIELD));
  EXPECT_THAT(CheckGroup("groups/old"), HasReason(Reason::REFERENCE_DISABLED));
  EXPECT_THAT(CheckGroup("groups/none"), HasReason(Reason::REFERENCE_NOT_FOUND));
}

TEST_F(PeopleTest, KnowMembersWhileTheyAre) {
  const absl::Duration second = absl::Seconds(1);
  const struct {
    const char* id;
    Membership membership;
    bool counts;
  } cases[] = {
      {"begins-now", From(kNow), true},
      {"begins-later", From(kNow + second), false},
      {"ends-later", From(kNow - second, kNow + second), true},
      {"ends-now", From(kNow - second, kNow), false},
  };
  for (const auto& c : cases) {
    Hear(absl::StrCat("groups/network/memberships/", c.id), c.membership);
    const absl::Status status = CheckMember(absl::StrCat("users/", c.id), "groups/network");
    EXPECT_EQ(status.ok(), c.counts) << c.id;
    EXPECT_EQ(errors::ReasonOf(status) == Reason::NOT_A_MEMBER, !c.counts) << c.id;
  }
  EXPECT_THAT(CheckMember("users/begins-now", "groups/mail"), HasReason(Reason::NOT_A_MEMBER));
  const std::string name = "groups/network/memberships/begins-now";
  Hear(name, From(kNow), 2, "deleted");
  EXPECT_THAT(CheckMember("users/begins-now", "groups/network"), HasReason(Reason::NOT_A_MEMBER));
  Hear(name, From(kNow), 3, "created");
  EXPECT_THAT(CheckMember("users/begins-now", "groups/network"), IsOk());
}

// Events may come again, and a snapshot may be newer than events that follow it.
TEST_F(PeopleTest, AreNotSetBackByOlderEvents) {
  Hear("users/alice", ActiveUser(false), 7, "disabled");
  Hear("users/alice", ActiveUser(), 6, "updated");
  EXPECT_THAT(CheckUser("users/alice"), HasReason(Reason::REFERENCE_DISABLED));
}

TEST_F(PeopleTest, CatchUpBeforeTheyRefuse) {
  directory_ = [&] {
    Hear("users/new", ActiveUser());
    return absl::OkStatus();
  };
  EXPECT_THAT(CheckUser("users/new"), IsOk());
  EXPECT_EQ(asked_, 1);
  EXPECT_THAT(CheckUser("users/new"), IsOk());
  EXPECT_EQ(asked_, 1);
}

TEST_F(PeopleTest, GoOnWithWhomTheyKnowWhileTheDirectoryIsDown) {
  Hear("users/alice", ActiveUser());
  directory_ = [] { return errors::Unavailable("the directory"); };
  EXPECT_THAT(CheckUser("users/alice"), IsOk());
  EXPECT_THAT(CheckUser("users/new"), HasReason(Reason::UNAVAILABLE));
}

TEST(PeopleEffect, LeavesOtherResourcesAlone) {
  event::v1::StoredEvent stored;
  std::vector<pg::Statement> statements;
  stored.mutable_event()->mutable_resource()->PackFrom(notification::v1::Webhook());
  EXPECT_THAT(PeopleEffect(stored, &statements), IsOk());
  EXPECT_TRUE(statements.empty());
  stored.mutable_event()->mutable_resource()->PackFrom(ActiveUser());
  stored.mutable_event()->mutable_resource()->set_value("\xff");
  EXPECT_THAT(PeopleEffect(stored, &statements), HasReason(Reason::INTERNAL));
}

TEST_F(PeopleTest, KnowManagers) {
  User user = ActiveUser();
  user.set_manager("users/mike");
  Hear("users/alice", user);
  Hear("users/mike", ActiveUser());

  EXPECT_THAT(people_.ManagerOf(call_, "users/alice"), IsOkAndHolds("users/mike"));
  EXPECT_THAT(people_.ManagerOf(call_, "users/mike"), IsOkAndHolds(""));
  EXPECT_THAT(people_.ManagerOf(call_, "users/nobody"), IsOkAndHolds(""));
  Hear("users/mike", ActiveUser(false), 2);
  EXPECT_THAT(people_.ManagerOf(call_, "users/alice"), IsOkAndHolds(""));
}

TEST_F(PeopleTest, KnowVips) {
  User vip = ActiveUser();
  vip.set_vip(true);
  Hear("users/alice", vip);
  Hear("users/bob", ActiveUser());
  Hear("users/eve", vip, 1, "created", "other");

  EXPECT_THAT(people_.IsVip(call_, "users/alice"), IsOkAndHolds(true));
  for (const char* other : {"users/bob", "users/nobody", "users/eve", "serviceAccounts/alice", ""})
    EXPECT_THAT(people_.IsVip(call_, other), IsOkAndHolds(false)) << other;
  EXPECT_EQ(asked_, 0);
}

TEST_F(PeopleTest, TakeSomebodyForAVipNoLongerThanFiveSeconds) {
  User vip = ActiveUser();
  vip.set_vip(true);
  Hear("users/alice", vip);
  EXPECT_THAT(people_.IsVip(call_, "users/alice"), IsOkAndHolds(true));
  Hear("users/alice", ActiveUser(), 2);

  EXPECT_THAT(people_.IsVip(call_, "users/alice"), IsOkAndHolds(true));
  call_.time += absl::Seconds(5);
  EXPECT_THAT(people_.IsVip(call_, "users/alice"), IsOkAndHolds(false));
  Hear("users/alice", vip, 3);
  EXPECT_THAT(CheckUser("users/alice"), IsOk());
  EXPECT_THAT(people_.IsVip(call_, "users/alice"), IsOkAndHolds(true));
}

// A release that knew less of users heard of them before.
TEST_F(PeopleTest, HearTheSameVersionAgain) {
  Hear("users/alice", ActiveUser());
  User vip = ActiveUser();
  vip.set_vip(true);
  Hear("users/alice", vip);
  EXPECT_THAT(people_.IsVip(call_, "users/alice"), IsOkAndHolds(true));
}

}  // namespace
}  // namespace steward::people
