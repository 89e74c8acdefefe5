#include "services/directory/rpc/substitute_ends.h"

#include "platform/status/macros.h"
#include "platform/store/steps.h"
#include "services/directory/domain/record.h"
#include "services/directory/domain/substitute.h"
#include "services/directory/rpc/group_members.h"

namespace steward::directory {
namespace {

journal::Change End(const Call& call, const Directory& directory,
                    const store::Stored<Substitute>& stored) {
  if (auto ended = EndSubstitute(stored.resource, call.now()))
    return directory.substitutes
        .PlanChange(call, stored, *std::move(ended), EventType("substitute", "updated"))
        .change;
  Substitute last = stored.resource;
  *last.mutable_update_time() = ToProto(call.now());
  return directory.substitutes
      .PlanDelete(call, stored, std::move(last), EventType("substitute", "deleted"))
      .change;
}

}  // namespace

absl::StatusOr<journal::Change> PlanSubstituteEnds(const Call& call, const Directory& directory,
                                                   const std::string& user_id, bool* rest) {
  ASSIGN_OR_RETURN(const auto lasting,
                   directory.LastingSubstitutes(call, user_id, kMembershipsMax));
  *rest = lasting.size() == kMembershipsMax;
  journal::Change all;
  for (const auto& stored : lasting) store::Append(End(call, directory, stored), &all);
  return all;
}

}  // namespace steward::directory
