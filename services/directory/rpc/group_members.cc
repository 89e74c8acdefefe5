#include "services/directory/rpc/group_members.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/status/macros.h"
#include "platform/store/steps.h"
#include "platform/time/timestamp.h"
#include "services/directory/domain/membership.h"
#include "services/directory/domain/record.h"
#include "services/directory/rpc/scim_answer.h"

namespace steward::directory {
namespace {

using Place = Directory::Place;

// Whether there is a membership that has begun and not ended.
bool IsMember(const Place& place, absl::Time now) {
  const Membership& membership = place.membership.resource;
  return !membership.name().empty() && FromProto(membership.start_time()) <= now &&
         (!membership.has_end_time() || FromProto(membership.end_time()) > now);
}

struct Difference {
  std::vector<Place> joining;
  std::vector<Place> leaving;
};

Difference Compare(const std::vector<Place>& places, const std::vector<std::string>& wanted,
                   absl::Time now) {
  Difference difference;
  auto want = wanted.begin();
  const auto join_new = [&](const std::string& user) { difference.joining.push_back({user, {}}); };
  for (const Place& place : places) {
    for (; want != wanted.end() && *want < place.user_id; ++want) join_new(*want);
    const bool is_wanted = want != wanted.end() && *want == place.user_id;
    if (is_wanted) ++want;
    if (is_wanted && !IsMember(place, now)) difference.joining.push_back(place);
    if (!is_wanted && IsMember(place, now)) difference.leaving.push_back(place);
  }
  for (; want != wanted.end(); ++want) join_new(*want);
  return difference;
}

absl::Status CheckUsers(const Call& call, const Directory& directory,
                        const std::vector<Place>& joining) {
  if (joining.empty()) return absl::OkStatus();
  std::vector<std::string> ids;
  for (const Place& place : joining) ids.push_back(place.user_id);
  ASSIGN_OR_RETURN(const auto states, directory.StatesOf(call, ids));
  // Disabled ones are welcome: identity providers keep them in their groups.
  return states.size() == ids.size() ? absl::OkStatus()
                                     : errors::ReferenceNotFound("members.value");
}

absl::StatusOr<journal::Change> Join(const Call& call, const Directory& directory,
                                     const std::string& group_id, const Place& place) {
  const store::Stored<Membership>& stored = place.membership;
  if (stored.resource.name().empty()) {
    RETURN_IF_ERROR(CheckPermission(call, "memberships.create"));
    Membership draft;
    draft.set_user(absl::StrCat("users/", place.user_id));
    ASSIGN_OR_RETURN(Membership made, CreateMembership(draft, call.now()));
    return directory.memberships
        .PlanCreate(call, absl::StrCat(group_id, "/", place.user_id), stored.version,
                    std::move(made), EventType("membership", "created"))
        .change;
  }
  RETURN_IF_ERROR(CheckPermission(call, "memberships.update"));
  v1::UpdateMembershipRequest request;
  *request.mutable_membership()->mutable_start_time() = ToProto(call.now());
  request.mutable_update_mask()->add_paths("start_time");
  request.mutable_update_mask()->add_paths("end_time");
  ASSIGN_OR_RETURN(Membership next, UpdateMembership(stored.resource, request, call.now()));
  return directory.memberships
      .PlanChange(call, stored, std::move(next), EventType("membership", "updated"))
      .change;
}

absl::StatusOr<journal::Change> Leave(const Call& call, const Directory& directory,
                                      const Place& place) {
  RETURN_IF_ERROR(CheckPermission(call, "memberships.delete"));
  Membership last = place.membership.resource;
  *last.mutable_update_time() = ToProto(call.now());
  return directory.memberships
      .PlanDelete(call, place.membership, std::move(last), EventType("membership", "deleted"))
      .change;
}

}  // namespace

absl::Time NowAmong(const std::vector<Place>& places, absl::Time now) {
  for (const Place& place : places)
    now = std::max(now, FromProto(place.membership.resource.update_time()));
  return now;
}

std::vector<std::string> MembersAmong(const std::vector<Place>& places, absl::Time now) {
  std::vector<std::string> members;
  for (const Place& place : places)
    if (IsMember(place, now)) members.push_back(place.user_id);
  return members;
}

absl::StatusOr<journal::Change> PlanLeaving(const Call& call, const Directory& directory,
                                            const std::vector<Place>& places, bool* rest) {
  journal::Change all;
  size_t left = kMembershipsMax;
  *rest = false;
  for (const Place& place : places) {
    if (place.membership.resource.name().empty()) continue;
    if (left-- == 0) {
      *rest = true;
      break;
    }
    ASSIGN_OR_RETURN(journal::Change change, Leave(call, directory, place));
    store::Append(std::move(change), &all);
  }
  return all;
}

absl::StatusOr<journal::Change> PlanMembers(const Call& call, const Directory& directory,
                                            const std::string& group_id,
                                            const std::vector<Place>& places,
                                            const std::vector<std::string>& wanted, bool* rest) {
  const Difference difference = Compare(places, wanted, NowAmong(places, call.now()));
  RETURN_IF_ERROR(CheckUsers(call, directory, difference.joining));
  journal::Change all;
  size_t left = kMembershipsMax;
  for (const Place& place : difference.leaving) {
    if (left == 0) break;
    --left;
    ASSIGN_OR_RETURN(journal::Change change, Leave(call, directory, place));
    store::Append(std::move(change), &all);
  }
  for (const Place& place : difference.joining) {
    if (left == 0) break;
    --left;
    ASSIGN_OR_RETURN(journal::Change change, Join(call, directory, group_id, place));
    store::Append(std::move(change), &all);
  }
  *rest = difference.leaving.size() + difference.joining.size() > kMembershipsMax;
  return all;
}

}  // namespace steward::directory
