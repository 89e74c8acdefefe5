#include "platform/tls/watched_certificate.h"

#include <utility>

#include "absl/time/clock.h"
#include "platform/observe/log.h"

namespace steward::tls {
namespace {

bool Same(const Certificate& a, const Certificate& b) {
  return a.chain == b.chain && a.private_key == b.private_key && a.authorities == b.authorities;
}

}  // namespace

absl::StatusOr<std::shared_ptr<WatchedCertificate>> WatchedCertificate::Open(std::string use,
                                                                             CertificateFiles files,
                                                                             absl::Duration poll) {
  auto first = ReadCertificate(files);
  if (!first.ok()) return first.status();
  std::shared_ptr<WatchedCertificate> watched(
      new WatchedCertificate(std::move(use), std::move(files), *std::move(first)));
  watched->thread_ = std::thread([watched = watched.get(), poll] { watched->Watch(poll); });
  return watched;
}

WatchedCertificate::WatchedCertificate(std::string use, CertificateFiles files, Certificate first)
    : use_(std::move(use)),
      files_(std::move(files)),
      current_(std::make_shared<const Certificate>(std::move(first))),
      expiry_(observe::AddCollector(
          "steward_certificate_expiry_seconds", "Until the certificate in force expires.",
          [this] { return absl::ToDoubleSeconds(Current()->expires - absl::Now()); },
          {{"use", use_}})) {}

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
  auto read = ReadCertificate(files_);
  if (!read.ok()) {
    const std::string problem(read.status().message());
    // Once for each problem: half a pair of files is seen when they are replaced one by one.
    if (problem != problem_)
      observe::Log(observe::Level::kWarning, "the certificate in force stays",
                   {{"use", use_}, {"error", problem}});
    problem_ = problem;
    return;
  }
  problem_.clear();
  if (Same(*read, *Current())) return;
  auto next = std::make_shared<const Certificate>(*std::move(read));
  observe::Log(observe::Level::kInfo, "a new certificate is in force",
               {{"use", use_}, {"expires", absl::FormatTime(next->expires, absl::UTCTimeZone())}});
  std::lock_guard lock(mutex_);
  current_ = std::move(next);
}

}  // namespace steward::tls
