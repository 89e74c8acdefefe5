#include "services/directory/rpc/membership_handlers.h"

#include "platform/resource/name.h"
#include "platform/status/macros.h"
#include "services/directory/domain/membership.h"
#include "services/directory/domain/record.h"
#include "services/directory/rpc/references.h"

namespace steward::directory {

absl::StatusOr<Membership> MembershipHandlers::CreateMembership(
    const Call& call, const v1::CreateMembershipRequest& request) {
  const Membership& draft = request.membership();
  ASSIGN_OR_RETURN(const std::string group, resource::IdFromName("groups", request.parent()));
  ASSIGN_OR_RETURN(const std::string user, resource::IdFromName("users", draft.user()));
  return directory_->memberships.Create(
      call, request, absl::StrCat(group, "/", user), EventType("membership", "created"),
      [&]() -> absl::StatusOr<Membership> {
        RETURN_IF_ERROR(directory_->groups.Get(call, request.parent()).status());
        RETURN_IF_ERROR(CheckReferences(call, *directory_, "membership", nullptr, draft));
        return directory::CreateMembership(draft, call.now());
      });
}

absl::StatusOr<Membership> MembershipHandlers::GetMembership(
    const Call& call, const v1::GetMembershipRequest& request) {
  return directory_->memberships.Get(call, request.name());
}

absl::StatusOr<Encoded<v1::ListMembershipsResponse>> MembershipHandlers::ListMemberships(
    const Call& call, const v1::ListMembershipsRequest& request) {
  // A group that does not exist is not one without members.
  RETURN_IF_ERROR(directory_->groups.Get(call, request.parent()).status());
  ASSIGN_OR_RETURN(const std::string group, resource::IdFromName("groups", request.parent()));
  return directory_->memberships.List<v1::ListMembershipsResponse>(call, request, group);
}

absl::StatusOr<Membership> MembershipHandlers::UpdateMembership(
    const Call& call, const v1::UpdateMembershipRequest& request) {
  const Membership& patch = request.membership();
  return directory_->memberships.Change(
      call, request, patch.name(), patch.etag(), EventType("membership", "updated"),
      [&](const Membership& current) {
        return directory::UpdateMembership(current, request, call.now());
      });
}

absl::StatusOr<Membership> MembershipHandlers::DeleteMembership(
    const Call& call, const v1::DeleteMembershipRequest& request) {
  return directory_->memberships.Delete(
      call, request, request.name(), request.etag(), EventType("membership", "deleted"),
      [&](const Membership& current) -> absl::StatusOr<Membership> {
        Membership last = current;
        *last.mutable_update_time() = ToProto(call.now());
        return last;
      });
}

void MembershipHandlers::Register(rpc::Service* service) {
  service->Handle("CreateMembership", this, &MembershipHandlers::CreateMembership)
      .Handle("GetMembership", this, &MembershipHandlers::GetMembership)
      .Handle("ListMemberships", this, &MembershipHandlers::ListMemberships)
      .Handle("UpdateMembership", this, &MembershipHandlers::UpdateMembership)
      .Handle("DeleteMembership", this, &MembershipHandlers::DeleteMembership);
}

}  // namespace steward::directory
