#pragma once

// The tables of the catalog: which columns lists can filter and sort by, and the statements.

#include "platform/store/collection.h"
#include "steward/catalog/v1/configuration_item.pb.h"

namespace steward::catalog {

const store::CollectionTable<v1::ConfigurationItem>& ConfigurationItemTable();

}  // namespace steward::catalog
