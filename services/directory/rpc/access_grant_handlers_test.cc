#include "services/directory/rpc/access_grant_handlers.h"

#include "platform/time/timestamp.h"
#include "services/directory/rpc/group_handlers.h"
#include "services/directory/rpc/membership_handlers.h"
#include "services/directory/rpc/principal_handlers.h"
#include "services/directory/rpc/tenant_handlers.h"
#include "services/directory/rpc/user_handlers.h"
#include "services/directory/store/directory_for_test.h"

namespace steward::directory {
namespace {

using errors::Reason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::AccessGrant;

// Acme, the customer, gives access to people of globex.
class AccessGrantHandlersTest : public DirectoryTest {
 protected:
  AccessGrantHandlersTest() {
    AddUser("bob");
    AddUser("carol");
    v1::CreateGroupRequest group;
    group.set_group_id("Desk");
    group.mutable_group()->set_display_name("Desk");
    group.mutable_group()->set_kind(v1::Group::ASSIGNMENT);
    EXPECT_THAT(groups_.CreateGroup(CallOf("globex"), group), IsOk());
    v1::CreateMembershipRequest join;
    join.set_parent("groups/Desk");
    join.mutable_membership()->set_user("users/carol");
    EXPECT_THAT(memberships_.CreateMembership(CallOf("globex"), join), IsOk());
  }

  void AddUser(const std::string& id) {
    v1::CreateUserRequest request;
    request.set_user_id(id);
    request.mutable_user()->set_display_name(id);
    request.mutable_user()->add_roles("tenant_admin");
    EXPECT_THAT(users_.CreateUser(CallOf("globex"), request), IsOk());
  }

  static v1::CreateAccessGrantRequest To(const std::string& grantee, const std::string& role,
                                         absl::Duration begins = absl::ZeroDuration(),
                                         absl::Duration ends = absl::Hours(1)) {
    v1::CreateAccessGrantRequest request;
    AccessGrant& grant = *request.mutable_access_grant();
    grant.set_grantee_tenant("globex");
    grant.set_grantee(grantee);
    grant.add_roles(role);
    grant.set_reason("Service desk");
    *grant.mutable_start_time() = ToProto(absl::Now() + begins);
    *grant.mutable_expire_time() = ToProto(absl::Now() + ends);
    return request;
  }

  AccessGrant Give(const v1::CreateAccessGrantRequest& request,
                   const std::string& tenant = "acme") {
    return handlers_.CreateAccessGrant(CallOf(tenant, "CreateAccessGrant"), request).value();
  }

  absl::StatusOr<AccessGrant> Revoke(const AccessGrant& grant, const std::string& tenant = "acme") {
    v1::RevokeAccessGrantRequest request;
    request.set_name(grant.name());
    request.set_etag(grant.etag());
    return handlers_.RevokeAccessGrant(CallOf(tenant, "RevokeAccessGrant"), request);
  }

  absl::StatusOr<AccessGrant> Get(const std::string& name, const std::string& tenant = "acme") {
    v1::GetAccessGrantRequest request;
    request.set_name(name);
    return handlers_.GetAccessGrant(CallOf(tenant), request);
  }

  std::vector<AccessGrant::State> StatesOfList(const std::string& filter) {
    v1::ListAccessGrantsRequest request;
    request.set_filter(filter);
    request.set_order_by("create_time");
    const auto page =
        handlers_.ListAccessGrants(CallOf("acme", "ListAccessGrants"), request)->Parse();
    std::vector<AccessGrant::State> states;
    for (const AccessGrant& grant : page.access_grants()) states.push_back(grant.state());
    return states;
  }

  // As the gateway asks; `later` than now.
  Principal Resolve(const std::string& subject, const std::string& tenant = "acme",
                    absl::Duration later = absl::ZeroDuration()) {
    Call call = CallOf("globex", "ResolveGuest");
    call.time += later;
    identity::v1::ResolveGuestRequest request;
    request.set_subject(subject);
    request.set_tenant(tenant);
    return principals_.ResolveGuest(call, request).value();
  }

  std::vector<std::string> RolesOf(const std::string& subject, const std::string& tenant = "acme",
                                   absl::Duration later = absl::ZeroDuration()) {
    const Principal known = Resolve(subject, tenant, later);
    std::vector<std::string> roles;
    for (const auto& timed : known.timed_roles()) roles.push_back(timed.role());
    return roles;
  }

  Call CallOfUser(const std::string& subject) {
    Call call = CallOf("acme", "BreakGlass");
    call.subject = subject;
    call.permission = "accessGrants.breakGlass";
    return call;
  }

