#include "services/catalog/rpc/services.h"

namespace steward::catalog {

template <class Handlers>
void Services::Add(const google::protobuf::Descriptor* request, Handlers& handlers) {
  services_.push_back(std::make_unique<rpc::Service>(request->file()->service(0), interceptors_));
  handlers.Register(services_.back().get());
}

Services::Services(const Catalog* catalog, const people::People* people,
                   rpc::Interceptors* interceptors)
    : interceptors_(interceptors),
      configuration_items_(catalog, people),
      catalog_services_(catalog, people),
      offerings_(catalog),
      items_(catalog, people) {
  Add(v1::GetConfigurationItemRequest::descriptor(), configuration_items_);
  Add(v1::GetCatalogServiceRequest::descriptor(), catalog_services_);
  Add(v1::GetServiceOfferingRequest::descriptor(), offerings_);
  Add(v1::GetCatalogItemRequest::descriptor(), items_);
}

std::vector<rpc::Service*> Services::all() const {
  std::vector<rpc::Service*> services;
  for (const auto& service : services_) services.push_back(service.get());
  return services;
}

}  // namespace steward::catalog
