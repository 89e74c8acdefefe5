#include "services/change_approval/jobs/expirer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/call/service_call.h"
#include "platform/journal/mutate.h"
#include "platform/observe/log.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "steward/approval/v1/approval_service.pb.h"

namespace steward::approval {
namespace {

using errors::Reason;

constexpr absl::Duration kStepTime = absl::Seconds(10);

void Warn(absl::string_view message, const absl::Status& status) {
  observe::Log(observe::Level::kWarning, message, {{"error", errors::LogText(status)}});
}

}  // namespace

Expirer::Expirer(Options options) : options_(std::move(options)), thread_([this] { Loop(); }) {}

void Expirer::Stop() {
  pauses_.Stop();
  if (thread_.joinable()) thread_.join();
}

void Expirer::Loop() {
  while (pauses_.Wait(options_.interval))
    if (absl::Status status = EndDue(); !status.ok())
      Warn("expired approvals cannot be looked for", status);
}

absl::Status Expirer::EndDue() {
  const absl::Time now = absl::Now();
  Due last;
  while (true) {
    ASSIGN_OR_RETURN(const auto due, options_.store->ListExpired(now, last, options_.batch,
                                                                 absl::Now() + kStepTime));
    for (const Due& each : due) {
      if (!pauses_.Wait(absl::ZeroDuration())) return absl::OkStatus();
      if (absl::Status status = End(each, now); !status.ok())
        Warn("an approval cannot be ended", status);
    }
    if (due.size() < static_cast<size_t>(options_.batch)) return absl::OkStatus();
    last = due.back();
  }
}

absl::Status Expirer::End(const Due& due, absl::Time now) const {
  Call call = CallOfService("change-approval", due.tenant, absl::Now() + kStepTime);
  call.time = now;
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
