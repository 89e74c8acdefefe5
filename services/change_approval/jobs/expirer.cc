#include "services/change_approval/jobs/expirer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/call/service_call.h"
#include "platform/journal/mutate.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "steward/approval/v1/approval_service.pb.h"

namespace steward::approval {
namespace {

using errors::Reason;

constexpr absl::Duration kStepTime = absl::Seconds(10);

}  // namespace

Expirer::Expirer(Options options)
    : options_(std::move(options)),
      walk_({.list =
                 [this](const Due& last, int limit) {
                   const absl::Time now = absl::Now();
                   return options_.store->ListExpired(now, last, limit, now + kStepTime);
                 },
             .settle = [this](const Due& due) { return End(due); },
             .cannot_list = "expired approvals cannot be looked for",
             .cannot_settle = "an approval cannot be ended",
             .interval = options_.interval,
             .batch = options_.batch}) {}

absl::Status Expirer::End(const Due& due) const {
  const Call call = CallOfService("change-approval", due.tenant, absl::Now() + kStepTime);
  v1::CancelApprovalRequest request;
  request.set_name(absl::StrCat("approvals/", due.id));
  // An approval expires once in its life.
  request.set_request_id(absl::StrCat("expire-", due.id));
  const absl::Status status =
      journal::Mutate<Approval>(
          *options_.journal, call, request,
          [&]() -> absl::StatusOr<ApprovalDecision> {
            ASSIGN_OR_RETURN(const StoredApproval stored,
                             options_.store->Get(call, request.name()));
            ASSIGN_OR_RETURN(Steps steps, Expire(stored.resource, call.now()));
            ApprovalDecision decision = options_.store->Update(call, stored, std::move(steps));
            if (options_.follow != nullptr)
              RETURN_IF_ERROR(options_.follow(call, decision.resource, &decision.change));
            return decision;
          })
          .status();
  // Somebody decided or withdrew it a moment before.
  return errors::ReasonOf(status) == Reason::ILLEGAL_TRANSITION ? absl::OkStatus() : status;
}

}  // namespace steward::approval
