#include "platform/auth/jwks_source.h"

#include <chrono>

#include "platform/observe/log.h"
#include "platform/status/macros.h"
#include "platform/tls/broken_pipe.h"

namespace steward::auth {
namespace {

// Unlike the time of day it never jumps.
absl::Time Monotonic() {
  return absl::UnixEpoch() + absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace

absl::StatusOr<std::unique_ptr<JwksSource>> JwksSource::Start(JwksOptions options) {
  RETURN_IF_ERROR(CheckJwksUrl(options.url, options.fetch));
  return std::unique_ptr<JwksSource>(new JwksSource(std::move(options)));
}

JwksSource::JwksSource(JwksOptions options)
    : options_(std::move(options)), plan_(options_.times), good_(Monotonic()) {
  count_ = observe::AddCollector("steward_jwks_keys", "Keys of an issuer that verify tokens.",
                                 [this] {
                                   std::lock_guard lock(mutex_);
                                   return static_cast<double>(keys_.size());
                                 },
                                 {{"issuer", options_.issuer}});
  age_ = observe::AddCollector("steward_jwks_age_seconds",
                               "Time since the keys of an issuer were last refreshed.",
                               [this] {
                                 std::lock_guard lock(mutex_);
                                 return absl::ToDoubleSeconds(Monotonic() - good_);
                               },
                               {{"issuer", options_.issuer}});
  thread_ = std::thread([this] { Run(); });
}

JwksSource::~JwksSource() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  woken_.notify_one();
  thread_.join();
}

std::shared_ptr<const IssuerKey> JwksSource::Find(const std::string* kid, KeyType type) {
  std::lock_guard lock(mutex_);
  auto key = keys_.Find(kid, type);
  if (key == nullptr && kid != nullptr && plan_.AskFor(*kid, Monotonic())) woken_.notify_one();
  return key;
}

bool JwksSource::HasKeys() const {
  std::lock_guard lock(mutex_);
  return keys_.size() > 0;
}

bool JwksSource::Tried() const {
  std::lock_guard lock(mutex_);
  return tried_;
}

void JwksSource::Run() {
  tls::BlockBrokenPipeSignal();
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const absl::Duration wait = plan_.due() - Monotonic();
    if (wait > absl::ZeroDuration()) {
      woken_.wait_for(lock, absl::ToChronoNanoseconds(wait));
      continue;
    }
    plan_.Begin();
    lock.unlock();
    absl::StatusOr<JwkSet> fetched = Refresh();
    lock.lock();
    if (!stopping_) Take(std::move(fetched));
  }
}

absl::StatusOr<JwkSet> JwksSource::Refresh() {
  absl::Status status;
  absl::StatusOr<std::string> text = FetchJwks(options_.url, options_.fetch, stopping_);
  if (text.ok()) {
    absl::StatusOr<JwkSet> keys = ParseJwkSet(*text);
    Count(keys.ok() ? "ok" : "refused");
    if (keys.ok()) return keys;
    status = keys.status();
  } else {
    Count(absl::IsOutOfRange(text.status()) ? "refused" : "failed");
    status = text.status();
  }
  if (!stopping_)
    observe::Log(observe::Level::kWarning, "keys of an issuer are not refreshed",
                 {{"issuer", options_.issuer}, {"error", status.message()}});
  return status;
}

void JwksSource::Take(absl::StatusOr<JwkSet> fetched) {
  const absl::Time now = Monotonic();
  tried_ = true;
  if (fetched.ok()) {
    fetched->Keep(keys_);
    keys_ = *std::move(fetched);
    good_ = now;
    return plan_.Succeeded(now);
  }
  plan_.Failed(now);
  if (!plan_.MayUse(now)) keys_ = JwkSet();
}

void JwksSource::Count(const char* result) {
  if (stopping_) return;
  observe::GetCounter("steward_jwks_refresh_total", "Refreshes of the keys of an issuer.",
                      {{"issuer", options_.issuer}, {"result", result}})
      .Increment();
}

}  // namespace steward::auth
