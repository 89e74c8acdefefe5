#include "services/change_approval/rpc/change_model_handlers.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "platform/access/held_permissions.h"
#include "platform/status/macros.h"
#include "services/change_approval/domain/change_model.h"

namespace steward::change {
namespace {

// Stages stay as they are written: whom they ask is looked for at once.
absl::Status CheckAsked(const Call& call, const people::People& people, const ChangeModel& model) {
  for (int i = 0; i < model.stages_size(); ++i) {
    const v1::ModelStage& stage = model.stages(i);
    const std::string path = absl::StrCat("change_model.stages[", i, "]");
    for (int j = 0; j < stage.users_size(); ++j)
      RETURN_IF_ERROR(
          people.CheckUser(call, stage.users(j), absl::StrCat(path, ".users[", j, "]")));
    for (int j = 0; j < stage.groups_size(); ++j)
      RETURN_IF_ERROR(people.CheckGroup(call, stage.groups(j), people::Group::KIND_UNSPECIFIED,
                                        absl::StrCat(path, ".groups[", j, "]")));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ChangeModelHandlers::CheckIncidentGroup(const Call& call, const ChangeModel& before,
                                                     const ChangeModel& after) const {
  if (before.incident_group() == after.incident_group()) return absl::OkStatus();
  return people_->CheckGroup(call, after.incident_group(), people::Group::ASSIGNMENT,
                             "change_model.incident_group");
}

absl::StatusOr<ChangeModel> ChangeModelHandlers::CreateChangeModel(
    const Call& call, const v1::CreateChangeModelRequest& request) {
  return models_.Create(
      call, request, request.change_model_id(), "dev.steward.change.model.created.v1",
      [&]() -> absl::StatusOr<ChangeModel> {
        ASSIGN_OR_RETURN(ChangeModel model,
                         CreateModel(request.change_model(), call.subject, call.now()));
        RETURN_IF_ERROR(CheckAsked(call, *people_, model));
        RETURN_IF_ERROR(CheckIncidentGroup(call, ChangeModel(), model));
        return model;
      });
}

absl::StatusOr<ChangeModel> ChangeModelHandlers::GetChangeModel(
    const Call& call, const v1::GetChangeModelRequest& request) {
  return models_.Get(call, request.name());
}

absl::StatusOr<Encoded<v1::ListChangeModelsResponse>> ChangeModelHandlers::ListChangeModels(
    const Call& call, const v1::ListChangeModelsRequest& request) {
  return models_.List<v1::ListChangeModelsResponse>(call, request);
}

absl::StatusOr<ChangeModel> ChangeModelHandlers::UpdateChangeModel(
    const Call& call, const v1::UpdateChangeModelRequest& request) {
  const ChangeModel& patch = request.change_model();
  return models_.Change(
      call, request, patch.name(), patch.etag(), "dev.steward.change.model.updated.v1",
      [&](const ChangeModel& current) -> absl::StatusOr<ChangeModel> {
        ASSIGN_OR_RETURN(ChangeModel next, UpdateModel(current, request, call.now()));
        RETURN_IF_ERROR(CheckIncidentGroup(call, current, next));
        return next;
      });
}

absl::StatusOr<ChangeModel> ChangeModelHandlers::DisableChangeModel(
    const Call& call, const v1::DisableChangeModelRequest& request) {
  return models_.Change(
      call, request, request.name(), request.etag(), "dev.steward.change.model.disabled.v1",
      [&](const ChangeModel& current) { return DisableModel(current, call.now()); });
}

absl::StatusOr<ChangeModel> ChangeModelHandlers::EnableChangeModel(
    const Call& call, const v1::EnableChangeModelRequest& request) {
  return models_.Change(
      call, request, request.name(), request.etag(), "dev.steward.change.model.enabled.v1",
      [&](const ChangeModel& current) { return EnableModel(current, call.now()); });
}

absl::StatusOr<v1::TestChangeModelPermissionsResponse>
ChangeModelHandlers::TestChangeModelPermissions(
    const Call& call, const v1::TestChangeModelPermissionsRequest& request) {
  ASSIGN_OR_RETURN(const ChangeModel model, models_.Get(call, request.name()));
  return access::TestPermissions<v1::TestChangeModelPermissionsResponse>(call, request, model);
}

void ChangeModelHandlers::Register(rpc::Service* service) {
  service->Handle("CreateChangeModel", this, &ChangeModelHandlers::CreateChangeModel)
      .Handle("GetChangeModel", this, &ChangeModelHandlers::GetChangeModel)
      .Handle("ListChangeModels", this, &ChangeModelHandlers::ListChangeModels)
      .Handle("UpdateChangeModel", this, &ChangeModelHandlers::UpdateChangeModel)
      .Handle("DisableChangeModel", this, &ChangeModelHandlers::DisableChangeModel)
      .Handle("EnableChangeModel", this, &ChangeModelHandlers::EnableChangeModel)
      .Handle("TestChangeModelPermissions", this, &ChangeModelHandlers::TestChangeModelPermissions);
}

}  // namespace steward::change
