#pragma once

// A certificate that follows its files: a thread looks at them now and then, and what is whole
// replaces what was in force.

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/observe/metrics.h"
#include "platform/tls/certificate.h"
#include "platform/tls/succession.h"

namespace steward::tls {

// Thread-safe.
class WatchedCertificate {
 public:
  static constexpr absl::Duration kPoll = absl::Seconds(1);

  // `use` names it in the log and in the metrics steward_certificate_expiry_seconds{use} and
  // steward_certificate_refused{use}. `check` is asked of every certificate but the first. Errors
  // are those of ReadCertificate.
  static absl::StatusOr<std::shared_ptr<WatchedCertificate>> Open(
      std::string use, CertificateFiles files, absl::Duration poll = kPoll,
      Succession::Check check = nullptr);
  ~WatchedCertificate();
  WatchedCertificate(const WatchedCertificate&) = delete;
  WatchedCertificate& operator=(const WatchedCertificate&) = delete;

  // The one in force, which stays so while its files are missing, half written, expired or refused
  // by the check. Another pointer means another certificate, key or authorities.
  std::shared_ptr<const Certificate> Current() const;

 private:
  WatchedCertificate(std::string use, CertificateFiles files, Succession succession);
  void Watch(absl::Duration poll);
  void Look();

  const std::string use_;
  const CertificateFiles files_;
  mutable std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::shared_ptr<const Certificate> current_;
  // Of the thread alone, and so is what was wrong with the files when they were looked at last.
  Succession succession_;
  std::string problem_;
  std::atomic<bool> refused_{false};
  observe::Collector expiry_;
  observe::Collector refusal_;
  std::thread thread_;
};

}  // namespace steward::tls
