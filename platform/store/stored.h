#pragma once

// A resource as it lies in its table: columns for what lists filter and sort by, and the whole
// message as `body`. The name is not part of the body; it follows from the row's id.

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "platform/pg/result.h"
#include "platform/status/errors.h"

namespace steward::store {

template <class Resource>
struct Stored {
  Resource resource;
  int64_t version = 0;
};

// Reads the message of a row. `name` is the resource's full name.
template <class Resource>
absl::StatusOr<Resource> ParseBody(absl::string_view body, const std::string& name) {
  Resource resource;
  if (!resource.ParseFromArray(body.data(), static_cast<int>(body.size())))
    return errors::Internal("the body of a row is not a message of its type");
  resource.set_name(name);
  return resource;
}

}  // namespace steward::store
