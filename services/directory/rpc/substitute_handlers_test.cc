#include "services/directory/rpc/substitute_handlers.h"

#include "google/protobuf/util/message_differencer.h"
#include "platform/time/timestamp.h"
#include "services/directory/rpc/user_handlers.h"
#include "services/directory/store/directory_for_test.h"

namespace steward::directory {
namespace {

using errors::Reason;
using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using v1::Substitute;

class SubstituteHandlersTest : public DirectoryTest {
 protected:
  void SetUp() override {
    for (const char* id : {"alice", "bob", "carol"}) {
      v1::CreateUserRequest user;
      user.set_user_id(id);
      user.mutable_user()->set_display_name(id);
      ASSERT_THAT(users_.CreateUser(CallOf("acme"), user), IsOk());
    }
  }

  // A call of somebody who has the permission for their own records.
  static Call CallBy(const std::string& user) {
    Call call = CallOf("acme", "Substitute");
    call.subject = user;
    call.roles = {"requester"};
    call.scope = Scope::kOwn;
    return call;
  }

  absl::StatusOr<Substitute> Create(const std::string& user, const std::string& substitute,
                                    const Call& call = CallOf("acme", "CreateSubstitute")) {
    v1::CreateSubstituteRequest request;
    request.set_parent(absl::StrCat("users/", user));
    request.mutable_substitute()->set_substitute(absl::StrCat("users/", substitute));
    *request.mutable_substitute()->mutable_end_time() = ToProto(absl::Now() + absl::Hours(24));
    return handlers_.CreateSubstitute(call, request);
  }

  absl::StatusOr<Substitute> Get(const std::string& name, const Call& call = CallOf("acme")) {
    v1::GetSubstituteRequest request;
    request.set_name(name);
    return handlers_.GetSubstitute(call, request);
  }

  absl::StatusOr<Substitute> Delete(const std::string& name, const Call& call = CallOf("acme")) {
    v1::DeleteSubstituteRequest request;
    request.set_name(name);
    return handlers_.DeleteSubstitute(call, request);
  }

  absl::StatusOr<std::vector<std::string>> List(const std::string& user,
                                                const Call& call = CallOf("acme")) {
    v1::ListSubstitutesRequest request;
    request.set_parent(user);
    auto page = handlers_.ListSubstitutes(call, request);
    if (!page.ok()) return page.status();
    std::vector<std::string> names;
    const auto parsed = page->Parse();
    for (const Substitute& substitute : parsed.substitutes()) names.push_back(substitute.name());
    return names;
  }

  void Disable(const std::string& user) {
    v1::DisableUserRequest request;
    request.set_name(user);
    ASSERT_THAT(users_.DisableUser(CallOf("acme"), request), IsOk());
  }

