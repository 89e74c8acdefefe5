// Groups that several callers change through SCIM at once.

#include "services/directory/rpc/group_members.h"
#include "services/directory/rpc/scim_handlers_for_test.h"
#include "services/directory/scim/canonical.h"

namespace steward::directory {
namespace {

using errors::Reason;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::SizeIs;

using Members = std::vector<std::string>;

class ScimGroupChangesTest : public ScimHandlersTest {
 protected:
  // m0001, m0002 …
  Members FillUsers(int count) {
    Inspect(absl::StrCat(
        "INSERT INTO directory_user (tenant_id, id, version, display_name, email, phone, title,"
        " locale, time_zone, manager, organization, location, roles, vip, external_id, state,"
        " create_time, update_time, body) SELECT 'acme', 'm' || lpad(i::text, 4, '0'), 1, '', '',"
        " '', '', '', '', '', '', '', '{}', false, '', 1, now(), now(), ''"
        " FROM generate_series(1, ",
        count, ") i"));
    Members users;
    for (int i = 1; i <= count; ++i)
      users.push_back(absl::StrCat("m", absl::Dec(i, absl::kZeroPad4)));
    return users;
  }

  static Members MembersIn(const http::v1::RawAnswer& answer) {
    const auto given = auth::ParseJsonObject(answer.body().data());
    return scim::ReadGroup(*scim::Canonical(scim::GroupType(), *given))
        ->members.value_or(Members());
  }

  // Callers who put these members at once. Whom it was granted to is answered with what they put.
  std::vector<absl::Status> PutAtOnce(const std::vector<Members>& wanted) {
    return AtOnce(static_cast<int>(wanted.size()), [&](int i) {
      const auto answer = PutGroup("network", wanted[i]);
      if (answer.ok()) {
        EXPECT_EQ(MembersIn(*answer), wanted[i]);
      }
      return answer.status();
    });
  }
};

TEST_F(ScimGroupChangesTest, LeaveWhatOneOfThemPut) {
  const Members users = FillUsers(9);
  ASSERT_THAT(CreateGroup("network"), IsOk());
  std::vector<Members> wanted;
  for (int i = 0; i < 8; ++i) wanted.push_back({users[i], users[i + 1]});

  for (int round = 0; round < 4; ++round) {
    for (const absl::Status& answer : PutAtOnce(wanted)) EXPECT_THAT(answer, IsOk());
    EXPECT_THAT(wanted, Contains(MembersOf("network")));
  }
}

TEST_F(ScimGroupChangesTest, TellWhoOnlyGotHalfOfTheirs) {
  const Members users = FillUsers(2 * kMembershipsMax + 200);
  ASSERT_THAT(CreateGroup("network"), IsOk());
  const auto half = users.begin() + users.size() / 2;
  const std::vector<Members> wanted = {{users.begin(), half}, {half, users.end()}};

  const auto answers = PutAtOnce(wanted);

  for (const absl::Status& answer : answers)
    EXPECT_THAT(answer, AnyOf(IsOk(), HasReason(Reason::CONCURRENT_CHANGE)));
  if (answers[0].ok() && answers[1].ok()) {
    EXPECT_THAT(wanted, Contains(MembersOf("network")));
  }
  // Sent again, the same request does the rest.
  EXPECT_THAT(PutGroup("network", wanted[0]), IsOk());
  EXPECT_EQ(MembersOf("network"), wanted[0]);
}

TEST_F(ScimGroupChangesTest, KeepAnEndFromMeetingAJoin) {
  FillUsers(1);
  ASSERT_THAT(CreateGroup("network"), IsOk());
  v1::DeleteScimGroupRequest request;
  request.set_id("network");

  const auto answers = AtOnce(2, [&](int i) {
    return i == 0 ? PutGroup("network", {"m0001"}).status()
                  : groups_.Delete(AdminOf("acme"), request).status();
  });

  EXPECT_THAT(answers[0], AnyOf(IsOk(), HasReason(Reason::RESOURCE_NOT_FOUND)));
  EXPECT_THAT(answers[1], IsOk());
  EXPECT_THAT(MembersOf("network"), SizeIs(0));
}

}  // namespace
}  // namespace steward::directory
