#pragma once

// What the handlers of SCIM have in common. Thread-safe.

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/call/call.h"
#include "services/directory/scim/json.h"
#include "services/directory/scim/projection.h"
#include "steward/http/v1/raw.pb.h"

namespace steward::directory {

// An answer with a document as body.
http::v1::RawAnswer ScimAnswer(const scim::Json& document);
// The same with a resource: its etag, and its location with status 201. The projection is applied.
http::v1::RawAnswer ScimResourceAnswer(int status, scim::Json resource, absl::string_view etag,
                                       const scim::Projection& projection);
// Status 204.
http::v1::RawAnswer ScimNoContent();

// PERMISSION_DENIED unless the caller has the permission, in whatever scope.
absl::Status CheckPermission(const Call& call, absl::string_view permission);
bool HasPermission(const Call& call, absl::string_view permission);

// The error with its fields by the names of SCIM: "user.time_zone" is "timezone".
absl::Status WithScimNames(const absl::Status& status);

}  // namespace steward::directory
