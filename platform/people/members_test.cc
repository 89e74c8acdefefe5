#include "platform/people/members.h"

#include <gmock/gmock.h>

#include "platform/people/people_for_test.h"
#include "platform/testing/ask_postgres.h"
#include "platform/testing/explain.h"

namespace steward::people {
namespace {

using errors::Reason;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class MembersTest : public KnownPeopleTest {
 protected:
  void Join(const std::string& group, const std::string& user, const Membership& membership) {
    Hear(absl::StrCat("groups/", group, "/memberships/", user), membership);
  }
  std::vector<std::string> Of(const std::string& group, int limit = 10) {
    auto members = members_.Of(call_, absl::StrCat("groups/", group), limit);
    EXPECT_THAT(members, IsOk());
    return members.value_or(std::vector<std::string>{"nobody knows"});
  }

  pg::Pool pool_{application_, 1};
  Members members_{&pool_, catch_up_};
};

TEST_F(MembersTest, AreActiveUsersWhileTheyBelong) {
  const absl::Duration second = absl::Seconds(1);
  for (const char* user : {"bob", "alice", "later", "past", "deleted"})
    Hear(absl::StrCat("users/", user), ActiveUser());
  Hear("users/gone", ActiveUser(false));
  Join("board", "bob", From(kNow));
  Join("board", "alice", From(kNow - second, kNow + second));
  Join("board", "later", From(kNow + second));
  Join("board", "past", From(kNow - second, kNow));
  Join("board", "gone", From(kNow));
  Join("board", "stranger", From(kNow));
  Join("board", "deleted", From(kNow));
  Hear("groups/board/memberships/deleted", From(kNow), 2, "deleted");

  EXPECT_THAT(Of("board"), ElementsAre("users/alice", "users/bob"));
  EXPECT_THAT(Of("board", 1), ElementsAre("users/alice"));
  EXPECT_THAT(Of("none"), IsEmpty());
}

// Names of other groups lie around those of a group, whatever a collation makes of their marks.
TEST_F(MembersTest, AreOfNoOtherGroupAndTenant) {
  Hear("users/alice", ActiveUser());
  Hear("users/alice", ActiveUser(), 1, "created", "other");
  for (const char* group : {"a-b", "a", "a.b", "a_b", "A", "a0", "a/memberships"})
    Join(group, "alice", From(kNow));
  Hear("groups/b/memberships/alice", From(kNow), 1, "created", "other");

  EXPECT_THAT(Of("a"), ElementsAre("users/alice"));
  EXPECT_THAT(Of("b"), IsEmpty());
  EXPECT_THAT(Of("a-"), IsEmpty());
  EXPECT_THAT(Of(""), IsEmpty());
}

TEST_F(MembersTest, WhoJustJoinedAreKnown) {
  Hear("users/alice", ActiveUser());
  Hear("users/bob", ActiveUser());
  Join("board", "alice", From(kNow));
  directory_ = [&] {
    Join("board", "bob", From(kNow));
    return absl::OkStatus();
  };

  EXPECT_THAT(Of("board"), ElementsAre("users/alice", "users/bob"));
}

TEST_F(MembersTest, WhoAreKnownCountWhileTheDirectoryIsDown) {
  Hear("users/alice", ActiveUser());
  Join("board", "alice", From(kNow));
  directory_ = [] { return errors::Unavailable("the directory"); };

  EXPECT_THAT(Of("board"), ElementsAre("users/alice"));
  EXPECT_THAT(members_.Of(call_, "groups/other", 10), HasReason(Reason::UNAVAILABLE));
}

TEST_F(MembersTest, AreFoundByAnIndexInALargeTenant) {
  AskPostgres(
      TestPostgres::Get().SuperuserConninfo(owner_),
      "INSERT INTO known_user SELECT 'acme', 'users/u' || i, 1, true"
      " FROM generate_series(1, 5000) i;"
      "INSERT INTO known_membership SELECT 'acme', 'groups/g' || i % 500 || '/memberships/u'"
      " || i, 1, false, now(), NULL FROM generate_series(1, 5000) i; ANALYZE");
  auto connection =
      pg::Connection::Open(application_, "-c plan_cache_mode=force_generic_plan").value();

  const std::string plan = ExplainPrepared(*connection, {pg::ScopeTo({"acme"})},
                                           sql::kListKnownMembers, {"NULL", "NULL", "NULL", "10"});

  EXPECT_THAT(plan, HasSubstr("using known_membership_by_group"));
  EXPECT_THAT(plan, HasSubstr("Index Cond: ((tenant_id = $1) AND ((name)::text > ($2 ||"));
  EXPECT_THAT(plan, HasSubstr("using known_user_pkey"));
}

}  // namespace
}  // namespace steward::people
