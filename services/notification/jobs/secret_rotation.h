#pragma once

// A thread that seals secrets of webhooks anew that are not sealed with the key in force: at its
// start, and every ten minutes for those of replicas that have another one yet. Any number of
// replicas may run it.
//
// steward_webhook_secrets_resealed_total counts; steward_webhook_secrets_under_old_keys is what the
// last round left, secrets that do not open, and is not there before the first round has ended.
// What fails is logged once, until it works again.

#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "platform/time/pauses.h"
#include "services/notification/store/webhook_secrets.h"

namespace steward::notification {

class SecretRotation {
 public:
  // `secrets` outlives it. `conninfo` is of the role for what is for all tenants.
  SecretRotation(std::string conninfo, const WebhookSecrets* secrets,
                 absl::Duration interval = absl::Minutes(10));
  // Ends after the step under way.
  ~SecretRotation();
  SecretRotation(const SecretRotation&) = delete;
  SecretRotation& operator=(const SecretRotation&) = delete;

 private:
  void Loop();
  absl::Status RunRound();

  const std::string conninfo_;
  const WebhookSecrets* const secrets_;
  const absl::Duration interval_;
  Pauses pauses_;
  std::thread thread_;
};

}  // namespace steward::notification
