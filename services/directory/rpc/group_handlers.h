#pragma once

// steward.directory.v1.GroupService. Each method reads load → decide → commit; identity,
// permission and field rules were checked before. Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/rpc/service.h"
#include "services/directory/store/directory.h"
#include "steward/directory/v1/group_service.pb.h"

namespace steward::directory {

class GroupHandlers {
 public:
  explicit GroupHandlers(const Directory* directory) : directory_(directory) {}

  absl::StatusOr<v1::Group> CreateGroup(const Call&, const v1::CreateGroupRequest&);
  absl::StatusOr<v1::Group> GetGroup(const Call&, const v1::GetGroupRequest&);
  absl::StatusOr<Encoded<v1::ListGroupsResponse>> ListGroups(const Call&,
                                                             const v1::ListGroupsRequest&);
  absl::StatusOr<v1::Group> UpdateGroup(const Call&, const v1::UpdateGroupRequest&);
  absl::StatusOr<v1::Group> DisableGroup(const Call&, const v1::DisableGroupRequest&);
  absl::StatusOr<v1::Group> EnableGroup(const Call&, const v1::EnableGroupRequest&);

  void Register(rpc::Service* service);

 private:
  const Directory* directory_;
};

}  // namespace steward::directory
