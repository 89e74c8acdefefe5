#include "gateway/limits/fields.h"

#include "absl/strings/str_cat.h"

namespace steward::gateway {
namespace {

int64_t SecondsOf(absl::Duration duration) {
  return absl::ToInt64Seconds(absl::Ceil(duration, absl::Seconds(1)));
}

void AddPolicy(const char* whose, const Quota& quota, const Limit& limit, std::string* field) {
  if (limit.requests == 0) return;
  absl::StrAppend(field, field->empty() ? "" : ", ", "\"", whose, "-", NameOf(quota.rate_class),
                  "\";q=", limit.requests, ";w=", SecondsOf(limit.window));
}

void AddLeft(const char* whose, const Quota& quota, const Limit& limit, const Left& left,
             std::string* field) {
  if (limit.requests == 0) return;
  absl::StrAppend(field, field->empty() ? "" : ", ", "\"", whose, "-", NameOf(quota.rate_class),
                  "\";r=", left.requests, ";t=", SecondsOf(left.reset));
}

}  // namespace

std::string PolicyField(const Quota& quota) {
  std::string field;
  AddPolicy("caller", quota, quota.limits.caller, &field);
  AddPolicy("tenant", quota, quota.limits.tenant, &field);
  return field;
}

std::string LimitField(const Quota& quota) {
  std::string field;
  AddLeft("caller", quota, quota.limits.caller, quota.caller, &field);
  AddLeft("tenant", quota, quota.limits.tenant, quota.tenant, &field);
  return field;
}

std::string PushbackField(const Quota& quota) {
  return absl::StrCat(absl::ToInt64Milliseconds(quota.wait()) + 1);
}

}  // namespace steward::gateway
