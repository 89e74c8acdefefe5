// SCIM on a database of its own: what happens at once, and what becomes of places in groups.

#include "platform/time/timestamp.h"
#include "services/directory/rpc/group_members.h"
#include "services/directory/rpc/scim_handlers_for_test.h"

namespace steward::directory {
namespace {

using errors::Reason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

TEST_F(ScimHandlersTest, LoseNoMemberOfThoseWhoAreAddedAtOnce) {
  for (int i = 0; i < 8; ++i) ASSERT_THAT(CreateUser(absl::StrCat("user", i)), IsOk());
  ASSERT_THAT(CreateGroup("network"), IsOk());

  const auto answers = AtOnce(8, [&](int i) {
    return PatchGroup(
        "network", absl::StrCat("{'op':'add','path':'members','value':[{'value':'user", i, "'}]}"));
  });

  for (const absl::Status& answer : answers) EXPECT_THAT(answer, IsOk());
  EXPECT_THAT(MembersOf("network"), SizeIs(8));
}

TEST_F(ScimHandlersTest, LoseNoAttributeOfThoseThatAreSetAtOnce) {
  ASSERT_THAT(CreateUser("alice"), IsOk());
  const char* const attributes[] = {"title", "displayName", "externalId", "name.familyName"};

  const auto answers = AtOnce(4, [&](int i) {
    return PatchUser("alice",
                     absl::StrCat("{'op':'add','path':'", attributes[i], "','value':'set'}"));
  });

  for (const absl::Status& answer : answers) EXPECT_THAT(answer, IsOk());
  const v1::User user = directory_.users.Get(AdminOf("acme"), "users/alice").value();
  for (const std::string& value :
       {user.title(), user.display_name(), user.external_id(), user.family_name()})
    EXPECT_EQ(value, "set");
  EXPECT_THAT(HistoryOf("users/alice"), SizeIs(5));
}

TEST_F(ScimHandlersTest, CreateAUserOnceThatManyAskForAtOnce) {
  const auto answers = AtOnce(8, [&](int) { return CreateUser("Jörg Müller"); });

  int created = 0;
  for (const absl::Status& answer : answers) {
    if (answer.ok())
      ++created;
    else
      EXPECT_EQ(errors::ReasonOf(answer), Reason::RESOURCE_ALREADY_EXISTS) << answer;
  }
  EXPECT_EQ(created, 1);
}

TEST_F(ScimHandlersTest, TellOfEachStepOfOneChange) {
  ASSERT_THAT(CreateUser("alice", ",'active':false"), IsOk());
  EXPECT_THAT(HistoryOf("users/alice"), ElementsAre("created v1", "disabled v2"));

  ASSERT_THAT(PatchUser("alice", "{'op':'add','value':{'title':'CEO','active':true}}"), IsOk());
  EXPECT_THAT(HistoryOf("users/alice"),
              ElementsAre("created v1", "disabled v2", "updated v3", "enabled v4"));
  EXPECT_THAT(PatchUser("alice", "{'op':'add','value':{'title':'CEO','active':true}}"), IsOk());
  EXPECT_THAT(HistoryOf("users/alice"), SizeIs(4));
}

TEST_F(ScimHandlersTest, TakeWhoLeftBackToTheirPlace) {
  ASSERT_THAT(CreateUser("alice"), IsOk());
  ASSERT_THAT(CreateGroup("network"), IsOk());
  v1::CreateMembershipRequest past;
  past.set_parent("groups/network");
  past.mutable_membership()->set_user("users/alice");
  past.mutable_membership()->set_role(v1::Membership::LEAD);
  past.mutable_membership()->mutable_start_time()->set_seconds(1000);
  past.mutable_membership()->mutable_end_time()->set_seconds(2000);
  ASSERT_THAT(memberships_.CreateMembership(AdminOf("acme"), past), IsOk());
  EXPECT_THAT(MembersOf("network"), IsEmpty());

  const char* add = "{'op':'add','path':'members','value':[{'value':'alice'}]}";
  ASSERT_THAT(PatchGroup("network", add), IsOk());
  EXPECT_THAT(MembersOf("network"), ElementsAre("alice"));
  const std::string name = "groups/network/memberships/alice";
  EXPECT_EQ(directory_.memberships.Get(AdminOf("acme"), name)->role(), v1::Membership::LEAD);
  ASSERT_THAT(PatchGroup("network", "{'op':'remove','path':'members'}"), IsOk());
  ASSERT_THAT(PatchGroup("network", add), IsOk());
  EXPECT_THAT(HistoryOf(name), ElementsAre("created v1", "updated v2", "deleted v3", "created v4"));
}

TEST_F(ScimHandlersTest, CountNobodyWhoIsYetToBegin) {
  ASSERT_THAT(CreateUser("alice"), IsOk());
  ASSERT_THAT(CreateGroup("network"), IsOk());
  v1::CreateMembershipRequest future;
  future.set_parent("groups/network");
  future.mutable_membership()->set_user("users/alice");
  *future.mutable_membership()->mutable_start_time() = ToProto(absl::Now() + absl::Hours(24));
  ASSERT_THAT(memberships_.CreateMembership(AdminOf("acme"), future), IsOk());
  const std::string name = "groups/network/memberships/alice";

  EXPECT_THAT(MembersOf("network"), IsEmpty());
  EXPECT_THAT(directory_.GroupsOf(AdminOf("acme"), {"alice"}).value(), IsEmpty());
  ASSERT_THAT(PutGroup("network", {}), IsOk());
  EXPECT_THAT(HistoryOf(name), ElementsAre("created v1"));

  ASSERT_THAT(PutGroup("network", {"alice"}), IsOk());
  EXPECT_THAT(MembersOf("network"), ElementsAre("alice"));
  EXPECT_THAT(HistoryOf(name), ElementsAre("created v1", "updated v2"));
}

TEST_F(ScimHandlersTest, EndAUserOfManyGroups) {
  ASSERT_THAT(CreateUser("alice"), IsOk());
  FillGroupsOf("alice", kMembershipsMax + 1);
  v1::DeleteScimUserRequest request;
  request.set_id("alice");
  request.set_etag(directory_.users.Get(AdminOf("acme"), "users/alice")->etag());

  ASSERT_THAT(users_.Delete(AdminOf("acme"), request), IsOk());

  EXPECT_THAT(directory_.PlacesOf(AdminOf("acme"), "alice").value(), IsEmpty());
  EXPECT_THAT(HistoryOf("users/alice"), ElementsAre("created v1", "disabled v2", "updated v3"));
  EXPECT_THAT(users_.Delete(AdminOf("acme"), request), HasReason(Reason::RESOURCE_NOT_FOUND));
}

TEST_F(ScimHandlersTest, LockAUserOfManyGroupsOutFirst) {
  ASSERT_THAT(CreateUser("alice"), IsOk());
  FillGroupsOf("alice", kMembershipsMax + 1);
  const std::string last =
      directory_.PlacesOf(AdminOf("acme"), "alice").value().back().membership.resource.name();
  Inspect(
      "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS"
      " $$BEGIN RAISE EXCEPTION 'no'; END$$");
  Inspect(
      absl::StrCat("CREATE TRIGGER fails BEFORE UPDATE ON membership FOR EACH ROW"
                   " WHEN ('groups/' || replace(old.id, '/', '/memberships/') = '",
                   last, "') EXECUTE FUNCTION fail()"));
  v1::DeleteScimUserRequest request;
  request.set_id("alice");

  EXPECT_THAT(users_.Delete(AdminOf("acme"), request), Not(IsOk()));

  EXPECT_EQ(directory_.users.Get(AdminOf("acme"), "users/alice")->state(), v1::User::DISABLED);
  EXPECT_THAT(directory_.PlacesOf(AdminOf("acme"), "alice").value(), SizeIs(1));
  Inspect("DROP TRIGGER fails ON membership");
  EXPECT_THAT(users_.Delete(AdminOf("acme"), request), IsOk());
  EXPECT_THAT(directory_.PlacesOf(AdminOf("acme"), "alice").value(), IsEmpty());
  EXPECT_TRUE(directory_.users.Get(AdminOf("acme"), "users/alice")->deprovisioned());
}

TEST_F(ScimHandlersTest, EndSubstitutesWithTheirUsers) {
  for (const char* user : {"alice", "bob", "carol"}) ASSERT_THAT(CreateUser(user), IsOk());
  const auto substitute = [&](const std::string& user, const std::string& by,
                              absl::Duration begins) {
    v1::CreateSubstituteRequest request;
    request.set_parent(absl::StrCat("users/", user));
    request.mutable_substitute()->set_substitute(absl::StrCat("users/", by));
    *request.mutable_substitute()->mutable_start_time() = ToProto(absl::Now() + begins);
    *request.mutable_substitute()->mutable_end_time() = ToProto(absl::Now() + absl::Hours(48));
    ASSERT_THAT(substitutes_.CreateSubstitute(AdminOf("acme"), request), IsOk());
  };
  substitute("alice", "bob", -absl::Hours(1));
  substitute("carol", "alice", -absl::Hours(1));
  substitute("alice", "carol", absl::Hours(1));
  substitute("carol", "bob", -absl::Hours(1));
  v1::DeleteScimUserRequest request;
  request.set_id("alice");

  ASSERT_THAT(users_.Delete(AdminOf("acme"), request), IsOk());

  EXPECT_THAT(HistoryOf("users/alice/substitutes/bob"), ElementsAre("created v1", "updated v2"));
  EXPECT_THAT(HistoryOf("users/carol/substitutes/alice"), ElementsAre("created v1", "updated v2"));
  EXPECT_THAT(HistoryOf("users/alice/substitutes/carol"), ElementsAre("created v1", "deleted v2"));
  EXPECT_THAT(HistoryOf("users/carol/substitutes/bob"), ElementsAre("created v1"));
  EXPECT_THAT(directory_.LastingSubstitutes(AdminOf("acme"), "alice", 10).value(), IsEmpty());
}

TEST_F(ScimHandlersTest, NeedThePermissionOfEachStep) {
  ASSERT_THAT(CreateUser("alice"), IsOk());
  ASSERT_THAT(CreateGroup("network"), IsOk());
  Call call = AdminOf("acme");
  call.roles = {"agent"};

  EXPECT_THAT(groups_.Patch(call, PatchOf<v1::PatchScimGroupRequest>(
                                      "network", "{'op':'add','path':'members','value':'alice'}")),
              HasReason(Reason::PERMISSION_DENIED));
  EXPECT_THAT(MembersOf("network"), IsEmpty());
}

}  // namespace
}  // namespace steward::directory
