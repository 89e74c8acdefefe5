#pragma once

// Path templates of google.api.http as those of OpenAPI.

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/openapi/json.h"
#include "gateway/openapi/names.h"
#include "gateway/transcode/template.h"
#include "google/api/http.pb.h"
#include "google/protobuf/descriptor.h"

namespace steward::gateway::openapi {

// The method in lower case, as in a path item, and the template; empty for kinds of rules that the
// gateway does not serve.
std::pair<std::string, std::string> PatternOf(const google::api::HttpRule& rule);

struct Path {
  // "/v1/tickets/{ticket}:assign" for "/v1/{name=tickets/*}:assign".
  std::string text;
  // Parameter objects, one for each "*".
  std::vector<Json> parameters;
  // Fields of the request itself, not those within one, that the path holds.
  std::set<const google::protobuf::FieldDescriptor*> fields;
};

// Fails for a template that cannot be read.
absl::StatusOr<Path> MakePath(absl::string_view path_template,
                              const google::protobuf::Descriptor& request,
                              const Collections& collections);

}  // namespace steward::gateway::openapi
