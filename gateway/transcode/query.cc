#include "gateway/transcode/query.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "gateway/transcode/wire_field.h"
#include "platform/json/parse.h"
#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

absl::Status Refused(errors::Reason reason, absl::string_view name, absl::string_view why) {
  const std::string shown = ShownName(name);
  return errors::Make(absl::StatusCode::kInvalidArgument, reason,
                      absl::StrCat("The query parameter '", shown, "' ", why), {{"field", shown}});
}

bool BoundElsewhere(const Route& route, const FieldPath& path) {
  if (route.body == Route::Body::kAll || path[0] == route.body_field) return true;
  return std::find(route.variables.begin(), route.variables.end(), path) != route.variables.end();
}

}  // namespace

std::string ShownName(absl::string_view name) {
  std::string shown;
  for (char c : name.substr(0, 64)) shown.push_back(absl::ascii_isgraph(c) ? c : '?');
  return shown;
}

absl::Status BindQuery(const Route& route,
                       const std::vector<std::pair<std::string, std::string>>& query,
                       std::string* wire) {
  std::vector<FieldPath> seen;
  errors::Violations violations;
  for (const auto& [name, value] : query) {
    FieldPath path = ResolveField(*route.method->request, name);
    if (path.empty() || path.back()->map || BoundElsewhere(route, path))
      return Refused(errors::Reason::UNKNOWN_FIELD, name, "is not known here.");
    if (!path.back()->repeated) {
      if (std::find(seen.begin(), seen.end(), path) != seen.end())
        return Refused(errors::Reason::DUPLICATE_FIELD, name, "is given twice.");
      seen.push_back(path);
    }
    const absl::Status bound = AppendText(path, value, wire);
    if (!bound.ok() && !violations.Add(bound)) return bound;
    if (violations.size() == json::kMaxViolations) break;
  }
  return violations.ToStatus();
}

}  // namespace steward::gateway
