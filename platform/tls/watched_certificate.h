#pragma once

// A certificate that follows its files: a thread looks at them now and then, and what is whole
// replaces what was in force.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/observe/metrics.h"
#include "platform/tls/certificate.h"

namespace steward::tls {

// Thread-safe.
class WatchedCertificate {
 public:
  static constexpr absl::Duration kPoll = absl::Seconds(1);

  // `use` names it in the log and in the metric steward_certificate_expiry_seconds{use}. Errors are
  // those of ReadCertificate.
  static absl::StatusOr<std::shared_ptr<WatchedCertificate>> Open(std::string use,
                                                                  CertificateFiles files,
                                                                  absl::Duration poll = kPoll);
  ~WatchedCertificate();
  WatchedCertificate(const WatchedCertificate&) = delete;
  WatchedCertificate& operator=(const WatchedCertificate&) = delete;

  // The one in force, which stays so while its files are missing, half written or expired. Another
  // pointer means another certificate, key or authorities.
  std::shared_ptr<const Certificate> Current() const;

 private:
  WatchedCertificate(std::string use, CertificateFiles files, Certificate first);
  void Watch(absl::Duration poll);
  void Look();

  const std::string use_;
  const CertificateFiles files_;
  mutable std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::shared_ptr<const Certificate> current_;
  // What was wrong with the files when they were looked at last; of the thread alone.
  std::string problem_;
  observe::Collector expiry_;
  std::thread thread_;
};

}  // namespace steward::tls
