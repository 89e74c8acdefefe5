#pragma once

// Access grants in PostgreSQL, with their state as of now.

#include "platform/store/collection.h"
#include "steward/directory/v1/access_grant.pb.h"

namespace steward::directory {

using AccessGrants = store::Collection<v1::AccessGrant>;

const store::CollectionTable<v1::AccessGrant>& AccessGrantTable();

}  // namespace steward::directory
