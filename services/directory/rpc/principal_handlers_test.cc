#include "services/directory/rpc/principal_handlers.h"

#include "platform/auth/api_key.h"
#include "platform/time/timestamp.h"
#include "services/directory/rpc/api_key_handlers.h"
#include "services/directory/rpc/group_handlers.h"
#include "services/directory/rpc/membership_handlers.h"
#include "services/directory/rpc/organization_handlers.h"
#include "services/directory/rpc/service_account_handlers.h"
#include "services/directory/rpc/tenant_handlers.h"
#include "services/directory/rpc/user_handlers.h"
#include "services/directory/store/directory_for_test.h"

namespace steward::directory {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::User;

// As the gateway calls.
Call Asking(absl::string_view tenant = "") {
  Call call = CallOf(tenant, "Resolve");
  call.subject = "services/gateway";
  return call;
}

class PrincipalHandlersTest : public DirectoryTest {
 protected:
  Principal Resolve(const std::string& subject, const Call& call = Asking("acme")) {
    identity::v1::ResolvePrincipalRequest request;
    request.set_subject(subject);
    return handlers_.ResolvePrincipal(call, request).value();
  }

  Principal ResolveKey(const auth::ApiKey& key, const Call& call = Asking()) {
    identity::v1::ResolveApiKeyRequest request;
    request.set_key_id(key.id);
    request.set_secret_digest(auth::DigestOfSecret(key.secret));
    return handlers_.ResolveApiKey(call, request).value();
  }

  Principal ResolveCaller(const std::string& subject, const std::string& credential,
                          const std::string& tenant = "acme") {
    identity::v1::ResolveCallerRequest request;
    request.set_tenant(tenant);
    request.set_subject(subject);
    request.set_credential(credential);
    return handlers_.ResolveCaller(Asking(), request).value();
  }

  void Report(const auth::ApiKey& key) {
    identity::v1::ReportLeakedKeyRequest request;
    request.set_key_id(key.id);
    request.set_secret_digest(auth::DigestOfSecret(key.secret));
    EXPECT_THAT(handlers_.ReportLeakedKey(Asking(), request), IsOk());
  }

  void AddOrganization(const std::string& id, const std::string& parent) {
    v1::CreateOrganizationRequest request;
    request.set_organization_id(id);
    request.mutable_organization()->set_display_name(id);
    request.mutable_organization()->set_parent(parent);
    ASSERT_THAT(organizations_.CreateOrganization(CallOf("acme"), request), IsOk());
  }

  User AddUser(const std::string& id, const std::string& organization = "") {
    v1::CreateUserRequest request;
    request.set_user_id(id);
    request.mutable_user()->set_display_name(id);
    request.mutable_user()->add_roles("agent");
    request.mutable_user()->set_organization(organization);
    return users_.CreateUser(CallOf("acme"), request).value();
  }

  void AddGroup(const std::string& id, const std::string& user, absl::Duration start) {
    v1::CreateGroupRequest group;
    group.set_group_id(id);
    group.mutable_group()->set_display_name(id);
    group.mutable_group()->set_kind(v1::Group::ASSIGNMENT);
    ASSERT_THAT(groups_.CreateGroup(CallOf("acme"), group), IsOk());
    v1::CreateMembershipRequest request;
    request.set_parent(absl::StrCat("groups/", id));
    request.mutable_membership()->set_user(user);
    *request.mutable_membership()->mutable_start_time() = ToProto(now_ + start);
    ASSERT_THAT(memberships_.CreateMembership(CallOf("acme"), request), IsOk());
  }

  auth::ApiKey AddKey(const std::string& tenant = "acme", const std::string& account = "ci") {
    v1::CreateServiceAccountRequest request;
    request.set_service_account_id(account);
    request.mutable_service_account()->set_display_name(account);
    request.mutable_service_account()->add_roles("agent");
    EXPECT_THAT(accounts_.CreateServiceAccount(CallOf(tenant), request), IsOk());
    v1::CreateApiKeyRequest key;
    key.set_parent(absl::StrCat("serviceAccounts/", account));
    key.mutable_api_key()->add_allowed_networks("192.0.2.0/24");
    return *auth::ParseApiKey(keys_.CreateApiKey(CallOf(tenant), key)->key());
  }

