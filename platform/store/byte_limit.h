#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace steward::store {

// `list`, a statement that returns an id and a body, without the rows that no page can hold: it
// ends at the second row after the bodies exceed `bytes_max`. So whoever fills a page with the
// bodies up to that limit, but with one row at least, still sees that there are more rows.
std::string LimitBytes(absl::string_view list, size_t bytes_max);

}  // namespace steward::store
