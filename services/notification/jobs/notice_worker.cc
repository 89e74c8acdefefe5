#include "services/notification/jobs/notice_worker.h"

#include <algorithm>
#include <map>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/time/clock.h"
#include "platform/journal/shard.h"
#include "platform/observe/log.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/backoff.h"
#include "services/notification/jobs/notice_batch.h"

namespace steward::notification {
namespace {

constexpr absl::Duration kPauseMax = absl::Minutes(5);

void Log(observe::Level level, absl::string_view text, const Notice& notice,
         const absl::Status& error) {
  observe::Log(level, text,
               {{"tenant", notice.tenant},
                {"event", notice.event_id},
                {"type", notice.event.type()},
                {"error", errors::LogText(error)}});
}

// Looks into each shard of the directory once: what it knew before the events that are in hand it
// tells by that, however many they are.
people::CatchUp Once(const people::CatchUp& catch_up) {
  return [&catch_up, asked = std::make_shared<std::map<int, absl::Status>>()](
             absl::string_view tenant, absl::Time deadline) {
    const auto [answer, is_new] = asked->try_emplace(journal::ShardOf(tenant));
    if (is_new) answer->second = catch_up(tenant, deadline);
    return answer->second;
  };
}

// How often a worker had it that neither told it nor said that it cannot be told.
int64_t AbandonedCount(const Notice& notice) {
  return notice.claim_count - 1 - notice.failure_count - notice.release_count;
}

}  // namespace

NoticeWorker::NoticeWorker(Options options)
    : options_(std::move(options)),
      notices_(observe::GetCounter("steward_notices_total",
                                   "Events of which people were told, if any rule wanted it.", {})),
      parked_(observe::GetCounter("steward_notices_parked_total",
                                  "Events of which people could not be told.", {})),
      thread_([this] { Loop(); }) {}

void NoticeWorker::Stop() {
  alarm_.Stop();
  if (thread_.joinable()) thread_.join();
}

void NoticeWorker::Count(const Told& told) const {
  observe::GetCounter(
      "steward_notifications_total", "Notifications made, by channel and first state.",
      {{"channel", absl::AsciiStrToLower(v1::Channel_Name(told.notification.channel()))},
       {"state", absl::AsciiStrToLower(Notification::State_Name(told.notification.state()))}})
      .Increment();
}

absl::Status NoticeWorker::Tell(absl::Span<const Notice>* rest, const people::CatchUp& catch_up,
                                absl::Time until) {
  while (!rest->empty() && absl::Now() < until) {
    const Terms terms{options_.sends_mails, options_.link_base, absl::Now(),
                      options_.decision_link_lifetime};
    ASSIGN_OR_RETURN(const Telling telling, TellNotices(*options_.store, *rest, terms, catch_up));
    RETURN_IF_ERROR(options_.notices->Finish(rest->first(telling.notices), telling.told));
    rest->remove_prefix(telling.notices);
    notices_.Increment(static_cast<double>(telling.notices));
    bool queued = false;
    for (const auto& [tenant, each] : telling.told) {
      Count(each);
      queued = queued || each.notification.state() == Notification::PENDING;
    }
    if (queued && options_.on_mail != nullptr) options_.on_mail();
  }
  return absl::OkStatus();
}

void NoticeWorker::PutOff(const Notice& notice, const absl::Status& error) {
  const int64_t failures = notice.failure_count + 1;
  if (failures >= options_.failures_max) return Park(notice, error);
  Log(observe::Level::kWarning, "people cannot be told", notice, error);
  const absl::Duration pause = PauseAfter(failures, options_.pause, kPauseMax);
  // When it does not succeed, the lease runs out.
  options_.notices->PutOff(notice, errors::LogText(error), absl::Now() + pause).IgnoreError();
}

void NoticeWorker::Park(const Notice& notice, const absl::Status& error) {
  Log(observe::Level::kError, "notice parked", notice, error);
  if (options_.notices->Park(notice, errors::LogText(error), absl::Now()).ok()) parked_.Increment();
}

void NoticeWorker::TellAlone(const Notice& notice, const people::CatchUp& catch_up) {
  if (AbandonedCount(notice) >= options_.failures_max)
    return Park(notice, errors::Internal("every worker that had it ended before it was told"));
  absl::Span<const Notice> alone(&notice, 1);
  const absl::Status told = Tell(&alone, catch_up, absl::InfiniteFuture());
  if (absl::IsUnavailable(told)) return options_.notices->Release(alone).IgnoreError();
  if (!told.ok()) PutOff(notice, told);
}

absl::StatusOr<bool> NoticeWorker::TellSome() {
  const absl::Time now = absl::Now();
  ASSIGN_OR_RETURN(auto notices, options_.notices->Take(now, now + options_.lease, options_.batch));
  if (notices.empty()) return false;
  const auto doubtful = std::partition(
      notices.begin(), notices.end(), [](const Notice& each) { return AbandonedCount(each) == 0; });
  const people::CatchUp catch_up = Once(options_.catch_up);
  // While nobody else may have them.
  const absl::Time until = now + options_.lease / 2;
  absl::Span<const Notice> sound(notices.data(), doubtful - notices.begin());
  const absl::Status together = Tell(&sound, catch_up, until);
  absl::Span<const Notice> rest(sound.data(), notices.data() + notices.size() - sound.data());
  if (absl::IsUnavailable(together)) {
    options_.notices->Release(rest).IgnoreError();
    return together;
  }
  // One at least, or what takes as long each time would stay for ever.
  if (!together.ok() || sound.empty()) {
    for (bool first = true; !rest.empty() && (first || absl::Now() < until); first = false) {
      TellAlone(rest.front(), catch_up);
      rest.remove_prefix(1);
    }
  }
  if (!rest.empty()) RETURN_IF_ERROR(options_.notices->Release(rest));
  return true;
}

void NoticeWorker::Loop() {
  uint64_t seen = 0;
  do {
    absl::StatusOr<bool> told = TellSome();
    while (told.ok() && *told && !alarm_.stopping()) told = TellSome();
    if (!told.ok()) observe::Warn("people cannot be told", told.status());
  } while (alarm_.Wait(options_.poll, &seen));
}

}  // namespace steward::notification
