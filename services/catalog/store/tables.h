#pragma once

// The tables of the catalog: which columns lists can filter and sort by, and the statements.

#include "platform/store/collection.h"
#include "steward/catalog/v1/catalog_item.pb.h"
#include "steward/catalog/v1/catalog_service.pb.h"
#include "steward/catalog/v1/configuration_item.pb.h"
#include "steward/catalog/v1/service_offering.pb.h"
#include "steward/catalog/v1/subscription.pb.h"

namespace steward::catalog {

const store::CollectionTable<v1::CatalogItem>& CatalogItemTable();
const store::CollectionTable<v1::CatalogService>& CatalogServiceTable();
const store::CollectionTable<v1::ConfigurationItem>& ConfigurationItemTable();
const store::CollectionTable<v1::ServiceOffering>& ServiceOfferingTable();
const store::CollectionTable<v1::Subscription>& SubscriptionTable();

}  // namespace steward::catalog