  AccessGrants grants_{AccessGrantTable(), {&points_, &lister_, &journal_}};
  AccessGrantHandlers handlers_{&grants_};
  UserHandlers users_{&directory_};
  GroupHandlers groups_{&directory_};
  MembershipHandlers memberships_{&directory_};
  TenantHandlers tenants_{&directory_, "operator"};
  Principals store_{&pool_, "operator"};
  PrincipalHandlers principals_{&store_, &directory_};
};

TEST_F(AccessGrantHandlersTest, GoThroughTheirLife) {
  const AccessGrant grant = Give(To("users/bob", "agent"));

  EXPECT_EQ(grant.state(), AccessGrant::ACTIVE);
  EXPECT_EQ(grant.creator(), "users/admin");
  EXPECT_EQ(Get(grant.name())->SerializeAsString(), grant.SerializeAsString());
  EXPECT_THAT(Get(grant.name(), "globex"), HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_THAT(Revoke(grant, "globex"), HasReason(Reason::RESOURCE_NOT_FOUND));

  EXPECT_EQ(Revoke(grant)->state(), AccessGrant::REVOKED);
  EXPECT_THAT(Revoke(grant), HasReason(Reason::ETAG_MISMATCH));
  EXPECT_THAT(Revoke(*Get(grant.name())), HasReason(Reason::ILLEGAL_TRANSITION));
  EXPECT_THAT(HistoryOf(grant.name()), ElementsAre("created v1", "revoked v2"));
}

TEST_F(AccessGrantHandlersTest, ShowTheirStateAsOfNow) {
  const AccessGrant ended = Give(To("users/bob", "agent"));
  Give(To("users/bob", "agent", absl::Minutes(30)));
  Give(To("users/bob", "agent"));
  ASSERT_THAT(Revoke(Give(To("users/bob", "agent"))), IsOk());
  // Time cannot be turned on in the database.
  Inspect(absl::StrCat("UPDATE access_grant SET expire_time = start_time WHERE id = '",
                       ended.name().substr(13), "'"));

  EXPECT_EQ(Get(ended.name())->state(), AccessGrant::EXPIRED);
  EXPECT_THAT(StatesOfList(""), ElementsAre(AccessGrant::EXPIRED, AccessGrant::PENDING,
                                            AccessGrant::ACTIVE, AccessGrant::REVOKED));
  EXPECT_THAT(StatesOfList("state = ACTIVE"), ElementsAre(AccessGrant::ACTIVE));
  EXPECT_THAT(StatesOfList("state != PENDING AND roles:agent"),
              ElementsAre(AccessGrant::EXPIRED, AccessGrant::ACTIVE, AccessGrant::REVOKED));
}

TEST_F(AccessGrantHandlersTest, LetInWhomTheyNameAndNobodyElse) {
  Give(To("users/BOB", "agent"));
  Give(To("groups/desk", "auditor"));
  Give(To("users/carol", "resolver"), "beta");

  EXPECT_THAT(RolesOf("users/bob"), ElementsAre("agent"));
  EXPECT_THAT(RolesOf("users/Carol"), ElementsAre("auditor"));
  EXPECT_EQ(Resolve("users/Carol").subject(), "tenants/globex/users/carol");
  EXPECT_THAT(RolesOf("users/carol", "beta"), ElementsAre("resolver"));
  for (const char* tenant : {"beta", "nowhere"})
    EXPECT_EQ(Resolve("users/bob", tenant).state(), Principal::NOT_GRANTED) << tenant;
  EXPECT_EQ(Resolve("users/dave").state(), Principal::NOT_GRANTED);
  EXPECT_EQ(Resolve("groups/desk").state(), Principal::NOT_GRANTED);
}

TEST_F(AccessGrantHandlersTest, CountFromTheirBeginToTheirEnd) {
  Give(To("users/bob", "agent", absl::Minutes(10), absl::Minutes(20)));
  Give(To("users/bob", "auditor", absl::Minutes(15), absl::Minutes(30)));

  EXPECT_THAT(RolesOf("users/bob"), IsEmpty());
  EXPECT_THAT(RolesOf("users/bob", "acme", absl::Minutes(11)), ElementsAre("agent"));
  EXPECT_THAT(RolesOf("users/bob", "acme", absl::Minutes(16)), ElementsAre("agent", "auditor"));
  EXPECT_THAT(RolesOf("users/bob", "acme", absl::Minutes(21)), ElementsAre("auditor"));
  EXPECT_THAT(RolesOf("users/bob", "acme", absl::Minutes(31)), IsEmpty());
}

TEST_F(AccessGrantHandlersTest, EndWithWhatTheyAreMadeOf) {
  const AccessGrant to_bob = Give(To("users/bob", "agent"));
  Give(To("groups/desk", "agent"));
  ASSERT_THAT(RolesOf("users/bob"), ElementsAre("agent"));
  ASSERT_THAT(RolesOf("users/carol"), ElementsAre("agent"));

  ASSERT_THAT(Revoke(to_bob), IsOk());
  EXPECT_EQ(Resolve("users/bob").state(), Principal::NOT_GRANTED);
  v1::DeleteMembershipRequest leave;
  leave.set_name("groups/Desk/memberships/carol");
  ASSERT_THAT(memberships_.DeleteMembership(CallOf("globex"), leave), IsOk());
  EXPECT_EQ(Resolve("users/carol").state(), Principal::NOT_GRANTED);

  Give(To("users/carol", "agent"));
  v1::DisableUserRequest disable;
  disable.set_name("users/carol");
  ASSERT_THAT(users_.DisableUser(CallOf("globex"), disable), IsOk());
  EXPECT_EQ(Resolve("users/carol").state(), Principal::REFUSED);
}

TEST_F(AccessGrantHandlersTest, TellOfASuspensionOnlyWhomTheyLetIn) {
  v1::CreateTenantRequest made;
  made.set_tenant_id("acme");
  made.mutable_tenant()->set_display_name("Acme");
  ASSERT_THAT(tenants_.CreateTenant(CallOf("operator"), made), IsOk());
  v1::SuspendTenantRequest suspend;
  suspend.set_name("tenants/acme");
  suspend.set_reason("Contract ended");
  ASSERT_THAT(tenants_.SuspendTenant(CallOf("operator"), suspend), IsOk());

  EXPECT_FALSE(Resolve("users/bob").tenant_suspended());
  Give(To("users/bob", "agent"));
  EXPECT_TRUE(Resolve("users/bob").tenant_suspended());
}

TEST_F(AccessGrantHandlersTest, AnswerForAGuestWhoseCallGoesOn) {
  const AccessGrant grant = Give(To("users/bob", "agent"));
  identity::v1::ResolveCallerRequest request;
  request.set_tenant("acme");
  request.set_subject("tenants/globex/users/bob");
  request.set_credential("token");

  const Principal guest = principals_.ResolveCaller(CallOf("", "ResolveCaller"), request).value();
  EXPECT_EQ(guest.state(), Principal::ACTIVE);
  EXPECT_EQ(guest.subject(), "tenants/globex/users/bob");
  EXPECT_EQ(guest.timed_roles(0).role(), "agent");
  ASSERT_THAT(Revoke(grant), IsOk());
  EXPECT_EQ(principals_.ResolveCaller(CallOf("", "ResolveCaller"), request)->state(),
            Principal::NOT_GRANTED);
}

TEST_F(AccessGrantHandlersTest, AreHandedOnByNoGuest) {
  for (const char* subject : {"tenants/globex/users/bob", "serviceAccounts/ci"})
    EXPECT_THAT(handlers_.BreakGlass(CallOfUser(subject), v1::BreakGlassRequest()),
                HasReason(Reason::PERMISSION_DENIED))
        << subject;
  EXPECT_THAT(handlers_.CreateAccessGrant(CallOfUser("tenants/globex/users/bob"),
                                          To("users/carol", "agent")),
              HasReason(Reason::PERMISSION_DENIED));
}

TEST_F(AccessGrantHandlersTest, MakeAnAdministratorOfWhoBreaksTheGlass) {
  identity::v1::ResolvePrincipalRequest who;
  who.set_subject("users/Alice");
  v1::BreakGlassRequest request;
  request.set_reason("Nobody answers");
  const Call call = CallOf("acme", "ResolvePrincipal");
  EXPECT_THAT(principals_.ResolvePrincipal(call, who)->timed_roles(), IsEmpty());

  const AccessGrant grant = handlers_.BreakGlass(CallOfUser("users/alice"), request).value();

  EXPECT_THAT(HistoryOf(grant.name()), ElementsAre("glass_broken v1"));
  const Principal alice =
      principals_.ResolvePrincipal(CallOf("acme", "ResolvePrincipal"), who).value();
  ASSERT_EQ(alice.timed_roles_size(), 1);
  EXPECT_EQ(alice.timed_roles(0).role(), "tenant_admin");
  EXPECT_EQ(FromProto(alice.change_time()), FromProto(grant.expire_time()));
  who.set_subject("users/bob");
  EXPECT_THAT(principals_.ResolvePrincipal(call, who)->timed_roles(), IsEmpty());
}

}  // namespace
}  // namespace steward::directory
