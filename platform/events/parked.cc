// Events that were set aside: applied again when an operator asks for it.

#include <set>
#include <utility>

#include "absl/time/clock.h"
#include "platform/events/consumer.h"
#include "platform/events/queries.h"
#include "platform/observe/log.h"
#include "platform/pg/pool.h"
#include "platform/pg/transaction.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::events {

using event::v1::StoredEvent;

absl::StatusOr<int64_t> ConsumerStore::CountParked() {
  std::vector<pg::Statement> run = {pg::ScopeToSystem(), {&sql::kCountParked, {}, {}}};
  run[1].params.Text(consumer_).Text(producer_);
  ASSIGN_OR_RETURN(const auto results, Run(run));
  return results[1].Int(0, 0);
}

absl::StatusOr<std::vector<StoredEvent>> ConsumerStore::LoadRetries() {
  std::vector<pg::Statement> run = {pg::ScopeToSystem(), {&sql::kListRetries, {}, {}}};
  run[1].params.Text(consumer_).Text(producer_);
  ASSIGN_OR_RETURN(const auto results, Run(run));
  const pg::Result& rows = results[1];
  std::vector<StoredEvent> events(rows.rows());
  for (int row = 0; row < rows.rows(); ++row)
    if (!events[row].ParseFromString(std::string(rows.Bytes(row, 0))))
      return errors::Internal("a parked event cannot be read");
  return events;
}

absl::StatusOr<bool> ConsumerStore::ApplyParked(const StoredEvent& stored) {
  const auto& event = stored.event();
  std::vector<pg::Statement> run = {
      {&pg::kBegin, {}, {}}, pg::ScopeTo({stored.tenant()}), {&sql::kDeleteParked, {}, {}}};
  run[2].params.Text(consumer_).Text(producer_).Text(stored.tenant());
  run[2].params.Text(event.resource_name()).Int(event.version()).Text(event.id());
  const size_t first_effect = run.size();
  RETURN_IF_ERROR(effect_(stored, &run));
  run.push_back({&pg::kCommit, {}, {}});
  ASSIGN_OR_RETURN(const auto results, Run(run));
  bool changed = false;
  for (size_t i = first_effect; i + 1 < results.size(); ++i)
    if (results[i].affected() > 0) changed = true;
  return changed;
}

absl::Status ConsumerStore::NoteFailedRetry(const StoredEvent& stored, absl::string_view error) {
  std::vector<pg::Statement> run = {pg::ScopeTo({stored.tenant()}),
                                    {&sql::kNoteFailedRetry, {}, {}}};
  run[1].params.Text(consumer_).Text(producer_).Text(stored.tenant());
  run[1].params.Text(stored.event().resource_name()).Text(stored.event().id()).Text(error);
  return Run(run).status();
}

absl::Status Consumer::ApplyRetry(const StoredEvent& stored) {
  const absl::StatusOr<bool> changed = store_.ApplyParked(stored);
  if (changed.ok()) {
    if (*changed && options_.on_applied != nullptr) options_.on_applied();
    return absl::OkStatus();
  }
  if (IsPassing(changed.status()) || IsOvertaken(changed.status())) return changed.status();
  const std::string why = errors::LogText(changed.status());
  RETURN_IF_ERROR(store_.NoteFailedRetry(stored, why));
  observe::Log(observe::Level::kError, "event stays parked",
               {{"consumer", options_.name},
                {"event", stored.event().id()},
                {"resource", stored.event().resource_name()},
                {"error", why}});
  return changed.status();
}

// What is passing, such as a lost connection, is met again with the next poll: the mark stays.
absl::Status Consumer::RetryParked() {
  const absl::Time now = absl::Now();
  if (now < next_retry_) return absl::OkStatus();
  next_retry_ = now + options_.poll;
  ASSIGN_OR_RETURN(parked_now_, store_.CountParked());
  if (parked_now_ == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<StoredEvent> events, store_.LoadRetries());
  std::set<std::pair<std::string, std::string>> failed;
  for (const StoredEvent& stored : events) {
    const std::pair resource(stored.tenant(), stored.event().resource_name());
    if (failed.contains(resource)) continue;
    const absl::Status status = ApplyRetry(stored);
    if (IsOvertaken(status)) return absl::OkStatus();
    if (IsPassing(status)) return status;
    if (status.ok())
      --parked_now_;
    else
      failed.insert(resource);
  }
  // Others were parked behind them meanwhile, or there are more than one goes through at a time.
  if (!events.empty()) next_retry_ = now;
  return absl::OkStatus();
}

}  // namespace steward::events
