// Whoever takes the last administrator away, and by which door.

#include "services/directory/rpc/administrators.h"

#include "services/directory/rpc/organization_handlers.h"
#include "services/directory/rpc/user_handlers.h"
#include "services/directory/store/directory_for_test.h"

namespace steward::directory {
namespace {

using errors::Reason;

class AdministratorsTest : public DirectoryTest {
 protected:
  using Doors = std::vector<std::pair<const char*, std::function<absl::Status()>>>;

  void CreateOrganization(const std::string& id, const std::string& parent = "") {
    v1::CreateOrganizationRequest request;
    request.set_organization_id(id);
    request.mutable_organization()->set_display_name(id);
    request.mutable_organization()->set_parent(parent);
    ASSERT_THAT(organizations_.CreateOrganization(CallOf("acme"), request), IsOk());
  }

  void CreateAdministrator(const std::string& id, const std::string& organization = "",
                           const char* tenant = "acme") {
    v1::CreateUserRequest request;
    request.set_user_id(id);
    request.mutable_user()->set_display_name(id);
    request.mutable_user()->set_organization(organization);
    request.mutable_user()->add_roles("tenant_admin");
    ASSERT_THAT(users_.CreateUser(CallOf(tenant), request), IsOk());
  }

  absl::Status DisableUser(const std::string& id) {
    v1::DisableUserRequest request;
    request.set_name(absl::StrCat("users/", id));
    return users_.DisableUser(CallOf("acme"), request).status();
  }

  absl::Status DisableOrganization(const std::string& id) {
    v1::DisableOrganizationRequest request;
    request.set_name(absl::StrCat("organizations/", id));
    return organizations_.DisableOrganization(CallOf("acme"), request).status();
  }

  absl::Status EnableOrganization(const std::string& id) {
    v1::EnableOrganizationRequest request;
    request.set_name(absl::StrCat("organizations/", id));
    return organizations_.EnableOrganization(CallOf("acme"), request).status();
  }

  absl::Status MoveOrganization(const std::string& id, const std::string& parent) {
    v1::UpdateOrganizationRequest request;
    request.mutable_organization()->set_name(absl::StrCat("organizations/", id));
    request.mutable_organization()->set_parent(parent);
    request.mutable_update_mask()->add_paths("parent");
    return organizations_.UpdateOrganization(CallOf("acme"), request).status();
  }

  absl::Status UpdateUser(const std::string& id, const std::string& field,
                          const std::string& organization = "") {
    v1::UpdateUserRequest request;
    request.mutable_user()->set_name(absl::StrCat("users/", id));
    request.mutable_user()->set_organization(organization);
    request.mutable_update_mask()->add_paths(field);
    Call call = CallOf("acme");
    call.roles = {"tenant_admin"};
    return users_.UpdateUser(call, request).status();
  }

  // All that lock out root, who administers from an organization within another.
  Doors DoorsOfRoot() {
    return {
        {"disable", [&] { return DisableUser("root"); }},
        {"take the role", [&] { return UpdateUser("root", "roles"); }},
        {"disable the organization", [&] { return DisableOrganization("inner"); }},
        {"disable the one above", [&] { return DisableOrganization("outer"); }},
    };
  }

  UserHandlers users_{&directory_};
  OrganizationHandlers organizations_{&directory_};
};

TEST_F(AdministratorsTest, StayByEveryDoor) {
  CreateOrganization("outer");
  CreateOrganization("inner", "organizations/outer");
  CreateOrganization("closed");
  ASSERT_THAT(DisableOrganization("closed"), IsOk());
  CreateAdministrator("root", "organizations/inner");
  CreateAdministrator("other", "", "beta");

  for (const auto& [door, take] : DoorsOfRoot())
    EXPECT_THAT(take(), HasReason(Reason::LAST_ADMINISTRATOR)) << door;
  EXPECT_THAT(UpdateUser("root", "organization"), IsOk());
  EXPECT_THAT(DisableOrganization("outer"), IsOk());
}

TEST_F(AdministratorsTest, ThatAreLockedOutAreNone) {
  CreateOrganization("outer");
  CreateOrganization("inner", "organizations/outer");
  CreateOrganization("away");
  CreateAdministrator("root", "organizations/inner");
  CreateAdministrator("deputy", "organizations/away");

  ASSERT_THAT(DisableOrganization("away"), IsOk());
  for (const auto& [door, take] : DoorsOfRoot())
    EXPECT_THAT(take(), HasReason(Reason::LAST_ADMINISTRATOR)) << door;

  ASSERT_THAT(EnableOrganization("away"), IsOk());
  EXPECT_THAT(DisableOrganization("outer"), IsOk());
  EXPECT_THAT(DisableUser("deputy"), HasReason(Reason::LAST_ADMINISTRATOR));
  EXPECT_THAT(DisableUser("root"), IsOk());
}

// The annex is in use itself, but not what it is a part of.
TEST_F(AdministratorsTest, AreNotMovedOutOfUse) {
  CreateOrganization("closed");
  CreateOrganization("annex", "organizations/closed");
  CreateOrganization("open");
  CreateAdministrator("root", "organizations/open");
  ASSERT_THAT(DisableOrganization("closed"), IsOk());

  for (const absl::Status& refused : {UpdateUser("root", "organization", "organizations/annex"),
                                      MoveOrganization("open", "organizations/annex")})
    EXPECT_THAT(refused, HasReason(Reason::LAST_ADMINISTRATOR));
  EXPECT_THAT(MoveOrganization("closed", "organizations/open"), IsOk());
}

TEST_F(AdministratorsTest, MayBeMissing) {
  CreateOrganization("emea");
  CreateAdministrator("root", "organizations/emea");
  CreateAdministrator("deputy");
  ASSERT_THAT(DisableOrganization("emea"), IsOk());
  Inspect("UPDATE directory_user SET state = 2 WHERE id = 'deputy'");

  EXPECT_THAT(UpdateUser("root", "roles"), IsOk());
  EXPECT_THAT(DisableUser("root"), IsOk());
}

TEST_F(AdministratorsTest, StayWhenAllAreTakenAtOnce) {
  for (int i = 0; i < 6; ++i) {
    CreateOrganization(absl::StrCat("o", i));
    CreateAdministrator(absl::StrCat("admin", i), absl::StrCat("organizations/o", i));
  }

  const auto answers = AtOnce(6, [&](int i) {
    return i % 2 == 0 ? DisableUser(absl::StrCat("admin", i))
                      : DisableOrganization(absl::StrCat("o", i));
  });

  int refused = 0;
  for (const absl::Status& answer : answers)
    refused += errors::ReasonOf(answer) == Reason::LAST_ADMINISTRATOR;
  EXPECT_EQ(refused, 1);
}

}  // namespace
}  // namespace steward::directory
