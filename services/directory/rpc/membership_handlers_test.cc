#include "services/directory/rpc/membership_handlers.h"

#include "google/protobuf/util/message_differencer.h"
#include "platform/time/timestamp.h"
#include "services/directory/rpc/group_handlers.h"
#include "services/directory/rpc/user_handlers.h"
#include "services/directory/store/directory_for_test.h"

namespace steward::directory {
namespace {

using errors::Reason;
using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using v1::Membership;

class MembershipHandlersTest : public DirectoryTest {
 protected:
  void SetUp() override {
    for (const char* id : {"alice", "bob"}) {
      v1::CreateUserRequest user;
      user.set_user_id(id);
      user.mutable_user()->set_display_name(id);
      ASSERT_THAT(users_.CreateUser(CallOf("acme"), user), IsOk());
    }
    for (const char* id : {"network", "mail"}) {
      v1::CreateGroupRequest group;
      group.set_group_id(id);
      group.mutable_group()->set_display_name(id);
      group.mutable_group()->set_kind(v1::Group::ASSIGNMENT);
      group.mutable_group()->set_manager("users/bob");
      ASSERT_THAT(groups_.CreateGroup(CallOf("acme"), group), IsOk());
    }
  }

  absl::StatusOr<Membership> Create(const std::string& group, const std::string& user,
                                    const char* tenant = "acme") {
    v1::CreateMembershipRequest request;
    request.set_parent(absl::StrCat("groups/", group));
    request.mutable_membership()->set_user(absl::StrCat("users/", user));
    return handlers_.CreateMembership(CallOf(tenant, "CreateMembership"), request);
  }

  absl::StatusOr<Membership> Get(const std::string& name, const char* tenant = "acme") {
    v1::GetMembershipRequest request;
    request.set_name(name);
    return handlers_.GetMembership(CallOf(tenant), request);
  }

  absl::StatusOr<Membership> Delete(const std::string& name, const std::string& etag = "") {
    v1::DeleteMembershipRequest request;
    request.set_name(name);
    request.set_etag(etag);
    return handlers_.DeleteMembership(CallOf("acme", "DeleteMembership"), request);
  }

  std::vector<std::string> ListOf(const std::string& group, const std::string& filter = "") {
    v1::ListMembershipsRequest request;
    request.set_parent(absl::StrCat("groups/", group));
    request.set_filter(filter);
    request.set_page_size(1);
    std::vector<std::string> names;
    do {
      auto page = handlers_.ListMemberships(CallOf("acme", "ListMemberships"), request)->Parse();
      for (const Membership& membership : page.memberships()) names.push_back(membership.name());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return names;
  }

  UserHandlers users_{&directory_};
  GroupHandlers groups_{&directory_};
  MembershipHandlers handlers_{&directory_};
};

TEST_F(MembershipHandlersTest, NameAMembershipByGroupAndUser) {
  const Membership created = Create("network", "alice").value();

  EXPECT_EQ(created.name(), "groups/network/memberships/alice");
  EXPECT_EQ(created.role(), Membership::MEMBER);
  EXPECT_TRUE(MessageDifferencer::Equals(Get(created.name()).value(), created));
  EXPECT_THAT(Create("network", "alice"), HasReason(Reason::RESOURCE_ALREADY_EXISTS));
  EXPECT_THAT(Create("mail", "alice"), IsOk());
}

TEST_F(MembershipHandlersTest, NeedAGroupAndAUserOfTheTenant) {
  EXPECT_THAT(Create("nowhere", "alice"), HasReason(Reason::RESOURCE_NOT_FOUND));
  auto nobody = Create("network", "nobody");
  EXPECT_THAT(nobody, HasReason(Reason::REFERENCE_NOT_FOUND));
  EXPECT_THAT(std::string(nobody.status().message()), ::testing::HasSubstr("'membership.user'"));
  EXPECT_THAT(Create("network", "Alice"), HasReason(Reason::REFERENCE_NOT_FOUND));
  EXPECT_THAT(Create("network", "alice", "beta"), HasReason(Reason::RESOURCE_NOT_FOUND));
}

TEST_F(MembershipHandlersTest, UpdateRoleAndTimes) {
  const Membership created = Create("network", "alice").value();
  v1::UpdateMembershipRequest request;
  request.mutable_membership()->set_name(created.name());
  request.mutable_membership()->set_etag(created.etag());
  request.mutable_membership()->set_role(Membership::LEAD);
  *request.mutable_membership()->mutable_end_time() = ToProto(absl::Now() + absl::Hours(1));

  auto updated = handlers_.UpdateMembership(CallOf("acme"), request);

  ASSERT_THAT(updated, IsOk());
  EXPECT_EQ(updated->role(), Membership::LEAD);
  EXPECT_TRUE(MessageDifferencer::Equals(Get(created.name()).value(), *updated));
  EXPECT_THAT(handlers_.UpdateMembership(CallOf("acme"), request),
              HasReason(Reason::ETAG_MISMATCH));
}

TEST_F(MembershipHandlersTest, DeleteAndCreateAgainUnderOneName) {
  const std::string name = Create("network", "alice")->name();
  const std::string etag = Get(name)->etag();

  ASSERT_THAT(Delete(name, etag), IsOk());
  EXPECT_THAT(Get(name), HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_THAT(Delete(name), HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_THAT(ListOf("network"), ElementsAre());

  const Membership again = Create("network", "alice").value();
  EXPECT_NE(again.etag(), etag);
  EXPECT_THAT(Create("network", "alice"), HasReason(Reason::RESOURCE_ALREADY_EXISTS));
  EXPECT_THAT(ListOf("network"), ElementsAre(name));
  EXPECT_THAT(HistoryOf(name), ElementsAre("created v1", "deleted v2", "created v3"));
}

TEST_F(MembershipHandlersTest, ListOneGroup) {
  for (const char* user : {"bob", "alice"}) ASSERT_THAT(Create("network", user), IsOk());
  ASSERT_THAT(Create("mail", "bob"), IsOk());

  EXPECT_THAT(ListOf("network"),
              ElementsAre("groups/network/memberships/alice", "groups/network/memberships/bob"));
  EXPECT_THAT(ListOf("mail"), ElementsAre("groups/mail/memberships/bob"));
  EXPECT_THAT(ListOf("network", "user = \"users/bob\" AND role = MEMBER AND NOT end_time:*"),
              ElementsAre("groups/network/memberships/bob"));
  v1::ListMembershipsRequest request;
  request.set_parent("groups/nowhere");
  EXPECT_THAT(handlers_.ListMemberships(CallOf("acme"), request),
              HasReason(Reason::RESOURCE_NOT_FOUND));
  request.set_parent("groups/network");
  EXPECT_THAT(handlers_.ListMemberships(CallOf("beta"), request),
              HasReason(Reason::RESOURCE_NOT_FOUND));
}

TEST_F(MembershipHandlersTest, HideThemFromOtherTenants) {
  const std::string name = Create("network", "alice")->name();

  EXPECT_THAT(Get(name, "beta"), HasReason(Reason::RESOURCE_NOT_FOUND));
  v1::DeleteMembershipRequest request;
  request.set_name(name);
  EXPECT_THAT(handlers_.DeleteMembership(CallOf("beta"), request),
              HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_THAT(Get(name), IsOk());
}

}  // namespace
}  // namespace steward::directory
