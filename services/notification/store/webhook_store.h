#pragma once

// Webhooks in PostgreSQL. Their secrets are sealed in a column of their own: no webhook that is
// read has one, and neither journal nor body ever held it. Thread-safe.

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/call/call.h"
#include "platform/journal/mutate.h"
#include "platform/pg/point_reader.h"
#include "platform/pg/pool.h"
#include "platform/store/list.h"
#include "platform/store/stored.h"
#include "services/notification/store/webhook_secrets.h"
#include "steward/notification/v1/webhook_service.pb.h"

namespace steward::notification {

using v1::Webhook;
using StoredWebhook = store::Stored<Webhook>;
using WebhookDecision = journal::Decision<Webhook>;

class WebhookStore {
 public:
  WebhookStore(pg::Pool* pool, pg::PointReader* points, const store::Lister* lister,
               const WebhookSecrets* secrets)
      : pool_(pool), points_(points), lister_(lister), secrets_(secrets) {}

  // Errors: RESOURCE_NOT_FOUND, INVALID_FIELD when the name is no webhook's.
  absl::StatusOr<StoredWebhook> Get(const Call& call, absl::string_view name) const;
  absl::StatusOr<Encoded<v1::ListWebhooksResponse>> List(const Call& call,
                                                         const store::ListRequest& request) const;
  // How many webhooks the tenant has.
  absl::StatusOr<int64_t> Count(const Call& call) const;

  // Decisions for the journal. The etag is set here, as it follows from the version.
  //
  // The returned webhook holds the secret. The write matches only while the tenant has fewer than
  // `webhooks_max`. Errors: INTERNAL when the secret cannot be sealed.
  absl::StatusOr<WebhookDecision> Create(const Call& call, Webhook webhook,
                                         const std::string& secret, int64_t webhooks_max) const;
  WebhookDecision Update(const Call& call, const StoredWebhook& before, Webhook after,
                         absl::string_view event_type) const;
  // `after` is the webhook's last state. Its deliveries are deleted too.
  WebhookDecision Delete(const Call& call, const StoredWebhook& before, Webhook after) const;

 private:
  pg::Pool* pool_;
  pg::PointReader* points_;
  const store::Lister* lister_;
  const WebhookSecrets* secrets_;
};

// The fields that lists can filter and sort by.
const resource::ColumnTable& WebhookColumns();

}  // namespace steward::notification
