#pragma once

// The JSON documents of SCIM. Pure functions, thread-safe.

#include <initializer_list>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/auth/json.h"
#include "steward/http/v1/raw.pb.h"

namespace steward::directory::scim {

using Json = auth::Json;

Json Text(absl::string_view value);
Json Boolean(bool value);
Json Integer(int64_t value);
Json Object(std::initializer_list<std::pair<absl::string_view, Json>> members = {});
Json List(std::initializer_list<Json> elements = {});

// The member with exactly that name; null when there is none.
Json* Find(absl::string_view name, Json* object);
// Adds the member or replaces it.
void Set(absl::string_view name, Json value, Json* object);
// The same where the text is not empty.
void SetText(absl::string_view name, absl::string_view value, Json* object);
void Remove(absl::string_view name, Json* object);

// The member of that name in any case (RFC 7643 §2.1); null when there is none or it is null.
const Json* FindFolded(absl::string_view name, const Json& object);

// The object in the body of a message with that schema (its "schemas" lists the URN).
// Errors: MALFORMED_REQUEST.
absl::StatusOr<Json> ParseMessage(absl::string_view urn, const http::v1::RawBody& body);
// The same for an object that is read already.
absl::Status CheckSchema(absl::string_view urn, const Json& object);

// One line.
std::string Print(const Json& json);

}  // namespace steward::directory::scim
