#pragma once

// All that the catalog serves: the handlers of its proto services, registered. Thread-safe.

#include <memory>
#include <vector>

#include "platform/rpc/service.h"
#include "services/catalog/rpc/catalog_item_handlers.h"
#include "services/catalog/rpc/catalog_service_handlers.h"
#include "services/catalog/rpc/configuration_item_handlers.h"
#include "services/catalog/rpc/request_handlers.h"
#include "services/catalog/rpc/service_offering_handlers.h"
#include "services/catalog/rpc/subscription_handlers.h"

namespace steward::catalog {

class Services {
 public:
  // What it is given outlives it.
  Services(const RequestHandlers::Parts& parts, rpc::Interceptors* interceptors);

  // For Host::Serve.
  std::vector<rpc::Service*> all() const;

 private:
  // Serves the service of the file that has the request.
  template <class Handlers>
  void Add(const google::protobuf::Descriptor* request, Handlers& handlers);

  rpc::Interceptors* interceptors_;
  ConfigurationItemHandlers configuration_items_;
  CatalogServiceHandlers catalog_services_;
  ServiceOfferingHandlers offerings_;
  CatalogItemHandlers items_;
  RequestHandlers requests_;
  SubscriptionHandlers subscriptions_;
  std::vector<std::unique_ptr<rpc::Service>> services_;
};

}  // namespace steward::catalog
