#include "services/directory/rpc/organization_handlers.h"

#include "platform/status/macros.h"
#include "services/directory/domain/hierarchy.h"
#include "services/directory/domain/record.h"
#include "services/directory/rpc/administrators.h"
#include "services/directory/rpc/references.h"

namespace steward::directory {

using v1::Organization;

absl::StatusOr<Organization> OrganizationHandlers::CreateOrganization(
    const Call& call, const v1::CreateOrganizationRequest& request) {
  return directory_->organizations.Create(
      call, request, request.organization_id(), EventType("organization", "created"),
      [&]() -> absl::StatusOr<Organization> {
        Organization organization = BeginActive(request.organization(), call.now());
        RETURN_IF_ERROR(CheckReferences(call, *directory_, "organization", nullptr, organization));
        return organization;
      });
}

absl::StatusOr<Organization> OrganizationHandlers::GetOrganization(
    const Call& call, const v1::GetOrganizationRequest& request) {
  return directory_->organizations.Get(call, request.name());
}

absl::StatusOr<Encoded<v1::ListOrganizationsResponse>> OrganizationHandlers::ListOrganizations(
    const Call& call, const v1::ListOrganizationsRequest& request) {
  return directory_->organizations.List<v1::ListOrganizationsResponse>(call, request);
}

absl::StatusOr<Organization> OrganizationHandlers::UpdateOrganization(
    const Call& call, const v1::UpdateOrganizationRequest& request) {
  const Organization& patch = request.organization();
  return directory_->organizations.Change(
      call, request, patch.name(), patch.etag(), EventType("organization", "updated"),
      [&](const Organization& current) -> absl::StatusOr<Organization> {
        ASSIGN_OR_RETURN(Organization next,
                         Patch(current, patch, request.update_mask(), "organization", call.now()));
        RETURN_IF_ERROR(CheckReferences(call, *directory_, "organization", &current, next));
        ASSIGN_OR_RETURN(const auto above, directory_->OrganizationsFrom(call, next.parent()));
        RETURN_IF_ERROR(CheckNoCycle(next.name(), above, "organization.parent"));
        RETURN_IF_ERROR(CheckAdministratorLeft(call, *directory_, current, next));
        return next;
      });
}

absl::StatusOr<Organization> OrganizationHandlers::DisableOrganization(
    const Call& call, const v1::DisableOrganizationRequest& request) {
  return directory_->organizations.Change(
      call, request, request.name(), request.etag(), EventType("organization", "disabled"),
      [&](const Organization& current) -> absl::StatusOr<Organization> {
        ASSIGN_OR_RETURN(Organization next, Disable(current, call.now()));
        RETURN_IF_ERROR(CheckAdministratorLeft(call, *directory_, current, next));
        return next;
      });
}

absl::StatusOr<Organization> OrganizationHandlers::EnableOrganization(
    const Call& call, const v1::EnableOrganizationRequest& request) {
  return directory_->organizations.Change(
      call, request, request.name(), request.etag(), EventType("organization", "enabled"),
      [&](const Organization& current) { return Enable(current, call.now()); });
}

void OrganizationHandlers::Register(rpc::Service* service) {
  service->Handle("CreateOrganization", this, &OrganizationHandlers::CreateOrganization)
      .Handle("GetOrganization", this, &OrganizationHandlers::GetOrganization)
      .Handle("ListOrganizations", this, &OrganizationHandlers::ListOrganizations)
      .Handle("UpdateOrganization", this, &OrganizationHandlers::UpdateOrganization)
      .Handle("DisableOrganization", this, &OrganizationHandlers::DisableOrganization)
      .Handle("EnableOrganization", this, &OrganizationHandlers::EnableOrganization);
}

}  // namespace steward::directory
