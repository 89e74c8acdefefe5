#include "services/notification/jobs/notice_worker.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/time/clock.h"
#include "platform/observe/log.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/notification/jobs/event_resources.h"
#include "services/notification/jobs/notice_batch.h"

namespace steward::notification {
namespace {

void Warn(const absl::Status& status, absl::string_view event) {
  observe::Log(observe::Level::kWarning, "people cannot be told",
               {{"error", errors::LogText(status)}, {"event", event}});
}

}  // namespace

NoticeWorker::NoticeWorker(Options options)
    : options_(std::move(options)),
      notices_(observe::GetCounter("steward_notices_total",
                                   "Events of which people were told, if any rule wanted it.", {})),
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

absl::Status NoticeWorker::Tell(absl::Span<const Notice> notices) {
  const Terms terms{options_.sends_mails, options_.link_base, absl::Now(),
                    options_.decision_link_lifetime};
  ASSIGN_OR_RETURN(const AllTold told,
                   TellNotices(*options_.store, notices, terms, options_.catch_up));
  RETURN_IF_ERROR(options_.notices->Finish(notices, told));
  notices_.Increment(static_cast<double>(notices.size()));
  bool queued = false;
  for (const auto& [tenant, each] : told) {
    Count(each);
    queued = queued || each.notification.state() == Notification::PENDING;
  }
  if (queued && options_.on_mail != nullptr) options_.on_mail();
  return absl::OkStatus();
}

absl::StatusOr<int> NoticeWorker::TellSome() {
  const absl::Time now = absl::Now();
  ASSIGN_OR_RETURN(const auto notices,
                   options_.notices->Take(now, now + options_.lease, options_.batch));
  if (notices.empty()) return 0;
  const absl::Status together = Tell(notices);
  if (together.ok()) return static_cast<int>(notices.size());
  if (absl::IsUnavailable(together)) return together;
  for (const Notice& notice : notices)
    if (const absl::Status alone = Tell({&notice, 1}); !alone.ok()) Warn(alone, notice.event_id);
  return static_cast<int>(notices.size());
}

void NoticeWorker::Loop() {
  LinkEventResources();
  int seen = 0;
  do {
    absl::StatusOr<int> told = TellSome();
    while (told.ok() && *told == options_.batch && !alarm_.stopping()) told = TellSome();
    if (!told.ok()) Warn(told.status(), "");
  } while (alarm_.Wait(options_.poll, &seen));
}

}  // namespace steward::notification
