#pragma once

// Errors of items in the words of items.

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace steward::operations {

// The same error of an item that was judged as the field `path` of a request, such as "ticket":
// fields are called what they are called in the item, "title" and not "ticket.title".
absl::Status InItem(const absl::Status& status, absl::string_view path);

}  // namespace steward::operations
