#include "services/directory/scim/resource.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "platform/time/timestamp.h"

namespace steward::directory::scim {
namespace {

std::string Written(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", FromProto(time), absl::UTCTimeZone());
}

}  // namespace

std::string LocationOf(absl::string_view endpoint, absl::string_view id) {
  return absl::StrCat("/scim/v2", endpoint, "/", id);
}

Json MetaOf(const ResourceType& type, absl::string_view id,
            const google::protobuf::Timestamp& created,
            const google::protobuf::Timestamp& last_modified, absl::string_view etag) {
  return Object({{"resourceType", Text(type.name)},
                 {"created", Text(Written(created))},
                 {"lastModified", Text(Written(last_modified))},
                 {"location", Text(LocationOf(type.endpoint, id))},
                 {"version", Text(absl::StrCat("\"", etag, "\""))}});
}

}  // namespace steward::directory::scim
