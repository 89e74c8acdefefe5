#pragma once

// What all SCIM resources have in common. Pure functions, thread-safe.

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/timestamp.pb.h"
#include "services/directory/scim/json.h"
#include "services/directory/scim/schema.h"

namespace steward::directory::scim {

// Where a resource is, from the root of the gateway: "/scim/v2/Users/alice".
std::string LocationOf(absl::string_view endpoint, absl::string_view id);

// The attribute "meta".
Json MetaOf(const ResourceType& type, absl::string_view id,
            const google::protobuf::Timestamp& created,
            const google::protobuf::Timestamp& last_modified, absl::string_view etag);

}  // namespace steward::directory::scim
