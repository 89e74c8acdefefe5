#include "services/change_approval/rpc/change_handlers.h"

#include <utility>

#include "platform/access/held_permissions.h"
#include "platform/resource/etag.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/change_approval/domain/change.h"

namespace steward::change {

absl::StatusOr<ChangeModel> ChangeHandlers::FindModel(const Call& call,
                                                      const Change& change) const {
  constexpr char kField[] = "change.model";
  auto model = parts_.store->models.Get(Unconfined(call), change.model());
  if (absl::IsNotFound(model.status())) return errors::ReferenceNotFound(kField);
  RETURN_IF_ERROR(model.status());
  if (model->state() != ChangeModel::ENABLED) return errors::ReferenceDisabled(kField);
  return model;
}

absl::StatusOr<ChangeTemplate> ChangeHandlers::FindTemplate(const Call& call,
                                                            const Change& change) const {
  constexpr char kField[] = "change.template";
  if (change.template_().empty()) return ChangeTemplate();
  auto source = parts_.store->templates.Get(Unconfined(call), change.template_());
  if (absl::IsNotFound(source.status())) return errors::ReferenceNotFound(kField);
  RETURN_IF_ERROR(source.status());
  if (source->state() != ChangeTemplate::APPROVED) return errors::ReferenceDisabled(kField);
  return source;
}

// Whoever calls is vouched for by their credential.
absl::Status ChangeHandlers::CheckPeople(const Call& call, const Change& before,
                                         const Change& after) const {
  const auto is_new = [&](const std::string& known, const std::string& named) {
    return named != known && named != call.subject;
  };
  if (is_new(before.requester(), after.requester()))
    RETURN_IF_ERROR(parts_.people->CheckUser(call, after.requester(), "change.requester"));
  if (is_new(before.implementer(), after.implementer()))
    RETURN_IF_ERROR(parts_.people->CheckUser(call, after.implementer(), "change.implementer"));
  return absl::OkStatus();
}

absl::Status ChangeHandlers::CheckReferences(const Call& call, const Change& before,
                                             const Change& after) const {
  RETURN_IF_ERROR(CheckPeople(call, before, after));
  return parts_.items->Check(call, before.configuration_items(), after.configuration_items(),
                             "change.configuration_items");
}

// What its template names was looked for when that was written.
absl::StatusOr<Change> ChangeHandlers::CreateChange(const Call& call,
                                                    const v1::CreateChangeRequest& request) {
  return parts_.store->changes.Commit(call, request, [&]() -> absl::StatusOr<ChangeDecision> {
    ASSIGN_OR_RETURN(const ChangeModel model, FindModel(call, request.change()));
    ASSIGN_OR_RETURN(const ChangeTemplate source, FindTemplate(call, request.change()));
    ASSIGN_OR_RETURN(Change change,
                     Create(request.change(), model, source, call.subject, call.now()));
    Change nothing;
    *nothing.mutable_configuration_items() = source.configuration_items();
    RETURN_IF_ERROR(CheckReferences(call, nothing, change));
    return parts_.store->PlanCreate(call, std::move(change));
  });
}

absl::StatusOr<Change> ChangeHandlers::GetChange(const Call& call,
                                                 const v1::GetChangeRequest& request) {
  return parts_.store->changes.Get(call, request.name());
}

absl::StatusOr<Encoded<v1::ListChangesResponse>> ChangeHandlers::ListChanges(
    const Call& call, const v1::ListChangesRequest& request) {
  return parts_.store->changes.List<v1::ListChangesResponse>(call, request);
}

// A template that was retired since still says how long its changes take.
absl::StatusOr<Change> ChangeHandlers::UpdateChange(const Call& call,
                                                    const v1::UpdateChangeRequest& request) {
  return parts_.store->changes.Commit(call, request, [&]() -> absl::StatusOr<ChangeDecision> {
    const Change& patch = request.change();
    ASSIGN_OR_RETURN(const StoredChange stored,
                     parts_.store->changes.GetStored(call, patch.name()));
    const Change& before = stored.resource;
    if (!resource::EtagMatches(patch.etag(), before.etag())) return errors::StaleEtag(patch.name());
    ChangeTemplate source;
    if (!before.template_().empty()) {
      ASSIGN_OR_RETURN(source, parts_.store->templates.Get(Unconfined(call), before.template_()));
    }
    ASSIGN_OR_RETURN(Change next, Update(before, request, source, call.now()));
    RETURN_IF_ERROR(CheckReferences(call, before, next));
    store::Steps<Change> steps(stored);
    steps.Take(parts_.store->changes.PlanChange(call, steps.at(), std::move(next),
                                                EventTypeOf(before, "update")));
    RETURN_IF_ERROR(parts_.approvals->Reconsider(call, before, &steps));
    return std::move(steps).Decision();
  });
}

absl::StatusOr<v1::TestChangePermissionsResponse> ChangeHandlers::TestChangePermissions(
    const Call& call, const v1::TestChangePermissionsRequest& request) {
  ASSIGN_OR_RETURN(const Change change, parts_.store->changes.Get(call, request.name()));
  return access::TestPermissions<v1::TestChangePermissionsResponse>(call, request, change);
}

void ChangeHandlers::Register(rpc::Service* service) {
  service->Handle("CreateChange", this, &ChangeHandlers::CreateChange)
      .Handle("GetChange", this, &ChangeHandlers::GetChange)
      .Handle("ListChanges", this, &ChangeHandlers::ListChanges)
      .Handle("UpdateChange", this, &ChangeHandlers::UpdateChange)
      .Handle("AssessChange", this, &ChangeHandlers::AssessChange)
      .Handle("RequestChangeApproval", this, &ChangeHandlers::RequestChangeApproval)
      .Handle("StartChange", this, &ChangeHandlers::StartChange)
      .Handle("CompleteChange", this, &ChangeHandlers::CompleteChange)
      .Handle("FailChange", this, &ChangeHandlers::FailChange)
      .Handle("BackOutChange", this, &ChangeHandlers::BackOutChange)
      .Handle("CloseChange", this, &ChangeHandlers::CloseChange)
      .Handle("CancelChange", this, &ChangeHandlers::CancelChange)
      .Handle("TestChangePermissions", this, &ChangeHandlers::TestChangePermissions);
}

}  // namespace steward::change
