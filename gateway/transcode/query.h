#pragma once

// Query parameters to request fields.

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gateway/transcode/routes.h"

namespace steward::gateway {

// What may be shown of a name that the API does not know.
std::string ShownName(absl::string_view name);

// Appends the fields that the parameters name, by proto or JSON names with dots between, to an
// encoded request. UNKNOWN_FIELD for one that is no field or belongs to the body or the path;
// DUPLICATE_FIELD for a second value of a field that is not repeated; INVALID_FIELD with the values
// of a wrong type, of which it names the first 20.
absl::Status BindQuery(const Route& route,
                       const std::vector<std::pair<std::string, std::string>>& query,
                       std::string* wire);

}  // namespace steward::gateway
