#pragma once

// What the handlers of SCIM have in common. Thread-safe.

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
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

// Whether the caller has the permission for every record; nobody owns one of the directory.
bool HasPermission(const Call& call, absl::string_view permission);
// PERMISSION_DENIED unless it does.
absl::Status CheckPermission(const Call& call, absl::string_view permission);
// The same for fields that only some callers may write, of a request of the directory's own.
absl::Status CheckWrites(const Call& call, const google::protobuf::Message& request);
absl::Status CheckUpdate(const Call& call, const google::protobuf::Message& update,
                         const google::protobuf::Message& current);

// The error with its fields by the names of SCIM: "user.time_zone" is "timezone".
absl::Status WithScimNames(const absl::Status& status);

}  // namespace steward::directory
