#pragma once

// Turns a claimed delivery into a signed request.

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/webhook/cloud_event.h"
#include "services/notification/delivery/attempt.h"
#include "services/notification/store/delivery_store.h"
#include "services/notification/store/webhook_secrets.h"

namespace steward::notification {

// Thread-safe.
class AttemptMaker {
 public:
  // `api_url` is where clients reach the API, without a slash at the end; may be empty.
  AttemptMaker(const WebhookSecrets* secrets, std::string api_url);

  // Errors: INTERNAL when the event or the secret cannot be read.
  absl::StatusOr<Attempt> Make(const Claim& claim, absl::Time now) const;

 private:
  const WebhookSecrets* secrets_;
  const std::string api_url_;
  const webhook::ResourcePrinter print_;
};

}  // namespace steward::notification
