#include "services/directory/rpc/substitute_handlers.h"

#include "platform/access/record_rule.h"
#include "platform/resource/name.h"
#include "platform/status/macros.h"
#include "services/directory/domain/record.h"
#include "services/directory/domain/substitute.h"
#include "services/directory/rpc/references.h"

namespace steward::directory {

absl::Status SubstituteHandlers::CheckUser(const Call& call, const std::string& user) const {
  Substitute any;
  any.set_user(user);
  RETURN_IF_ERROR(access::CheckNewRecord(call, any));
  return directory_->users.CheckExists(call, user);
}

absl::StatusOr<Substitute> SubstituteHandlers::CreateSubstitute(
    const Call& call, const v1::CreateSubstituteRequest& request) {
  const Substitute& draft = request.substitute();
  RETURN_IF_ERROR(CheckUser(call, request.parent()));
  ASSIGN_OR_RETURN(const std::string user, resource::IdFromName("users", request.parent()));
  ASSIGN_OR_RETURN(const std::string other, resource::IdFromName("users", draft.substitute()));
  return directory_->substitutes.Create(
      call, request, absl::StrCat(user, "/", other), EventType("substitute", "created"),
      [&]() -> absl::StatusOr<Substitute> {
        RETURN_IF_ERROR(CheckReferences(call, *directory_, "substitute", nullptr, draft));
        return directory::CreateSubstitute(draft, request.parent(), call.now());
      });
}

absl::StatusOr<Substitute> SubstituteHandlers::GetSubstitute(
    const Call& call, const v1::GetSubstituteRequest& request) {
  ASSIGN_OR_RETURN(Substitute found, directory_->substitutes.Get(Unconfined(call), request.name()));
  // Whoever may act for a user sees that they may.
  if (found.substitute() == call.subject) return found;
  RETURN_IF_ERROR(access::CheckRecord(call, found, request.name()));
  return found;
}

absl::StatusOr<Encoded<v1::ListSubstitutesResponse>> SubstituteHandlers::ListSubstitutes(
    const Call& call, const v1::ListSubstitutesRequest& request) {
  if (request.parent() == "users/-") return directory_->ListAllSubstitutes(call, request);
  const auto user = resource::IdFromName("users", request.parent());
  if (!user.ok())
    return errors::InvalidField("parent", "must have the form 'users/{id}' or be 'users/-'");
  // A user who does not exist is not one without substitutes.
  RETURN_IF_ERROR(CheckUser(call, request.parent()));
  return directory_->substitutes.List<v1::ListSubstitutesResponse>(call, request, *user);
}

absl::StatusOr<Substitute> SubstituteHandlers::UpdateSubstitute(
    const Call& call, const v1::UpdateSubstituteRequest& request) {
  const Substitute& patch = request.substitute();
  return directory_->substitutes.Change(
      call, request, patch.name(), patch.etag(), EventType("substitute", "updated"),
      [&](const Substitute& current) {
        return directory::UpdateSubstitute(current, request, call.now());
      });
}

absl::StatusOr<Substitute> SubstituteHandlers::DeleteSubstitute(
    const Call& call, const v1::DeleteSubstituteRequest& request) {
  return directory_->substitutes.Delete(
      call, request, request.name(), request.etag(), EventType("substitute", "deleted"),
      [&](const Substitute& current) -> absl::StatusOr<Substitute> {
        Substitute last = current;
        *last.mutable_update_time() = ToProto(call.now());
        return last;
      });
}

void SubstituteHandlers::Register(rpc::Service* service) {
  service->Handle("CreateSubstitute", this, &SubstituteHandlers::CreateSubstitute)
      .Handle("GetSubstitute", this, &SubstituteHandlers::GetSubstitute)
      .Handle("ListSubstitutes", this, &SubstituteHandlers::ListSubstitutes)
      .Handle("UpdateSubstitute", this, &SubstituteHandlers::UpdateSubstitute)
      .Handle("DeleteSubstitute", this, &SubstituteHandlers::DeleteSubstitute);
}

}  // namespace steward::directory
