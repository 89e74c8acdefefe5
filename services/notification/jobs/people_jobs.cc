#include "services/notification/jobs/people_jobs.h"

namespace steward::notification {
namespace {

// Nothing comes to those that wait where no mails are sent.
constexpr absl::Duration kPollForRest = absl::Seconds(30);

MailWorker::Options MailOptions(const MailStore* store, const PeopleJobs::Options& options) {
  const bool sends_links =
      !options.link_base.empty() && options.decision_link_lifetime > absl::ZeroDuration();
  MailWorker::Options mail{.store = store,
                           .smtp = options.smtp,
                           .links = sends_links ? options.links : nullptr,
                           .schedule = options.schedule,
                           .connections = options.connections,
                           .lease = options.lease};
  if (!options.smtp.url.empty()) return mail;
  mail.connections = 1;
  mail.poll = kPollForRest;
  return mail;
}

}  // namespace

PeopleJobs::PeopleJobs(Options options)
    : notices_(options.pool),
      telling_(options.pool),
      mails_(options.pool),
      mail_worker_(MailOptions(&mails_, options)) {
  notice_worker_ = std::make_unique<NoticeWorker>(
      NoticeWorker::Options{.notices = &notices_,
                            .store = &telling_,
                            .catch_up = std::move(options.catch_up),
                            .sends_mails = !options.smtp.url.empty(),
                            .link_base = std::move(options.link_base),
                            .decision_link_lifetime = options.decision_link_lifetime,
                            .on_mail = [this] { mail_worker_.Wake(); }});
}

}  // namespace steward::notification
