#pragma once

// Which of the certificates that are read one after the other is in force.

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/tls/certificate.h"

namespace steward::tls {

// Not thread-safe.
class Succession {
 public:
  // Whether `next` may take the place of `current`; the error says how it does not fit.
  using Check = absl::Status (*)(const Certificate& current, const Certificate& next);

  // Without a check every certificate may follow.
  explicit Succession(Certificate first, Check check = nullptr);

  // Another pointer means another certificate, key or authorities.
  const std::shared_ptr<const Certificate>& current() const { return current_; }
  // What a look at the files has read. Errors are its own and those of the check; then the one in
  // force stays.
  absl::Status Offer(absl::StatusOr<Certificate> read);

 private:
  const Check check_;
  std::shared_ptr<const Certificate> current_;
};

}  // namespace steward::tls
