#include "gateway/api/deprecation.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "platform/status/macros.h"
#include "platform/time/http_date.h"

namespace steward::gateway {
namespace {

absl::StatusOr<absl::Time> ParseTime(const std::string& text) {
  absl::Time time;
  if (absl::ParseTime(absl::RFC3339_full, text, &time, nullptr)) return time;
  return absl::InvalidArgumentError("has a deprecation whose time is none");
}

}  // namespace

absl::StatusOr<Notices> NoticesOf(bool deprecated, const options::v1::MethodRules& rules) {
  if (deprecated != rules.has_deprecation())
    return absl::InvalidArgumentError(
        "needs both the option 'deprecated' and the times of its deprecation, or none");
  Notices notices;
  if (!deprecated) return notices;
  const auto& deprecation = rules.deprecation();
  ASSIGN_OR_RETURN(const absl::Time since, ParseTime(deprecation.deprecate_time()));
  notices.emplace_back("Deprecation", absl::StrCat("@", absl::ToUnixSeconds(since)));
  notices.emplace_back("Link", "</docs>; rel=\"deprecation\"; type=\"text/html\"");
  if (deprecation.sunset_time().empty()) return notices;
  ASSIGN_OR_RETURN(const absl::Time sunset, ParseTime(deprecation.sunset_time()));
  if (sunset < since) return absl::InvalidArgumentError("is gone before it is deprecated");
  notices.emplace_back("Sunset", HttpDate(sunset));
  return notices;
}

}  // namespace steward::gateway
