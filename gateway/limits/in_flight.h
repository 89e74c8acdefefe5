#pragma once

// Sheds load: only so many calls are under way at a time, and when there are many, no tenant has
// more than its share. What is refused at once costs little; what would only wait in a queue until
// its deadline costs all (docs/adr/0017). Each service has its own limit: one that hangs holds no
// call to another.

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/node_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace steward::gateway {

// Whether one more call of a tenant may begin. `own` are its calls under way, `all` those of
// everybody, `tenants` those that wanted something lately, itself included. Up to half of `max`
// everybody may; beyond, who has less than an equal share; never more than twice `max`.
bool MayBegin(int64_t own, int64_t all, int64_t tenants, int64_t max);

// Calls to one service. Belongs to a loop.
class InFlight {
 public:
  // At most `max` calls at a time; 0: as many as come.
  explicit InFlight(int64_t max) : max_(max) {}

  // Ends the call where it dies, on the loop.
  class Call;
  // OVERLOADED, with "retry_after_seconds", when there are too many.
  absl::StatusOr<std::unique_ptr<Call>> Begin(absl::string_view tenant, absl::Time now);
  int64_t all() const { return *all_; }

 private:
  struct Tenant {
    int64_t calls = 0;
    absl::Time last_wanted;
  };
  void ForgetTheIdle(absl::Time now);

  const int64_t max_;
  // Calls may outlive the rest.
  const std::shared_ptr<int64_t> all_ = std::make_shared<int64_t>(0);
  absl::flat_hash_map<std::string, std::shared_ptr<Tenant>> tenants_;
  absl::Time next_sweep_ = absl::InfinitePast();
};

class InFlight::Call {
 public:
  Call(std::shared_ptr<int64_t> all, std::shared_ptr<Tenant> tenant)
      : all_(std::move(all)), tenant_(std::move(tenant)) {
    ++*all_;
    ++tenant_->calls;
  }
  ~Call() {
    --*all_;
    --tenant_->calls;
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

 private:
  const std::shared_ptr<int64_t> all_;
  const std::shared_ptr<Tenant> tenant_;
};

// Calls to all of them, each with its own `max`. Belongs to a loop.
class InFlightByService {
 public:
  explicit InFlightByService(int64_t max) : max_(max) {}
  // As InFlight has it.
  absl::StatusOr<std::unique_ptr<InFlight::Call>> Begin(absl::string_view service,
                                                        absl::string_view tenant, absl::Time now);

 private:
  const int64_t max_;
  absl::node_hash_map<std::string, InFlight> services_;
};

}  // namespace steward::gateway
