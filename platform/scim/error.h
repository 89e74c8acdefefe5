#pragma once

// Errors as SCIM tells them (RFC 7644 §3.12). Thread-safe.

#include <string>

#include "absl/strings/string_view.h"
#include "google/rpc/status.pb.h"

namespace steward::scim {

inline constexpr char kMediaType[] = "application/scim+json";

// {"schemas":[…],"status":"400","scimType":"invalidFilter","detail":"…"} of an error that is
// answered with this HTTP status; scimType only with 400 and 409, and where the standard has a
// word.
std::string ErrorJson(const google::rpc::Status& error, int status);

// The word of the standard for a reason, such as "uniqueness" for "RESOURCE_ALREADY_EXISTS"; empty
// when it has none.
absl::string_view ScimType(absl::string_view reason);

}  // namespace steward::scim
