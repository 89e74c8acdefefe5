#include "services/directory/rpc/user_handlers.h"

#include "google/protobuf/util/message_differencer.h"
#include "services/directory/rpc/organization_handlers.h"
#include "services/directory/store/directory_for_test.h"

namespace steward::directory {
namespace {

using errors::Reason;
using google::protobuf::util::MessageDifferencer;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Pair;
using v1::User;

class UserHandlersTest : public DirectoryTest {
 protected:
  static v1::CreateUserRequest Draft(const std::string& id, const std::string& request_id = "") {
    v1::CreateUserRequest request;
    request.set_user_id(id);
    request.mutable_user()->set_display_name(absl::StrCat("User ", id));
    request.set_request_id(request_id);
    return request;
  }

  User Created(const std::string& id, const std::string& role = "", const char* tenant = "acme") {
    auto request = Draft(id);
    if (!role.empty()) request.mutable_user()->add_roles(role);
    return handlers_.CreateUser(CallOf(tenant, "CreateUser"), request).value();
  }

  absl::StatusOr<User> Get(const std::string& name, const char* tenant = "acme") {
    v1::GetUserRequest request;
    request.set_name(name);
    return handlers_.GetUser(CallOf(tenant, "GetUser"), request);
  }

  absl::StatusOr<User> SetManager(const std::string& name, const std::string& manager) {
    v1::UpdateUserRequest request;
    request.mutable_user()->set_name(name);
    request.mutable_user()->set_manager(manager);
    request.mutable_update_mask()->add_paths("manager");
    return handlers_.UpdateUser(CallOf("acme", "UpdateUser"), request);
  }

  absl::StatusOr<User> DisableUser(const std::string& name, const std::string& etag = "") {
    v1::DisableUserRequest request;
    request.set_name(name);
    request.set_etag(etag);
    return handlers_.DisableUser(CallOf("acme", "DisableUser"), request);
  }

