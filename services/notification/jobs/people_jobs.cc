#include "services/notification/jobs/people_jobs.h"

namespace steward::notification {

PeopleJobs::PeopleJobs(Options options)
    : notices_(options.pool), telling_(options.pool), mails_(options.pool) {
  const bool sends_mails = !options.smtp.url.empty();
  if (sends_mails)
    mail_worker_ =
        std::make_unique<MailWorker>(MailWorker::Options{.store = &mails_,
                                                         .smtp = std::move(options.smtp),
                                                         .links = options.links,
                                                         .schedule = std::move(options.schedule),
                                                         .connections = options.connections,
                                                         .lease = options.lease});
  notice_worker_ = std::make_unique<NoticeWorker>(
      NoticeWorker::Options{.notices = &notices_,
                            .store = &telling_,
                            .catch_up = std::move(options.catch_up),
                            .sends_mails = sends_mails,
                            .link_base = std::move(options.link_base),
                            .decision_link_lifetime = options.decision_link_lifetime,
                            .on_mail = [this] {
                              if (mail_worker_ != nullptr) mail_worker_->Wake();
                            }});
}

}  // namespace steward::notification
