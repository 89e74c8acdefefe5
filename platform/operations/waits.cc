#include "platform/operations/waits.h"

#include "platform/status/errors.h"

namespace steward::operations {

absl::StatusOr<Waits::Hold> Waits::Begin(const std::string& tenant) {
  std::lock_guard lock(mutex_);
  const auto found = by_tenant_.find(tenant);
  const int of_tenant = found == by_tenant_.end() ? 0 : found->second;
  if (of_tenant >= limits_.by_tenant || all_ >= limits_.all)
    return errors::Make(absl::StatusCode::kResourceExhausted, errors::Reason::RATE_LIMITED,
                        "Too many calls wait for operations; get it instead, a while later.",
                        {{"limit", "waits"}, {"retry_after_seconds", "1"}});
  ++by_tenant_[tenant];
  ++all_;
  return Hold(nullptr, [this, tenant](void*) { End(tenant); });
}

void Waits::End(const std::string& tenant) {
  std::lock_guard lock(mutex_);
  --all_;
  const auto found = by_tenant_.find(tenant);
  if (--found->second == 0) by_tenant_.erase(found);
}

}  // namespace steward::operations
