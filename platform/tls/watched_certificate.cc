#include "platform/tls/watched_certificate.h"

#include <utility>

#include "absl/time/clock.h"
#include "platform/observe/log.h"

namespace steward::tls {

absl::StatusOr<std::shared_ptr<WatchedCertificate>> WatchedCertificate::Open(
    std::string use, CertificateFiles files, absl::Duration poll, Succession::Check check) {
  auto first = ReadCertificate(files);
  if (!first.ok()) return first.status();
  std::shared_ptr<WatchedCertificate> watched(new WatchedCertificate(
      std::move(use), std::move(files), Succession(*std::move(first), check)));
  watched->thread_ = std::thread([watched = watched.get(), poll] { watched->Watch(poll); });
  return watched;
}

WatchedCertificate::WatchedCertificate(std::string use, CertificateFiles files,
                                       Succession succession)
    : use_(std::move(use)),
      files_(std::move(files)),
      current_(succession.current()),
      succession_(std::move(succession)),
      expiry_(observe::AddCollector(
          "steward_certificate_expiry_seconds", "Until the certificate in force expires.",
          [this] { return absl::ToDoubleSeconds(Current()->expires - absl::Now()); },
          {{"use", use_}})),
      refusal_(observe::AddCollector(
          "steward_certificate_refused",
          "1 while the files hold none that may be in force, and the one before stays so.",
          [this] { return refused_ ? 1.0 : 0.0; }, {{"use", use_}})) {}

WatchedCertificate::~WatchedCertificate() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  thread_.join();
}

std::shared_ptr<const Certificate> WatchedCertificate::Current() const {
  std::lock_guard lock(mutex_);
  return current_;
}

void WatchedCertificate::Watch(absl::Duration poll) {
  std::unique_lock lock(mutex_);
  while (!stop_.wait_for(lock, absl::ToChronoNanoseconds(poll), [this] { return stopping_; })) {
    lock.unlock();
    Look();
    lock.lock();
  }
}

void WatchedCertificate::Look() {
  const absl::Status status = succession_.Offer(ReadCertificate(files_));
  refused_ = !status.ok();
  const std::string problem(status.message());
  // Once for each problem: half a pair of files is seen when they are replaced one by one.
  if (!status.ok() && problem != problem_)
    observe::Log(observe::Level::kWarning, "the certificate in force stays",
                 {{"use", use_}, {"error", problem}});
  problem_ = problem;
  const auto& next = succession_.current();
  if (next == Current()) return;
  observe::Log(observe::Level::kInfo, "a new certificate is in force",
               {{"use", use_}, {"expires", absl::FormatTime(next->expires, absl::UTCTimeZone())}});
  std::lock_guard lock(mutex_);
  current_ = next;
}

}  // namespace steward::tls
