#include "services/notification/rpc/services.h"

namespace steward::notification {

template <class Handlers>
void Services::Add(const google::protobuf::Descriptor* request, Handlers& handlers) {
  services_.push_back(std::make_unique<rpc::Service>(request->file()->service(0), interceptors_));
  handlers.Register(services_.back().get());
}

Services::Services(const store::CollectionParts& parts, pg::Pool* pool,
                   const WebhookStore* webhooks, const DeliveryStore* deliveries,
                   WebhookLimits limits, people::CatchUp catch_up, rpc::Interceptors* interceptors)
    : interceptors_(interceptors),
      book_(parts),
      contacts_(parts.points),
      groups_(parts.points, catch_up),
      store_(parts.points, pool, parts.lister),
      webhooks_(webhooks, deliveries, parts.journal, limits),
      rules_(&book_, pool, {&contacts_, &groups_, catch_up}),
      templates_(&book_, pool),
      preferences_(&book_, &contacts_),
      notifications_(&store_, parts.journal) {
  Add(v1::GetWebhookRequest::descriptor(), webhooks_);
  Add(v1::GetNotificationRuleRequest::descriptor(), rules_);
  Add(v1::GetNotificationTemplateRequest::descriptor(), templates_);
  Add(v1::GetNotificationPreferenceRequest::descriptor(), preferences_);
  Add(v1::GetNotificationRequest::descriptor(), notifications_);
}

std::vector<rpc::Service*> Services::all() const {
  std::vector<rpc::Service*> services;
  for (const auto& service : services_) services.push_back(service.get());
  return services;
}

}  // namespace steward::notification
