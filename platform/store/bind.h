#pragma once

#include <vector>

#include "platform/pg/params.h"
#include "platform/resource/sql.h"

namespace steward::store {

// Adds the values of a resource::Sql as the next parameters, in their order.
void Bind(const std::vector<resource::Value>& values, pg::Params* params);

}  // namespace steward::store