  UserHandlers handlers_{&directory_};
  OrganizationHandlers organizations_{&directory_};
};

TEST_F(UserHandlersTest, LeadAUserThroughItsLife) {
  const User created = Created("alice", "agent");
  EXPECT_EQ(created.name(), "users/alice");
  EXPECT_EQ(created.state(), User::ACTIVE);
  EXPECT_TRUE(MessageDifferencer::Equals(Get("users/alice").value(), created));

  v1::UpdateUserRequest update;
  *update.mutable_user() = created;
  update.mutable_user()->set_title("Engineer");
  update.mutable_user()->set_time_zone("Europe/Berlin");
  const User updated = handlers_.UpdateUser(CallOf("acme", "UpdateUser"), update).value();
  EXPECT_EQ(updated.title(), "Engineer");
  EXPECT_NE(updated.etag(), created.etag());
  EXPECT_THAT(handlers_.UpdateUser(CallOf("acme", "UpdateUser"), update),
              HasReason(Reason::ETAG_MISMATCH));

  EXPECT_THAT(DisableUser("users/alice", created.etag()), HasReason(Reason::ETAG_MISMATCH));
  EXPECT_EQ(DisableUser("users/alice", updated.etag())->state(), User::DISABLED);
  EXPECT_THAT(DisableUser("users/alice"), HasReason(Reason::ILLEGAL_TRANSITION));
  v1::EnableUserRequest enable;
  enable.set_name("users/alice");
  const User enabled = handlers_.EnableUser(CallOf("acme", "EnableUser"), enable).value();
  EXPECT_TRUE(MessageDifferencer::Equals(Get("users/alice").value(), enabled));
  EXPECT_THAT(HistoryOf("users/alice"),
              ElementsAre("created v1", "updated v2", "disabled v3", "enabled v4"));
}

TEST_F(UserHandlersTest, RefuseANameThatIsTakenInAnyCase) {
  Created("alice");
  for (const char* id : {"alice", "Alice", "ALICE"})
    EXPECT_THAT(handlers_.CreateUser(CallOf("acme", "CreateUser"), Draft(id)),
                HasReason(Reason::RESOURCE_ALREADY_EXISTS))
        << id;
  EXPECT_THAT(Get("users/Alice"), HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_EQ(Created("alice", "", "beta").name(), "users/alice");
}

TEST_F(UserHandlersTest, GiveANameToOneOfManyWhoAskAtOnce) {
  const std::string ids[] = {"alice", "Alice", "aLICE", "alice"};
  for (int round = 0; round < 10; ++round) {
    const auto answers = AtOnce(8, [&](int i) {
      const auto request = Draft(absl::StrCat(ids[i % 4], round));
      return handlers_.CreateUser(CallOf("acme", "CreateUser"), request).status();
    });
    int made = 0;
    for (const absl::Status& answer : answers) {
      made += answer.ok();
      if (!answer.ok()) {
        EXPECT_THAT(answer, HasReason(Reason::RESOURCE_ALREADY_EXISTS));
      }
    }
    EXPECT_EQ(made, 1);
  }
}

TEST_F(UserHandlersTest, AnswerARepeatedCreationAsTheFirstTime) {
  auto first = handlers_.CreateUser(CallOf("acme", "CreateUser"), Draft("alice", "r1"));
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(DisableUser("users/alice"), IsOk());

  const Call again = CallOf("acme", "CreateUser");
  auto repeated = handlers_.CreateUser(again, Draft("alice", "r1"));

  ASSERT_THAT(repeated, IsOk());
  EXPECT_TRUE(MessageDifferencer::Equals(*repeated, *first));
  EXPECT_THAT(again.answer_metadata, Contains(Pair("steward-replayed", "true")));
  EXPECT_THAT(handlers_.CreateUser(CallOf("acme", "CreateUser"), Draft("alice", "r2")),
              HasReason(Reason::RESOURCE_ALREADY_EXISTS));
}

TEST_F(UserHandlersTest, StoreNothingWhenTheyOnlyValidate) {
  auto draft = Draft("alice");
  draft.set_validate_only(true);
  const Call call = CallOf("acme", "CreateUser");

  auto would_be = handlers_.CreateUser(call, draft);

  ASSERT_THAT(would_be, IsOk());
  EXPECT_THAT(call.answer_metadata,
              Contains(Pair("steward-event-type", "dev.steward.directory.user.created.v1")));
  EXPECT_THAT(Get("users/alice"), HasReason(Reason::RESOURCE_NOT_FOUND));
}

TEST_F(UserHandlersTest, ReferOnlyToWhatExistsInTheTenant) {
  Created("bob", "", "beta");
  for (const char* manager : {"users/bob", "users/nobody"}) {
    auto draft = Draft("alice");
    draft.mutable_user()->set_manager(manager);
    auto refused = handlers_.CreateUser(CallOf("acme", "CreateUser"), draft);
    EXPECT_THAT(refused, HasReason(Reason::REFERENCE_NOT_FOUND));
    EXPECT_THAT(std::string(refused.status().message()), ::testing::HasSubstr("'user.manager'"));
  }
  auto draft = Draft("alice");
  draft.mutable_user()->set_organization("organizations/emea");
  EXPECT_THAT(handlers_.CreateUser(CallOf("acme", "CreateUser"), draft),
              HasReason(Reason::REFERENCE_NOT_FOUND));

  v1::CreateOrganizationRequest organization;
  organization.set_organization_id("emea");
  organization.mutable_organization()->set_display_name("EMEA");
  ASSERT_THAT(organizations_.CreateOrganization(CallOf("acme"), organization), IsOk());
  Created("bob");
  draft.mutable_user()->set_manager("users/bob");
  EXPECT_THAT(handlers_.CreateUser(CallOf("acme", "CreateUser"), draft), IsOk());
}

TEST_F(UserHandlersTest, LetNobodyStandAboveThemself) {
  for (const char* id : {"alice", "bob", "carol"}) Created(id);
  ASSERT_THAT(SetManager("users/alice", "users/bob"), IsOk());
  ASSERT_THAT(SetManager("users/bob", "users/carol"), IsOk());

  EXPECT_THAT(SetManager("users/carol", "users/alice"), HasReason(Reason::REFERENCE_CYCLE));
  EXPECT_THAT(SetManager("users/carol", "users/carol"), HasReason(Reason::REFERENCE_CYCLE));

  ASSERT_THAT(SetManager("users/bob", ""), IsOk());
  EXPECT_THAT(SetManager("users/carol", "users/alice"), IsOk());
}

TEST_F(UserHandlersTest, CloseNoCircleWhenManyManagersChangeAtOnce) {
  constexpr int kUsers = 6;
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < kUsers; ++i) Created(absl::StrCat("u", round, "-", i));
    auto name = [&](int i) { return absl::StrCat("users/u", round, "-", i % kUsers); };
    const auto answers =
        AtOnce(kUsers, [&](int i) { return SetManager(name(i), name(i + 1)).status(); });
    int refused = 0;
    for (const absl::Status& answer : answers)
      refused += errors::ReasonOf(answer) == Reason::REFERENCE_CYCLE;
    EXPECT_EQ(refused, 1);
  }
}

TEST_F(UserHandlersTest, ListByFilterOrderAndPage) {
  for (const char* id : {"carol", "alice", "bob"}) Created(id, id[0] == 'b' ? "" : "agent");
  Created("dave", "agent", "beta");
  ASSERT_THAT(DisableUser("users/carol"), IsOk());
  auto names = [&](const std::string& filter, const std::string& order, int size) {
    v1::ListUsersRequest request;
    request.set_filter(filter);
    request.set_order_by(order);
    request.set_page_size(size);
    std::string found;
    do {
      auto page = handlers_.ListUsers(CallOf("acme", "ListUsers"), request)->Parse();
      for (const User& user : page.users()) absl::StrAppend(&found, user.name().substr(6), " ");
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return found;
  };

  EXPECT_EQ(names("", "", 2), "alice bob carol ");
  EXPECT_EQ(names("", "create_time desc", 1), "bob alice carol ");
  EXPECT_EQ(names("roles:agent", "", 50), "alice carol ");
  EXPECT_EQ(names("state = ACTIVE AND roles:agent", "", 50), "alice ");
  EXPECT_EQ(names("name = \"users/b*\"", "", 50), "bob ");
  EXPECT_EQ(names("NOT roles:*", "display_name", 50), "bob ");
}

TEST_F(UserHandlersTest, HideUsersFromOtherTenants) {
  Created("alice");
  v1::UpdateUserRequest update;
  update.mutable_user()->set_name("users/alice");
  update.mutable_user()->set_title("Mine");
  v1::DisableUserRequest disable;
  disable.set_name("users/alice");

  EXPECT_THAT(Get("users/alice", "beta"), HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_THAT(handlers_.UpdateUser(CallOf("beta"), update), HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_THAT(handlers_.DisableUser(CallOf("beta"), disable),
              HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_EQ(handlers_.ListUsers(CallOf("beta"), {})->Parse().users_size(), 0);
}

TEST_F(UserHandlersTest, GiveAUserNameOnceInAnyCase) {
  Created("alice");
  auto request = Draft("bob");
  request.mutable_user()->set_user_name("ALICE");
  EXPECT_THAT(handlers_.CreateUser(CallOf("acme", "CreateUser"), request),
              HasReason(Reason::RESOURCE_ALREADY_EXISTS));
  request.mutable_user()->set_user_name("carol");
  EXPECT_THAT(handlers_.CreateUser(CallOf("acme", "CreateUser"), request), IsOk());
  // The id would be the user name of somebody else.
  EXPECT_THAT(handlers_.CreateUser(CallOf("acme", "CreateUser"), Draft("Carol")),
              HasReason(Reason::RESOURCE_ALREADY_EXISTS));
}

TEST_F(UserHandlersTest, GiveAUserNameOnceToManyWhoAskAtOnce) {
  const auto answers = AtOnce(8, [&](int i) {
    auto request = Draft(absl::StrCat("user", i));
    request.mutable_user()->set_user_name(i % 2 == 0 ? "alice" : "Alice");
    return handlers_.CreateUser(CallOf("acme", "CreateUser"), request).status();
  });

  int created = 0;
  for (const absl::Status& answer : answers) {
    if (answer.ok())
      ++created;
    else
      EXPECT_EQ(errors::ReasonOf(answer), Reason::RESOURCE_ALREADY_EXISTS) << answer;
  }
  EXPECT_EQ(created, 1);
}

}  // namespace
}  // namespace steward::directory
