#include "platform/scim/error.h"

#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/observe/log_line.h"
#include "platform/status/metadata.h"

namespace steward::scim {
namespace {

constexpr std::pair<absl::string_view, absl::string_view> kTypes[] = {
    {"MALFORMED_REQUEST", "invalidSyntax"},
    {"UNKNOWN_FIELD", "invalidSyntax"},
    {"DUPLICATE_FIELD", "invalidSyntax"},
    {"INVALID_FIELD", "invalidValue"},
    {"REFERENCE_NOT_FOUND", "invalidValue"},
    {"REFERENCE_CYCLE", "invalidValue"},
    {"INVALID_FILTER", "invalidFilter"},
    {"FILTER_TOO_COMPLEX", "invalidFilter"},
    {"RESOURCE_ALREADY_EXISTS", "uniqueness"},
    {"INVALID_PATH", "invalidPath"},
    {"NO_TARGET", "noTarget"},
    {"IMMUTABLE_ATTRIBUTE", "mutability"},
};

}  // namespace

absl::string_view ScimType(absl::string_view reason) {
  for (const auto& [name, type] : kTypes)
    if (name == reason) return type;
  return "";
}

std::string ErrorJson(const google::rpc::Status& error, int status) {
  std::string json = absl::StrCat(
      R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":")", status, "\"");
  const absl::string_view type = ScimType(errors::ReasonIn(error));
  if (!type.empty() && (status == 400 || status == 409))
    absl::StrAppend(&json, ",\"scimType\":\"", type, "\"");
  absl::StrAppend(&json, ",\"detail\":");
  observe::AppendJsonString(error.message(), std::numeric_limits<size_t>::max() / 8, json);
  return json + "}";
}

}  // namespace steward::scim
