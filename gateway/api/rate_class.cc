#include "gateway/api/rate_class.h"

#include "absl/algorithm/container.h"
#include "google/api/annotations.pb.h"

namespace steward::gateway {
namespace {

constexpr char kQuota[] = "steward.quota.v1.Quota";
constexpr absl::string_view kNames[] = {"read", "write", "expensive", "free"};
// Verbs of methods that go through all there is: of AIP-136, and of RFC 7644, 3.4.3.
constexpr absl::string_view kExpensiveVerbs[] = {"search", "verify"};

// "verify" of "/v1/audit:verify", "search" of "/scim/v2/Users/.search"; else the last segment.
absl::string_view VerbOf(const google::api::HttpRule& rule) {
  const absl::string_view path = rule.pattern_case() == google::api::HttpRule::kGet
                                     ? absl::string_view(rule.get())
                                     : absl::string_view(rule.post());
  return path.substr(path.find_last_of(":./") + 1);
}

}  // namespace

RateClass RateClassOf(const google::protobuf::MethodDescriptor& method) {
  if (method.output_type()->full_name() == kQuota) return RateClass::kFree;
  if (method.client_streaming() || method.server_streaming()) return RateClass::kExpensive;
  const auto& rule = method.options().GetExtension(google::api::http);
  if (absl::c_linear_search(kExpensiveVerbs, VerbOf(rule))) return RateClass::kExpensive;
  return rule.pattern_case() == google::api::HttpRule::kGet ? RateClass::kRead : RateClass::kWrite;
}

absl::string_view NameOf(RateClass rate_class) { return kNames[static_cast<size_t>(rate_class)]; }

absl::optional<RateClass> FindRateClass(absl::string_view name) {
  for (const RateClass each : kLimitedClasses)
    if (NameOf(each) == name) return each;
  return absl::nullopt;
}

}  // namespace steward::gateway
