#include "gateway/limits/fields.h"

#include "absl/strings/str_cat.h"

namespace steward::gateway {
namespace {

int64_t SecondsOf(absl::Duration duration) {
  return absl::ToInt64Seconds(absl::Ceil(duration, absl::Seconds(1)));
}

void AddPolicy(const char* name, const Limit& limit, std::string* field) {
  if (limit.requests == 0) return;
  absl::StrAppend(field, field->empty() ? "" : ", ", "\"", name, "\";q=", limit.requests,
                  ";w=", SecondsOf(limit.window));
}

void AddLeft(const char* name, const Limit& limit, const Left& left, std::string* field) {
  if (limit.requests == 0) return;
  absl::StrAppend(field, field->empty() ? "" : ", ", "\"", name, "\";r=", left.requests,
                  ";t=", SecondsOf(left.reset));
}

}  // namespace

std::string PolicyField(const Limits& limits) {
  std::string field;
  AddPolicy("caller", limits.caller, &field);
  AddPolicy("tenant", limits.tenant, &field);
  return field;
}

std::string LimitField(const Limits& limits, const Quota& quota) {
  std::string field;
  AddLeft("caller", limits.caller, quota.caller, &field);
  AddLeft("tenant", limits.tenant, quota.tenant, &field);
  return field;
}

std::string PushbackField(const Quota& quota) {
  return absl::StrCat(absl::ToInt64Milliseconds(quota.wait()) + 1);
}

}  // namespace steward::gateway
