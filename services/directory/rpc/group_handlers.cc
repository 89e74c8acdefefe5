#include "services/directory/rpc/group_handlers.h"

#include "platform/status/macros.h"
#include "services/directory/domain/record.h"
#include "services/directory/rpc/references.h"

namespace steward::directory {

using v1::Group;

absl::StatusOr<Group> GroupHandlers::CreateGroup(const Call& call,
                                                 const v1::CreateGroupRequest& request) {
  return directory_->groups.Create(
      call, request, request.group_id(), EventType("group", "created"),
      [&]() -> absl::StatusOr<Group> {
        Group group = BeginActive(request.group(), call.now());
        RETURN_IF_ERROR(CheckReferences(call, *directory_, "group", nullptr, group));
        return group;
      });
}

absl::StatusOr<Group> GroupHandlers::GetGroup(const Call& call,
                                              const v1::GetGroupRequest& request) {
  return directory_->groups.Get(call, request.name());
}

absl::StatusOr<Encoded<v1::ListGroupsResponse>> GroupHandlers::ListGroups(
    const Call& call, const v1::ListGroupsRequest& request) {
  return directory_->groups.List<v1::ListGroupsResponse>(call, request);
}

absl::StatusOr<Group> GroupHandlers::UpdateGroup(const Call& call,
                                                 const v1::UpdateGroupRequest& request) {
  const Group& patch = request.group();
  return directory_->groups.Change(
      call, request, patch.name(), patch.etag(), EventType("group", "updated"),
      [&](const Group& current) -> absl::StatusOr<Group> {
        ASSIGN_OR_RETURN(Group next,
                         Patch(current, patch, request.update_mask(), "group", call.now()));
        RETURN_IF_ERROR(CheckReferences(call, *directory_, "group", &current, next));
        return next;
      });
}

absl::StatusOr<Group> GroupHandlers::DisableGroup(const Call& call,
                                                  const v1::DisableGroupRequest& request) {
  return directory_->groups.Change(
      call, request, request.name(), request.etag(), EventType("group", "disabled"),
      [&](const Group& current) { return Disable(current, call.now()); });
}

absl::StatusOr<Group> GroupHandlers::EnableGroup(const Call& call,
                                                 const v1::EnableGroupRequest& request) {
  return directory_->groups.Change(
      call, request, request.name(), request.etag(), EventType("group", "enabled"),
      [&](const Group& current) { return EnableProvisioned(current, call.now()); });
}

void GroupHandlers::Register(rpc::Service* service) {
  service->Handle("CreateGroup", this, &GroupHandlers::CreateGroup)
      .Handle("GetGroup", this, &GroupHandlers::GetGroup)
      .Handle("ListGroups", this, &GroupHandlers::ListGroups)
      .Handle("UpdateGroup", this, &GroupHandlers::UpdateGroup)
      .Handle("DisableGroup", this, &GroupHandlers::DisableGroup)
      .Handle("EnableGroup", this, &GroupHandlers::EnableGroup);
}

}  // namespace steward::directory
