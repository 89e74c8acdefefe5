#pragma once

// SQL made from what clients ask for: text with numbered placeholders, and the values for them.

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"

namespace steward::resource {

// A parameter. absl::InfinitePast() stands for '-infinity'.
using Value =
    std::variant<std::string, int64_t, double, bool, absl::Time, std::vector<std::string>>;

// A piece of a statement. Client input is in `params` only, never in `text`; every placeholder has
// a cast ("$3::text"), and params[0] belongs to the first placeholder number that was asked for.
struct Sql {
  std::string text;
  std::vector<Value> params;
};

}  // namespace steward::resource
