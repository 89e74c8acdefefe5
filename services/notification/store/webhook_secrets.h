#pragma once

// Secrets of webhooks at rest: sealed for their tenant. Thread-safe.

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/crypto/seal.h"

namespace steward::notification {

class WebhookSecrets {
 public:
  explicit WebhookSecrets(crypto::Sealer sealer) : sealer_(std::move(sealer)) {}

  // Errors: INTERNAL.
  absl::StatusOr<std::string> Seal(absl::string_view tenant, absl::string_view secret) const;
  // INTERNAL when it was sealed for another tenant or with a key that is not known.
  absl::StatusOr<std::string> Open(absl::string_view tenant, absl::string_view sealed) const;

 private:
  crypto::Sealer sealer_;
};

}  // namespace steward::notification
