#include "services/directory/rpc/tenant_handlers.h"

#include "google/protobuf/util/message_differencer.h"
#include "services/directory/store/directory_for_test.h"

namespace steward::directory {
namespace {

using errors::Reason;
using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using v1::Tenant;

class TenantHandlersTest : public DirectoryTest {
 protected:
  absl::StatusOr<Tenant> Create(const std::string& id) {
    v1::CreateTenantRequest request;
    request.set_tenant_id(id);
    request.mutable_tenant()->set_display_name(id);
    request.mutable_tenant()->set_region("eu-central");
    request.mutable_tenant()->set_suspend_reason("Not yours to say");
    return handlers_.CreateTenant(CallOf("operator", "CreateTenant"), request);
  }

  absl::StatusOr<Tenant> Get(const std::string& name) {
    v1::GetTenantRequest request;
    request.set_name(name);
    return handlers_.GetTenant(CallOf("operator"), request);
  }

  absl::StatusOr<Tenant> Suspend(const std::string& name, const std::string& etag = "") {
    v1::SuspendTenantRequest request;
    request.set_name(name);
    request.set_etag(etag);
    request.set_reason("Contract ended");
    return handlers_.SuspendTenant(CallOf("operator"), request);
  }

  absl::StatusOr<Tenant> Resume(const std::string& name) {
    v1::ResumeTenantRequest request;
    request.set_name(name);
    return handlers_.ResumeTenant(CallOf("operator"), request);
  }

  TenantHandlers handlers_{&directory_, "operator"};
};

TEST_F(TenantHandlersTest, LeadATenantThroughItsLife) {
  const Tenant created = Create("acme").value();
  EXPECT_EQ(created.name(), "tenants/acme");
  EXPECT_EQ(created.state(), Tenant::ACTIVE);
  EXPECT_EQ(created.suspend_reason(), "");
  EXPECT_THAT(Create("acme"), HasReason(Reason::RESOURCE_ALREADY_EXISTS));

  v1::UpdateTenantRequest update;
  *update.mutable_tenant() = created;
  update.mutable_tenant()->set_display_name("Acme Ltd");
  const Tenant updated = handlers_.UpdateTenant(CallOf("operator"), update).value();
  EXPECT_EQ(updated.display_name(), "Acme Ltd");

  EXPECT_THAT(Suspend("tenants/acme", created.etag()), HasReason(Reason::ETAG_MISMATCH));
  EXPECT_EQ(Suspend("tenants/acme", updated.etag())->suspend_reason(), "Contract ended");
  EXPECT_THAT(Suspend("tenants/acme"), HasReason(Reason::ILLEGAL_TRANSITION));
  const Tenant resumed = Resume("tenants/acme").value();
  EXPECT_EQ(resumed.state(), Tenant::ACTIVE);
  EXPECT_TRUE(MessageDifferencer::Equals(Get("tenants/acme").value(), resumed));
  EXPECT_THAT(HistoryOf("tenants/acme", "operator"),
              ElementsAre("created v1", "updated v2", "suspended v3", "resumed v4"));
}

TEST_F(TenantHandlersTest, LeaveTheOperatorsOwnTenant) {
  ASSERT_THAT(Create("operator"), IsOk());

  EXPECT_THAT(Suspend("tenants/operator"), HasReason(Reason::ILLEGAL_TRANSITION));
}

TEST_F(TenantHandlersTest, ListByState) {
  for (const char* id : {"beta", "acme", "gamma"}) ASSERT_THAT(Create(id), IsOk());
  ASSERT_THAT(Suspend("tenants/beta"), IsOk());
  const auto names = [&](const std::string& filter) {
    v1::ListTenantsRequest request;
    request.set_filter(filter);
    std::vector<std::string> found;
    const auto page = handlers_.ListTenants(CallOf("operator"), request)->Parse();
    for (const Tenant& tenant : page.tenants()) found.push_back(tenant.name());
    return found;
  };

  EXPECT_THAT(names(""), ElementsAre("tenants/acme", "tenants/beta", "tenants/gamma"));
  EXPECT_THAT(names("state = SUSPENDED"), ElementsAre("tenants/beta"));
}

}  // namespace
}  // namespace steward::directory
