#include "services/notification/jobs/mail_worker.h"

#include "absl/random/random.h"
#include "absl/time/clock.h"
#include "platform/observe/log.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"
#include "services/notification/domain/decision_link.h"
#include "services/notification/domain/mail_attempt.h"

namespace steward::notification {
namespace {

constexpr absl::Duration kRecordPause = absl::Milliseconds(200);

observe::Counter& ResultCounter(const char* result) {
  return observe::GetCounter("steward_mails_total",
                             "Attempts at mails, by what became of the mail.",
                             {{"result", result}});
}

}  // namespace

MailWorker::MailWorker(Options options)
    : options_(std::move(options)),
      sent_(ResultCounter("sent")),
      failed_(ResultCounter("failed")),
      retried_(ResultCounter("retried")),
      suppressed_(ResultCounter("suppressed")) {
  for (int i = 0; i < options_.connections; ++i) threads_.emplace_back([this] { Loop(); });
}

MailWorker::~MailWorker() {
  alarm_.Stop();
  for (std::thread& thread : threads_) thread.join();
}

Mail MailWorker::MailOf(const MailClaim& claim) const {
  const Notification& notification = claim.notification;
  Mail mail{notification.name().substr(notification.name().find('/') + 1),
            claim.address,
            notification.subject(),
            notification.text(),
            claim.html,
            v1::EventClass_Name(notification.event_class()),
            FromProto(notification.create_time())};
  identity::v1::Link link;
  if (options_.links == nullptr || claim.link.empty() || !link.ParseFromString(claim.link))
    return mail;
  link.set_tenant(claim.tenant);
  const std::string token = options_.links->Sign(link);
  for (std::string* text : {&mail.text, &mail.html})
    *text = WithToken(*text, notification.name(), token);
  return mail;
}

Notification::Reason MailWorker::HurdleOf(const MailClaim& claim) const {
  if (claim.hurdle != Notification::REASON_UNSPECIFIED) return claim.hurdle;
  const std::string& name = claim.notification.name();
  const bool links = HasLink(claim.notification.text(), name) || HasLink(claim.html, name);
  const bool can_send = !options_.smtp.url.empty() && (options_.links != nullptr || !links);
  return can_send ? Notification::REASON_UNSPECIFIED : Notification::NO_CHANNEL;
}

void MailWorker::Attempt(SmtpSender& sender, MailClaim* claim) const {
  const Notification::Reason hurdle = HurdleOf(*claim);
  if (hurdle == Notification::UNREADABLE) {
    claim->notification = GiveUp(claim->notification, hurdle);
    failed_.Increment();
    return;
  }
  if (hurdle != Notification::REASON_UNSPECIFIED) {
    claim->notification = Suppress(claim->notification, hurdle);
    suppressed_.Increment();
    return;
  }
  thread_local absl::InsecureBitGen random;
  const MailOutcome outcome = sender.Send(MailOf(*claim));
  claim->notification = RecordMail(claim->notification, outcome, options_.schedule,
                                   absl::Uniform(random, 0.0, 1.0), absl::Now());
  if (claim->notification.state() == Notification::SENT)
    sent_.Increment();
  else if (claim->notification.state() == Notification::FAILED)
    failed_.Increment();
  else
    retried_.Increment();
}

// One by one, and again until somebody else may send it: a mail is doubled only when the process
// ends between its sending and this.
absl::Status MailWorker::Record(const MailClaim& claim, absl::Time lease_until) {
  while (true) {
    absl::Status recorded = options_.store->Finish(absl::MakeConstSpan(&claim, 1));
    if (recorded.ok() || alarm_.stopping() || absl::Now() + kRecordPause >= lease_until)
      return recorded;
    absl::SleepFor(kRecordPause);
  }
}

absl::StatusOr<int> MailWorker::SendSome(SmtpSender& sender) {
  const absl::Time now = absl::Now();
  ASSIGN_OR_RETURN(auto claims, options_.store->Take(now, now + options_.lease, options_.batch));
  if (claims.empty()) return 0;
  size_t attempted = 0;
  while (attempted < claims.size() && !alarm_.stopping() &&
         absl::Now() < now + options_.lease / 2) {
    MailClaim& claim = claims[attempted++];
    Attempt(sender, &claim);
    RETURN_IF_ERROR(Record(claim, now + options_.lease));
  }
  const absl::Span<const MailClaim> all(claims);
  if (attempted < all.size()) RETURN_IF_ERROR(options_.store->Release(all.subspan(attempted)));
  return static_cast<int>(all.size());
}

void MailWorker::Loop() {
  SmtpSender sender(options_.smtp);
  uint64_t seen = 0;
  do {
    absl::StatusOr<int> sent = SendSome(sender);
    while (sent.ok() && *sent > 0 && !alarm_.stopping()) sent = SendSome(sender);
    if (!sent.ok()) observe::Warn("mails cannot be claimed or recorded", sent.status());
  } while (alarm_.Wait(options_.poll, &seen));
}

}  // namespace steward::notification
