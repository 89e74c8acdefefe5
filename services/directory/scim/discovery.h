#pragma once

// The documents that describe this SCIM service (RFC 7643 §5 to §7). Pure functions, thread-safe.

#include <vector>

#include "services/directory/scim/json.h"

namespace steward::directory::scim {

inline constexpr int kBulkOperationsMax = 100;
inline constexpr int kBulkBytesMax = 1 << 20;

Json ServiceProviderConfig();
std::vector<Json> ResourceTypes();
std::vector<Json> Schemas();

}  // namespace steward::directory::scim
