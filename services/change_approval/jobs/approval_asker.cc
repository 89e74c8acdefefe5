#include "services/change_approval/jobs/approval_asker.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/call/service_call.h"
#include "platform/status/errors.h"

namespace steward::change {
namespace {

constexpr absl::Duration kStepTime = absl::Seconds(10);

}  // namespace

ApprovalAsker::ApprovalAsker(Options options)
    : options_(std::move(options)),
      walk_({.list =
                 [this](const ChangeStore::Place& last, int limit) {
                   return options_.store->ListWithoutApproval(last, limit, absl::Now() + kStepTime);
                 },
             .settle = [this](const ChangeStore::Place& place) { return Ask(place); },
             .cannot_list = "emergency changes without an approval cannot be looked for",
             .cannot_settle = "the approval of an emergency change cannot be asked for",
             .interval = options_.interval,
             .batch = options_.batch}) {}

absl::Status ApprovalAsker::Ask(const ChangeStore::Place& place) const {
  const auto& [tenant, id] = place;
  v1::RequestChangeApprovalRequest request;
  request.set_name(absl::StrCat("changes/", id));
  const Call call = CallOfService("change-approval", tenant, absl::Now() + kStepTime);
  const absl::Status asked = options_.request(call, request);
  // Somebody else was faster, or still nobody can be asked: the change itself says why.
  return errors::IsPassing(asked) ? asked : absl::OkStatus();
}

}  // namespace steward::change