  static std::string NameOf(const auth::ApiKey& key) {
    return absl::StrCat("serviceAccounts/ci/apiKeys/", key.id);
  }

  v1::ApiKey GetKey(const auth::ApiKey& key) {
    v1::GetApiKeyRequest request;
    request.set_name(NameOf(key));
    return keys_.GetApiKey(CallOf("acme"), request).value();
  }

  void RegisterTenant(const std::string& id) {
    v1::CreateTenantRequest request;
    request.set_tenant_id(id);
    request.mutable_tenant()->set_display_name(id);
    ASSERT_THAT(tenants_.CreateTenant(CallOf("operator"), request), IsOk());
  }

  const absl::Time now_ = absl::Now();
  Principals principals_{&pool_, "operator"};
  PrincipalHandlers handlers_{&principals_, &directory_};
  UserHandlers users_{&directory_};
  OrganizationHandlers organizations_{&directory_};
  GroupHandlers groups_{&directory_};
  MembershipHandlers memberships_{&directory_};
  ServiceAccountHandlers accounts_{&directory_};
  ApiKeyHandlers keys_{&directory_};
  TenantHandlers tenants_{&directory_, "operator"};
};

TEST_F(PrincipalHandlersTest, KnowUsersOfTheTenantInAnyCase) {
  AddUser("alice");

  for (const char* subject : {"users/alice", "users/ALICE"}) {
    const Principal principal = Resolve(subject);
    EXPECT_EQ(principal.state(), Principal::ACTIVE);
    EXPECT_EQ(principal.subject(), "users/alice");
    EXPECT_THAT(principal.roles(), ElementsAre("agent"));
  }
  EXPECT_EQ(Resolve("users/bob").state(), Principal::UNKNOWN);
  EXPECT_EQ(Resolve("users/alice+x").state(), Principal::UNKNOWN);
  EXPECT_EQ(Resolve("users/alice", Asking("beta")).state(), Principal::UNKNOWN);
}

TEST_F(PrincipalHandlersTest, RefuseADisabledUser) {
  AddUser("alice");
  v1::DisableUserRequest disable;
  disable.set_name("users/alice");
  ASSERT_THAT(users_.DisableUser(CallOf("acme"), disable), IsOk());

  EXPECT_EQ(Resolve("users/alice").state(), Principal::REFUSED);
}

TEST_F(PrincipalHandlersTest, RefuseTheUsersBelowADisabledOrganization) {
  AddOrganization("global", "");
  AddOrganization("emea", "organizations/global");
  AddUser("alice", "organizations/emea");
  AddUser("bob");
  v1::DisableOrganizationRequest disable;
  disable.set_name("organizations/global");
  ASSERT_THAT(organizations_.DisableOrganization(CallOf("acme"), disable), IsOk());

  EXPECT_EQ(Resolve("users/alice").state(), Principal::REFUSED);
  EXPECT_EQ(Resolve("users/bob").state(), Principal::ACTIVE);
}

TEST_F(PrincipalHandlersTest, KnowTheGroupsThatCountNow) {
  AddUser("alice");
  AddGroup("network", "users/alice", -absl::Hours(1));
  AddGroup("messaging", "users/alice", absl::Hours(1));
  AddGroup("closed", "users/alice", -absl::Hours(1));
  v1::DisableGroupRequest disable;
  disable.set_name("groups/closed");
  ASSERT_THAT(groups_.DisableGroup(CallOf("acme"), disable), IsOk());

  const Principal principal = Resolve("users/alice");
  EXPECT_THAT(principal.groups(), ElementsAre("groups/network"));
  EXPECT_EQ(principal.change_time().seconds(), absl::ToUnixSeconds(now_ + absl::Hours(1)));

  v1::DeleteMembershipRequest leave;
  leave.set_name("groups/network/memberships/alice");
  ASSERT_THAT(memberships_.DeleteMembership(CallOf("acme"), leave), IsOk());
  EXPECT_THAT(Resolve("users/alice").groups(), IsEmpty());
}

TEST_F(PrincipalHandlersTest, TellWhichTokensAreRevoked) {
  AddUser("alice");
  v1::RevokeUserTokensRequest request;
  request.set_name("users/alice");
  request.set_token_id("t1");
  ASSERT_THAT(users_.RevokeUserTokens(CallOf("acme"), request), IsOk());
  EXPECT_THAT(Resolve("users/alice").revoked_token_ids(), ElementsAre("t1"));
  EXPECT_FALSE(Resolve("users/alice").has_tokens_revoke_time());

  request.clear_token_id();
  ASSERT_THAT(users_.RevokeUserTokens(CallOf("acme"), request), IsOk());
  EXPECT_TRUE(Resolve("users/alice").has_tokens_revoke_time());
  EXPECT_THAT(HistoryOf("users/alice"),
              ElementsAre("created v1", "tokens_revoked v2", "tokens_revoked v3"));
}

TEST_F(PrincipalHandlersTest, FindKeysOfAllTenants) {
  const auth::ApiKey of_acme = AddKey("acme");
  const auth::ApiKey of_beta = AddKey("beta", "robot");

  EXPECT_EQ(ResolveKey(of_acme).tenant(), "acme");
  EXPECT_EQ(ResolveKey(of_acme).credential(), NameOf(of_acme));
  EXPECT_THAT(ResolveKey(of_acme).allowed_networks(), ElementsAre("192.0.2.0/24"));
  EXPECT_EQ(ResolveKey(of_beta).tenant(), "beta");
  EXPECT_EQ(ResolveKey(of_beta).subject(), "serviceAccounts/robot");
}

TEST_F(PrincipalHandlersTest, RefuseAKeyWithAnotherSecretAndOneThatIsNotThere) {
  const auth::ApiKey key = AddKey();

  EXPECT_EQ(ResolveKey({key.id, auth::NewApiKey().secret}).state(), Principal::REFUSED);
  EXPECT_EQ(ResolveKey(auth::NewApiKey()).state(), Principal::REFUSED);
  EXPECT_FALSE(GetKey(key).has_last_use_time());
}

TEST_F(PrincipalHandlersTest, RefuseRevokedKeysAndThoseOfDisabledAccounts) {
  const auth::ApiKey key = AddKey();
  v1::DisableServiceAccountRequest disable;
  disable.set_name("serviceAccounts/ci");
  ASSERT_THAT(accounts_.DisableServiceAccount(CallOf("acme"), disable), IsOk());
  EXPECT_EQ(ResolveKey(key).state(), Principal::REFUSED);
  v1::EnableServiceAccountRequest enable;
  enable.set_name("serviceAccounts/ci");
  ASSERT_THAT(accounts_.EnableServiceAccount(CallOf("acme"), enable), IsOk());
  EXPECT_EQ(ResolveKey(key).state(), Principal::ACTIVE);

  v1::RevokeApiKeyRequest revoke;
  revoke.set_name(NameOf(key));
  ASSERT_THAT(keys_.RevokeApiKey(CallOf("acme"), revoke), IsOk());
  EXPECT_EQ(ResolveKey(key).state(), Principal::REFUSED);
}

TEST_F(PrincipalHandlersTest, TellWhoSomebodyIsNow) {
  AddUser("alice");
  const auth::ApiKey key = AddKey();

  EXPECT_THAT(ResolveCaller("users/alice", "token").roles(), ElementsAre("agent"));
  EXPECT_THAT(ResolveCaller("users/alice", "token;act=bot").roles(), ElementsAre("agent"));
  EXPECT_EQ(ResolveCaller("users/alice", "token", "beta").state(), Principal::UNKNOWN);
  EXPECT_THAT(ResolveCaller("serviceAccounts/ci", NameOf(key)).roles(), ElementsAre("agent"));
  EXPECT_EQ(ResolveCaller("serviceAccounts/ci", NameOf(key), "beta").state(), Principal::REFUSED);
  EXPECT_EQ(ResolveCaller("serviceAccounts/ci", "serviceAccounts/ci/apiKeys/none").state(),
            Principal::REFUSED);

  v1::RevokeApiKeyRequest revoke;
  revoke.set_name(NameOf(key));
  ASSERT_THAT(keys_.RevokeApiKey(CallOf("acme"), revoke), IsOk());
  EXPECT_EQ(ResolveCaller("serviceAccounts/ci", NameOf(key)).state(), Principal::REFUSED);
}

TEST_F(PrincipalHandlersTest, TellWhetherTheTenantIsSuspended) {
  AddUser("alice");
  const auth::ApiKey key = AddKey();
  const auto is_suspended = [&] {
    const bool user = Resolve("users/alice").tenant_suspended();
    EXPECT_EQ(Resolve("users/stranger").tenant_suspended(), user);
    EXPECT_EQ(ResolveKey(key).tenant_suspended(), user);
    EXPECT_EQ(ResolveCaller("users/alice", "token").tenant_suspended(), user);
    EXPECT_EQ(ResolveCaller("serviceAccounts/ci", NameOf(key)).tenant_suspended(), user);
    return user;
  };
  EXPECT_FALSE(is_suspended());
  RegisterTenant("acme");
  EXPECT_FALSE(is_suspended());

  v1::SuspendTenantRequest suspend;
  suspend.set_name("tenants/acme");
  suspend.set_reason("Contract ended");
  ASSERT_THAT(tenants_.SuspendTenant(CallOf("operator"), suspend), IsOk());
  EXPECT_TRUE(is_suspended());
  EXPECT_FALSE(Resolve("users/alice", Asking("beta")).tenant_suspended());

  v1::ResumeTenantRequest resume;
  resume.set_name("tenants/acme");
  ASSERT_THAT(tenants_.ResumeTenant(CallOf("operator"), resume), IsOk());
  EXPECT_FALSE(is_suspended());
}

TEST_F(PrincipalHandlersTest, TakeNoOtherTenantsWordForASuspension) {
  v1::CreateTenantRequest request;
  request.set_tenant_id("acme");
  request.mutable_tenant()->set_display_name("Acme");
  ASSERT_THAT(tenants_.CreateTenant(CallOf("beta"), request), IsOk());
  v1::SuspendTenantRequest suspend;
  suspend.set_name("tenants/acme");
  suspend.set_reason("Mine");
  ASSERT_THAT(tenants_.SuspendTenant(CallOf("beta"), suspend), IsOk());

  EXPECT_FALSE(Resolve("users/alice").tenant_suspended());
}

TEST_F(PrincipalHandlersTest, NoteTheUseOfAKeyByTheMinuteWithoutAnEvent) {
  const auth::ApiKey key = AddKey();
  const v1::ApiKey before = GetKey(key);
  EXPECT_FALSE(before.has_last_use_time());

  Call call = Asking();
  ResolveKey(key, call);
  const v1::ApiKey used = GetKey(key);
  EXPECT_EQ(used.last_use_time().seconds(), absl::ToUnixSeconds(call.time) / 60 * 60);
  EXPECT_EQ(used.last_use_time().nanos(), 0);
  EXPECT_EQ(used.etag(), before.etag());
  call.time += absl::Minutes(2);
  ResolveKey(key, call);
  EXPECT_EQ(GetKey(key).last_use_time().seconds(), used.last_use_time().seconds() + 120);
  EXPECT_THAT(HistoryOf(NameOf(key)), ElementsAre("created v1"));

  v1::ListApiKeysRequest list;
  list.set_parent("serviceAccounts/ci");
  list.set_order_by("last_use_time desc");
  list.set_filter(absl::StrCat(
      "last_use_time > \"",
      absl::FormatTime(absl::RFC3339_sec, call.time - absl::Minutes(2), absl::UTCTimeZone()),
      "\""));
  const auto page = keys_.ListApiKeys(CallOf("acme", "ListApiKeys"), list)->Parse();
  ASSERT_EQ(page.api_keys_size(), 1);
  EXPECT_TRUE(page.api_keys(0).has_last_use_time());
}

TEST_F(PrincipalHandlersTest, MarkALeakedKeyOnce) {
  const auth::ApiKey key = AddKey();

  Report({key.id, auth::NewApiKey().secret});
  Report(auth::NewApiKey());
  EXPECT_FALSE(GetKey(key).has_leak_time());
  Report(key);
  Report(key);

  EXPECT_TRUE(GetKey(key).has_leak_time());
  EXPECT_EQ(GetKey(key).state(), v1::ApiKey::ACTIVE);
  EXPECT_THAT(HistoryOf(NameOf(key)), ElementsAre("created v1", "leaked v2"));
}

}  // namespace
}  // namespace steward::directory
