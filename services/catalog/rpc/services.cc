#include "services/catalog/rpc/services.h"

namespace steward::catalog {

template <class Handlers>
void Services::Add(const google::protobuf::Descriptor* request, Handlers& handlers) {
  services_.push_back(std::make_unique<rpc::Service>(request->file()->service(0), interceptors_));
  handlers.Register(services_.back().get());
}

Services::Services(const RequestHandlers::Parts& parts, rpc::Interceptors* interceptors)
    : interceptors_(interceptors),
      configuration_items_(parts.catalog, parts.people),
      catalog_services_(parts.catalog, parts.people),
      offerings_(parts.catalog),
      items_(parts.catalog, parts.people),
      requests_(parts),
      subscriptions_(&parts.catalog->subscriptions) {
  Add(v1::GetConfigurationItemRequest::descriptor(), configuration_items_);
  Add(v1::GetCatalogServiceRequest::descriptor(), catalog_services_);
  Add(v1::GetServiceOfferingRequest::descriptor(), offerings_);
  Add(v1::GetCatalogItemRequest::descriptor(), items_);
  Add(v1::GetRequestRequest::descriptor(), requests_);
  Add(v1::GetSubscriptionRequest::descriptor(), subscriptions_);
}

std::vector<rpc::Service*> Services::all() const {
  std::vector<rpc::Service*> services;
  for (const auto& service : services_) services.push_back(service.get());
  return services;
}

}  // namespace steward::catalog
