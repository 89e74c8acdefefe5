#pragma once

// Which of the certificates that are read one after the other is in force.

#include <memory>
#include <optional>

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
  // What a look at the files has read. It comes into force when the next look reads the same: a
  // text that was cut where one of its certificates ends is a good one, too. Errors are its own and
  // those of the check; then the one in force stays.
  absl::Status Offer(absl::StatusOr<Certificate> read);

 private:
  const Check check_;
  std::shared_ptr<const Certificate> current_;
  // What was read last, if it may come into force.
  std::optional<Certificate> seen_;
};

}  // namespace steward::tls
