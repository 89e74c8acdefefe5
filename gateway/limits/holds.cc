#include "gateway/limits/holds.h"

#include <mutex>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

// When one of them ends nobody can know.
constexpr int kRetryAfterSeconds = 5;

}  // namespace

struct Holds::Counts {
  std::mutex mutex;
  absl::flat_hash_map<std::string, int64_t> by_key;

  void End(const std::string& key) {
    const std::lock_guard<std::mutex> lock(mutex);
    auto it = by_key.find(key);
    if (--it->second == 0) by_key.erase(it);
  }
};

Holds::Holds(std::string name, int64_t max)
    : name_(std::move(name)), max_(max), counts_(std::make_shared<Counts>()) {}

absl::StatusOr<Holds::Hold> Holds::Begin(absl::string_view key) {
  if (max_ == 0) return Hold();
  {
    const std::lock_guard<std::mutex> lock(counts_->mutex);
    int64_t& count = counts_->by_key[key];
    if (count >= max_)
      return errors::Make(
          absl::StatusCode::kResourceExhausted, errors::Reason::RATE_LIMITED,
          absl::StrCat("At most ", max_, " of these may be open at a time; end one first."),
          {{"limit", name_}, {"retry_after_seconds", absl::StrCat(kRetryAfterSeconds)}});
    ++count;
  }
  return Hold(static_cast<const void*>(this),
              [counts = counts_, key = std::string(key)](const void*) { counts->End(key); });
}

}  // namespace steward::gateway
