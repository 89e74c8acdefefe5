#include "services/change_approval/rpc/change_template_handlers.h"

#include "platform/access/held_permissions.h"
#include "platform/status/macros.h"
#include "services/change_approval/domain/change_template.h"

namespace steward::change {

absl::Status ChangeTemplateHandlers::CheckItems(const Call& call, const ChangeTemplate& before,
                                                const ChangeTemplate& after) const {
  return items_->Check(call, before.configuration_items(), after.configuration_items(),
                       "change_template.configuration_items");
}

absl::StatusOr<ChangeTemplate> ChangeTemplateHandlers::CreateChangeTemplate(
    const Call& call, const v1::CreateChangeTemplateRequest& request) {
  return templates_.Create(
      call, request, request.change_template_id(), "dev.steward.change.template.created.v1",
      [&]() -> absl::StatusOr<ChangeTemplate> {
        ASSIGN_OR_RETURN(ChangeTemplate created,
                         CreateTemplate(request.change_template(), call.subject, call.now()));
        RETURN_IF_ERROR(CheckItems(call, ChangeTemplate(), created));
        return created;
      });
}

absl::StatusOr<ChangeTemplate> ChangeTemplateHandlers::GetChangeTemplate(
    const Call& call, const v1::GetChangeTemplateRequest& request) {
  return templates_.Get(call, request.name());
}

absl::StatusOr<Encoded<v1::ListChangeTemplatesResponse>>
ChangeTemplateHandlers::ListChangeTemplates(const Call& call,
                                            const v1::ListChangeTemplatesRequest& request) {
  return templates_.List<v1::ListChangeTemplatesResponse>(call, request);
}

absl::StatusOr<ChangeTemplate> ChangeTemplateHandlers::UpdateChangeTemplate(
    const Call& call, const v1::UpdateChangeTemplateRequest& request) {
  const ChangeTemplate& patch = request.change_template();
  return templates_.Change(
      call, request, patch.name(), patch.etag(), "dev.steward.change.template.updated.v1",
      [&](const ChangeTemplate& current) -> absl::StatusOr<ChangeTemplate> {
        ASSIGN_OR_RETURN(ChangeTemplate next,
                         UpdateTemplate(current, request, call.subject, call.now()));
        RETURN_IF_ERROR(CheckItems(call, current, next));
        return next;
      });
}

absl::StatusOr<ChangeTemplate> ChangeTemplateHandlers::ApproveChangeTemplate(
    const Call& call, const v1::ApproveChangeTemplateRequest& request) {
  return templates_.Change(call, request, request.name(), request.etag(),
                           "dev.steward.change.template.approved.v1",
                           [&](const ChangeTemplate& current) {
                             return ApproveTemplate(current, call.subject, call.now());
                           });
}

absl::StatusOr<ChangeTemplate> ChangeTemplateHandlers::RetireChangeTemplate(
    const Call& call, const v1::RetireChangeTemplateRequest& request) {
  return templates_.Change(
      call, request, request.name(), request.etag(), "dev.steward.change.template.retired.v1",
      [&](const ChangeTemplate& current) { return RetireTemplate(current, call.now()); });
}

absl::StatusOr<v1::TestChangeTemplatePermissionsResponse>
ChangeTemplateHandlers::TestChangeTemplatePermissions(
    const Call& call, const v1::TestChangeTemplatePermissionsRequest& request) {
  ASSIGN_OR_RETURN(const ChangeTemplate source, templates_.Get(call, request.name()));
  return access::TestPermissions<v1::TestChangeTemplatePermissionsResponse>(call, request, source);
}

void ChangeTemplateHandlers::Register(rpc::Service* service) {
  service->Handle("CreateChangeTemplate", this, &ChangeTemplateHandlers::CreateChangeTemplate)
      .Handle("GetChangeTemplate", this, &ChangeTemplateHandlers::GetChangeTemplate)
      .Handle("ListChangeTemplates", this, &ChangeTemplateHandlers::ListChangeTemplates)
      .Handle("UpdateChangeTemplate", this, &ChangeTemplateHandlers::UpdateChangeTemplate)
      .Handle("ApproveChangeTemplate", this, &ChangeTemplateHandlers::ApproveChangeTemplate)
      .Handle("RetireChangeTemplate", this, &ChangeTemplateHandlers::RetireChangeTemplate)
      .Handle("TestChangeTemplatePermissions", this,
              &ChangeTemplateHandlers::TestChangeTemplatePermissions);
}

}  // namespace steward::change
