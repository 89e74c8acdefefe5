#pragma once

// All that this service serves: the handlers of its proto services, registered. Thread-safe.

#include <memory>
#include <vector>

#include "platform/pg/pool.h"
#include "platform/rpc/service.h"
#include "platform/store/collection.h"
#include "services/notification/rpc/notification_handlers.h"
#include "services/notification/rpc/notification_preference_handlers.h"
#include "services/notification/rpc/notification_rule_handlers.h"
#include "services/notification/rpc/notification_template_handlers.h"
#include "services/notification/rpc/webhook_handlers.h"

namespace steward::notification {

class Services {
 public:
  // What it is given outlives it.
  Services(const store::CollectionParts& parts, pg::Pool* pool, const WebhookStore* webhooks,
           const DeliveryStore* deliveries, WebhookLimits limits, people::CatchUp catch_up,
           rpc::Interceptors* interceptors);

  // For Host::Serve.
  std::vector<rpc::Service*> all() const;

 private:
  template <class Handlers>
  void Add(const google::protobuf::Descriptor* request, Handlers& handlers);

  rpc::Interceptors* const interceptors_;
  const Rulebook book_;
  const ContactStore contacts_;
  const people::People groups_;
  const NotificationStore store_;
  WebhookHandlers webhooks_;
  NotificationRuleHandlers rules_;
  NotificationTemplateHandlers templates_;
  NotificationPreferenceHandlers preferences_;
  NotificationHandlers notifications_;
  std::vector<std::unique_ptr<rpc::Service>> services_;
};

}  // namespace steward::notification
