#pragma once

// What the fields of a resource refer to, by the option `reference` of each. What is newly set must
// exist in the tenant and be ACTIVE; what was set stays, whatever became of it. Called within a
// decision of the journal. Thread-safe.

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "platform/call/call.h"
#include "services/directory/store/directory.h"

namespace steward::directory {

// Whether a resource may refer to what `after` does. `path` is its field in the request, such as
// "user"; `before` is of the same type, or null for a new one. Errors: REFERENCE_NOT_FOUND,
// REFERENCE_DISABLED.
absl::Status CheckReferences(const Call& call, const Directory& directory, absl::string_view path,
                             const google::protobuf::Message* before,
                             const google::protobuf::Message& after);

}  // namespace steward::directory
