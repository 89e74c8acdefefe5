#include "platform/operations/run.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/auth/permissions.h"
#include "platform/journal/mutate.h"
#include "platform/observe/log.h"
#include "platform/observe/metrics.h"
#include "platform/operations/rights.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"

namespace steward::operations {
namespace {

using Decision = journal::Decision<Operation>;

// Finished together.
constexpr int64_t kChunk = 20;
constexpr absl::Duration kStepTime = absl::Seconds(5);
// Since its first claim. Whoever waits longer has lost interest.
constexpr absl::Duration kLifeMax = absl::Hours(24);
// Between two questions who the caller is now; no item is begun on an older answer.
constexpr absl::Duration kAskPause = absl::Seconds(2);

void CountItem(const absl::Status& status) {
  observe::GetCounter("steward_operation_items_total", "Items of operations that were worked on.",
                      {{"result", status.ok() ? "succeeded" : "failed"}})
      .Increment();
}

}  // namespace

Run::Run(const Options& options, const Claim& claim, const DoTask& task, absl::Time lease_until)
    : options_(options),
      claim_(claim),
      task_(task),
      name_(absl::StrCat("operations/", claim.key.id)),
      caller_(claim.work.caller()),
      begun_(absl::Now()),
      lease_until_(lease_until),
      progress_at_(begun_ + options.progress) {}

// Of this service itself: what happens to the operation.
Call Run::CallOfService() const {
  Call call;
  call.tenant = claim_.key.tenant;
  call.subject = absl::StrCat("services/", options_.operations->service());
  call.scope = Scope::kTenant;
  call.method = claim_.method;
  call.request_id = claim_.work.request_id();
  call.trace_parent = claim_.work.trace_parent();
  call.deadline = call.time + kStepTime;
  return call;
}

// Of whoever asked for the operation: what happens to the items.
Call Run::CallOfCaller() const {
  Call call = CallOfService();
  call.subject = caller_.subject();
  call.roles.assign(caller_.roles().begin(), caller_.roles().end());
  call.groups.assign(caller_.groups().begin(), caller_.groups().end());
  call.credential = caller_.credential();
  call.client_address = caller_.client_address();
  call.permission = claim_.work.permission();
  call.scope = auth::ScopeOf(call.roles, call.permission);
  return call;
}

absl::Status Run::CheckLife() const {
  const absl::Duration age = claim_.age + (absl::Now() - begun_);
  return age < kLifeMax ? absl::OkStatus() : errors::DeadlineExceeded();
}

absl::Status Run::CheckCaller(const Operation& operation) {
  if (absl::Now() < ask_at_) return absl::OkStatus();
  ask_at_ = absl::Now() + kAskPause;
  const bool is_service = claim_.work.caller().credential().empty();
  if (options_.resolve_caller == nullptr || is_service) return absl::OkStatus();
  const auto known = options_.resolve_caller(claim_.work.caller());
  if (!known.ok()) {
    // Who was admitted goes on while nobody can be asked (docs/adr/0011).
    observe::Log(observe::Level::kWarning, "an operation goes on without news of its caller",
                 {{"operation", name_}, {"error", errors::LogText(known.status())}});
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(caller_, RightsLeft(claim_.work, FromProto(operation.create_time()), *known));
  return absl::OkStatus();
}

absl::StatusOr<bool> Run::CarryOn() {
  while (true) {
    const Call call = CallOfService();
    ASSIGN_OR_RETURN(const Operation operation,
                     options_.operations->store().operations().Get(call, name_));
    if (operation.done()) return true;
    absl::Status error = CheckLife();
    if (error.ok()) error = CheckCaller(operation);
    bool more = error.ok() && !operation.cancel_requested();
    if (more) {
      ASSIGN_OR_RETURN(more, DoSome(operation));
    }
    if (!more) {
      RETURN_IF_ERROR(End(error));
      return true;
    }
    // By its own clock no later than by that of the database, which starts to count afterwards.
    lease_until_ = absl::Now() + options_.lease;
    ASSIGN_OR_RETURN(const bool held, options_.operations->queue().Renew(claim_, options_.lease));
    if (!held || options_.stopping()) return false;
    RETURN_IF_ERROR(TellProgress());
  }
}

// Whether there may be more.
absl::StatusOr<bool> Run::DoSome(const Operation& operation) {
  const ItemStore& store = options_.operations->items();
  ASSIGN_OR_RETURN(const auto items,
                   store.ListPending(claim_.key, line_, kChunk, absl::Now() + kStepTime));
  std::vector<FinishedItem> finished;
  absl::Status passing;
  for (const PendingItem& item : items) {
    const Call call = CallOfCaller();
    // An item that another worker may take is not begun.
    if (options_.stopping() || call.deadline >= lease_until_ || call.now() >= ask_at_) break;
    auto outcome = task_(
        call, {item.input, absl::StrCat(claim_.key.id, " ", item.line), operation.validate_only()});
    passing = errors::IsPassing(outcome.status()) ? outcome.status() : absl::OkStatus();
    if (!passing.ok()) break;
    CountItem(outcome.status());
    finished.push_back({item.line, std::move(outcome)});
  }
  if (!finished.empty()) {
    RETURN_IF_ERROR(store.Finish(claim_.key, finished, absl::Now() + kStepTime));
    line_ = finished.back().line;
  }
  RETURN_IF_ERROR(passing);
  return !items.empty();
}

absl::Status Run::TellProgress() {
  const Call call = CallOfService();
  if (call.now() < progress_at_) return absl::OkStatus();
  progress_at_ = call.now() + options_.progress;
  Operations& operations = *options_.operations;
  ASSIGN_OR_RETURN(const ItemCounts counts, operations.items().Count(claim_.key, call.deadline));
  return operations.store()
      .operations()
      .Change(call, operation::v1::Demand(), name_, "", kProgressEvent,
              [&](const Operation& now) { return Advance(now, counts, call.now()); })
      .status();
}

absl::Status Run::End(const absl::Status& error) {
  const Call call = CallOfService();
  Operations& operations = *options_.operations;
  RETURN_IF_ERROR(operations.items().CancelPending(claim_.key, call.deadline));
  ASSIGN_OR_RETURN(const ItemCounts counts, operations.items().Count(claim_.key, call.deadline));
  return operations.store()
      .operations()
      .Commit(call, operation::v1::Demand(),
              [&]() -> absl::StatusOr<Decision> {
                ASSIGN_OR_RETURN(const auto stored,
                                 operations.store().operations().GetStored(call, name_));
                return operations.store().PlanEnd(
                    call, stored,
                    operations::End(stored.resource, counts, error, call.now(), options_.kept_for));
              })
      .status();
}

}  // namespace steward::operations
