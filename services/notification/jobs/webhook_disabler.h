#pragma once

// Disables webhooks whose endpoints take no more events.

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/journal/journal.h"
#include "services/notification/store/webhook_store.h"

namespace steward::notification {

// Thread-safe.
class WebhookDisabler {
 public:
  WebhookDisabler(const WebhookStore* store, journal::Journal* journal)
      : store_(store), journal_(journal) {}

  // Goes through the journal as "services/notification". `reason` is for people. OK when the
  // webhook is DISABLED or gone already.
  absl::Status Disable(const std::string& tenant, const std::string& webhook_id,
                       absl::string_view reason, absl::Time now) const;

 private:
  const WebhookStore* store_;
  journal::Journal* journal_;
};

}  // namespace steward::notification