  UserHandlers users_{&directory_};
  SubstituteHandlers handlers_{&directory_};
};

TEST_F(SubstituteHandlersTest, NameASubstituteByBothUsers) {
  const Substitute created = Create("alice", "bob").value();

  EXPECT_EQ(created.name(), "users/alice/substitutes/bob");
  EXPECT_EQ(created.user(), "users/alice");
  EXPECT_TRUE(MessageDifferencer::Equals(Get(created.name()).value(), created));
  EXPECT_THAT(Create("alice", "bob"), HasReason(Reason::RESOURCE_ALREADY_EXISTS));
  EXPECT_THAT(Create("alice", "carol"), IsOk());
  EXPECT_THAT(Create("bob", "alice"), IsOk());
  EXPECT_THAT(List("users/alice").value(),
              ElementsAre("users/alice/substitutes/bob", "users/alice/substitutes/carol"));
}

TEST_F(SubstituteHandlersTest, NeedTwoUsersOfTheTenant) {
  EXPECT_THAT(Create("nobody", "bob"), HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_THAT(Create("alice", "nobody"), HasReason(Reason::REFERENCE_NOT_FOUND));
  EXPECT_THAT(Create("alice", "Bob"), HasReason(Reason::REFERENCE_NOT_FOUND));
  EXPECT_THAT(Create("alice", "alice"), HasReason(Reason::INVALID_FIELD));
  EXPECT_THAT(Create("alice", "bob", CallOf("beta")), HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_THAT(List("users/nobody"), HasReason(Reason::RESOURCE_NOT_FOUND));
}

TEST_F(SubstituteHandlersTest, NeedAnActiveSubstitute) {
  const std::string before = Create("alice", "carol")->name();
  Disable("users/bob");
  Disable("users/carol");

  EXPECT_THAT(Create("alice", "bob"), HasReason(Reason::REFERENCE_DISABLED));
  v1::UpdateSubstituteRequest shorter;
  shorter.mutable_substitute()->set_name(before);
  *shorter.mutable_substitute()->mutable_end_time() = ToProto(absl::Now() + absl::Hours(1));
  EXPECT_THAT(handlers_.UpdateSubstitute(CallOf("acme"), shorter), IsOk());
}

TEST_F(SubstituteHandlersTest, AreTheUsersOwn) {
  const Call alice = CallBy("users/alice");
  const std::string mine = Create("alice", "bob", alice)->name();
  const std::string theirs = Create("bob", "carol")->name();

  EXPECT_THAT(Get(mine, alice), IsOk());
  EXPECT_THAT(List("users/alice", alice).value(), ElementsAre(mine));
  EXPECT_THAT(Get(theirs, alice), HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_THAT(Delete(theirs, alice), HasReason(Reason::RESOURCE_NOT_FOUND));
  // The substitute may read it and do nothing with it.
  EXPECT_THAT(Get(mine, CallBy("users/bob")), IsOk());
  EXPECT_THAT(Delete(mine, CallBy("users/bob")), HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_THAT(Delete(mine, alice), IsOk());
}

TEST_F(SubstituteHandlersTest, AreSeenFromBothSides) {
  const std::string one = Create("alice", "bob")->name(), two = Create("alice", "carol")->name(),
                    three = Create("bob", "carol")->name();

  EXPECT_THAT(List("users/-").value(), ElementsAre(one, two, three));
  EXPECT_THAT(List("users/-", CallBy("users/alice")).value(), ElementsAre(one, two));
  EXPECT_THAT(List("users/-", CallBy("users/bob")).value(), ElementsAre(one, three));
  EXPECT_THAT(List("users/-", CallBy("users/dave")).value(), ElementsAre());
  EXPECT_THAT(List("users/-", CallBy("serviceAccounts/ci")), HasReason(Reason::PERMISSION_DENIED));
  for (const char* parent : {"users/", "users/--", "groups/-", "users/a/b"})
    EXPECT_THAT(List(parent), HasReason(Reason::INVALID_FIELD)) << parent;
  EXPECT_THAT(List("users/-", CallOf("beta")).value(), ElementsAre());
}

TEST_F(SubstituteHandlersTest, AreListedInPagesAndByFilter) {
  for (const char* user : {"alice", "bob"}) ASSERT_THAT(Create(user, "carol"), IsOk());
  v1::ListSubstitutesRequest request;
  request.set_parent("users/-");
  request.set_page_size(1);
  std::vector<std::string> names;
  do {
    const auto page = handlers_.ListSubstitutes(CallBy("users/carol"), request)->Parse();
    for (const Substitute& substitute : page.substitutes()) names.push_back(substitute.name());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ElementsAre("users/alice/substitutes/carol", "users/bob/substitutes/carol"));

  request.set_filter(R"(substitute = "users/carol" AND user = "users/bob")");
  const auto found = handlers_.ListSubstitutes(CallBy("users/carol"), request)->Parse();
  ASSERT_EQ(found.substitutes_size(), 1);
  EXPECT_EQ(found.substitutes(0).user(), "users/bob");
}

TEST_F(SubstituteHandlersTest, TellNobodyWhichUsersThereAre) {
  const Call alice = CallBy("users/alice");
  ASSERT_THAT(Create("bob", "carol"), IsOk());

  for (const char* user : {"bob", "carol", "nobody"}) {
    EXPECT_THAT(Create(user, "alice", alice), HasReason(Reason::PERMISSION_DENIED)) << user;
    EXPECT_THAT(List(absl::StrCat("users/", user), alice), HasReason(Reason::PERMISSION_DENIED));
  }
}

TEST_F(SubstituteHandlersTest, DeleteAndCreateAgainUnderOneName) {
  const std::string name = Create("alice", "bob")->name();

  ASSERT_THAT(Delete(name), IsOk());
  EXPECT_THAT(Get(name), HasReason(Reason::RESOURCE_NOT_FOUND));
  ASSERT_THAT(Create("alice", "bob"), IsOk());
  EXPECT_THAT(HistoryOf(name), ElementsAre("created v1", "deleted v2", "created v3"));
}

}  // namespace
}  // namespace steward::directory
