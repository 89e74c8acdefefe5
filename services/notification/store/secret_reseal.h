#pragma once

// Secrets of webhooks that are sealed anew, with the key in force.

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "platform/pg/connection.h"
#include "services/notification/store/webhook_secrets.h"

namespace steward::notification {

// One round over the webhooks of all tenants.
struct ResealRound {
  int64_t resealed = 0;
  // They do not open: sealed with a key that is not known, or changed.
  int64_t left = 0;
  bool done = false;
  // The webhook to go on after.
  std::string tenant, id;
};

// The next step of a round, over a few hundred webhooks, as system. Nobody's webhook changes by it:
// neither its version nor its history. Each secret is replaced where it is still the one that was
// read, so rounds of several processes do no harm. Errors: those of statements; what was done until
// then is done.
absl::Status ResealSome(pg::Connection& connection, const WebhookSecrets& secrets,
                        ResealRound* round);

}  // namespace steward::notification
