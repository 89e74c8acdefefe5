#pragma once

// steward.notification.v1.WebhookService. Each method reads load → decide → commit; identity,
// permission and field rules were checked before. Thread-safe.

#include <functional>

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/journal/journal.h"
#include "platform/rpc/service.h"
#include "services/notification/delivery/endpoint.h"
#include "services/notification/store/delivery_store.h"
#include "services/notification/store/webhook_store.h"
#include "steward/notification/v1/webhook_service.pb.h"

namespace steward::notification {

// What an installation allows.
struct WebhookLimits {
  // Which URLs may be registered.
  UrlPolicy policy;
  // Greatest number of webhooks of a tenant.
  int64_t webhooks_max = 100;
};

class WebhookHandlers {
 public:
  WebhookHandlers(const WebhookStore* store, const DeliveryStore* deliveries,
                  journal::Journal* journal, WebhookLimits limits)
      : store_(store), deliveries_(deliveries), journal_(journal), limits_(limits) {}

  absl::StatusOr<Webhook> CreateWebhook(const Call&, const v1::CreateWebhookRequest&);
  absl::StatusOr<Webhook> GetWebhook(const Call&, const v1::GetWebhookRequest&);
  absl::StatusOr<Encoded<v1::ListWebhooksResponse>> ListWebhooks(const Call&,
                                                                 const v1::ListWebhooksRequest&);
  absl::StatusOr<Webhook> UpdateWebhook(const Call&, const v1::UpdateWebhookRequest&);
  absl::StatusOr<Webhook> DeleteWebhook(const Call&, const v1::DeleteWebhookRequest&);
  absl::StatusOr<Webhook> EnableWebhook(const Call&, const v1::EnableWebhookRequest&);
  absl::StatusOr<Webhook> DisableWebhook(const Call&, const v1::DisableWebhookRequest&);
  absl::StatusOr<Encoded<v1::ListDeliveriesResponse>> ListDeliveries(
      const Call&, const v1::ListDeliveriesRequest&);

  void Register(rpc::Service* service);

 private:
  absl::StatusOr<WebhookDecision> DecideCreate(const Call& call,
                                               const v1::CreateWebhookRequest& request) const;
  absl::StatusOr<WebhookDecision> DecideUpdate(const Call& call,
                                               const v1::UpdateWebhookRequest& request) const;
  // Loads the webhook that the request names, checks the etag, commits what `decide` makes of it.
  template <class Request>
  absl::StatusOr<Webhook> Act(
      const Call& call, const Request& request,
      const std::function<absl::StatusOr<WebhookDecision>(const StoredWebhook&)>& decide);

  const WebhookStore* store_;
  const DeliveryStore* deliveries_;
  journal::Journal* journal_;
  const WebhookLimits limits_;
};

}  // namespace steward::notification
