#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "platform/auth/jwks_fetch.h"
#include "platform/auth/key_source.h"
#include "platform/auth/refresh_plan.h"
#include "platform/observe/metrics.h"

namespace steward::auth {

struct JwksOptions {
  // Names the source in metrics and logs.
  std::string issuer;
  std::string url;
  FetchOptions fetch;
  RefreshTimes times;
};

// The keys that an issuer publishes. A thread of its own fetches them: at first, every ten minutes,
// and soon after a token named a key that is not there (see RefreshTimes). Whoever asks is answered
// from what is there; the token of a key that was published a moment ago is refused until the
// refresh that it set off is done, so issuers publish a key before they sign with it.
//
// A refresh that fails, or brings a set that ParseJwkSet refuses, leaves the keys as they were, for
// up to 24 hours after the last one that worked. Metrics: steward_jwks_refresh_total{issuer,result}
// with the results ok, failed (not fetched) and refused; steward_jwks_keys{issuer};
// steward_jwks_age_seconds{issuer} since the last refresh that worked.
class JwksSource : public KeySource {
 public:
  // Begins to fetch. INVALID_ARGUMENT when the URL is not allowed.
  static absl::StatusOr<std::unique_ptr<JwksSource>> Start(JwksOptions options);
  // Breaks off what is under way, within about a second.
  ~JwksSource() override;

  std::shared_ptr<const IssuerKey> Find(const std::string* kid, KeyType type) override;
  bool HasKeys() const override;
  bool Tried() const override;

 private:
  explicit JwksSource(JwksOptions options);
  void Run();
  absl::StatusOr<JwkSet> Refresh();
  void Take(absl::StatusOr<JwkSet> fetched);
  void Count(const char* result);

  const JwksOptions options_;
  std::atomic<bool> stopping_{false};

  // Of those that follow.
  mutable std::mutex mutex_;
  std::condition_variable woken_;
  RefreshPlan plan_;
  JwkSet keys_;
  bool tried_ = false;
  absl::Time good_;

  observe::Collector count_, age_;
  std::thread thread_;
};

}  // namespace steward::auth
