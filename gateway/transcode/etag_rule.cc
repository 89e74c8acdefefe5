#include "gateway/transcode/etag_rule.h"

#include <algorithm>
#include <utility>

#include "gateway/transcode/wire_field.h"
#include "platform/status/errors.h"

namespace steward::gateway {

EtagRule::EtagRule(std::vector<std::string> tenants, const RouteTable& routes)
    : tenants_(std::move(tenants)) {
  if (tenants_.empty()) return;
  for (const auto& route : routes.routes()) {
    const bool replaces = route->http_method == "PATCH" || route->http_method == "DELETE";
    if (replaces && !route->etag.empty() && !route->method->answers_raw)
      etags_[route->method] = &route->etag;
  }
}

bool EtagRule::Demands(absl::string_view tenant) const {
  return std::any_of(tenants_.begin(), tenants_.end(),
                     [&](const std::string& each) { return each == "*" || each == tenant; });
}

absl::Status EtagRule::Check(absl::string_view tenant, const Method& method,
                             absl::string_view wire) const {
  const auto etag = etags_.find(&method);
  if (etag == etags_.end() || !Demands(tenant)) return absl::OkStatus();
  if (!FindBytes(wire, *etag->second).value_or("").empty()) return absl::OkStatus();
  return errors::Make(absl::StatusCode::kFailedPrecondition, errors::Reason::ETAG_REQUIRED,
                      "Read the resource and send its etag, over REST as If-Match; \"*\" there "
                      "means whatever there is.");
}

}  // namespace steward::gateway
