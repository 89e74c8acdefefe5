#include "gateway/limits/rate_limits.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "platform/status/macros.h"

namespace steward::gateway {
namespace {

// An expensive request is worth so many others.
constexpr int64_t kPrice = 10;
constexpr int64_t kMost = 1'000'000'000;

struct Row {
  std::string tenant;
  absl::optional<RateClass> rate_class;
  absl::optional<int64_t> caller, total;
};

absl::Status Refuse(absl::string_view why) { return absl::InvalidArgumentError(why); }

absl::Status ReadCount(absl::string_view text, absl::optional<int64_t>* count) {
  int64_t number = 0;
  if (!absl::SimpleAtoi(text, &number) || number < 0 || number > kMost)
    return Refuse("has a number of requests that is not one of 0 to 1000000000");
  *count = number;
  return absl::OkStatus();
}

absl::Status ReadWord(absl::string_view name, absl::string_view value, Row* row) {
  if (name == "caller") return ReadCount(value, &row->caller);
  if (name == "total") return ReadCount(value, &row->total);
  if (name == "tenant") {
    row->tenant = std::string(value);
    return value.empty() ? Refuse("has a tenant without a name") : absl::OkStatus();
  }
  if (name != "class") return Refuse("has words other than tenant, class, caller and total");
  row->rate_class = FindRateClass(value);
  return row->rate_class ? absl::OkStatus()
                         : Refuse("has a class other than read, write and expensive");
}

absl::StatusOr<Row> ReadRow(absl::string_view text) {
  Row row;
  std::vector<absl::string_view> seen;
  for (const absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(word, absl::MaxSplits('=', 1));
    if (absl::c_linear_search(seen, parts.first)) return Refuse("says one word twice");
    seen.push_back(parts.first);
    RETURN_IF_ERROR(ReadWord(parts.first, parts.second, &row));
  }
  if (!row.caller && !row.total) return Refuse("says neither caller nor total");
  return row;
}

template <typename ByClass>
void Apply(const Row& row, ByClass* limits) {
  for (const RateClass each : kLimitedClasses) {
    if (row.rate_class && *row.rate_class != each) continue;
    Limits& own = (*limits)[static_cast<size_t>(each)];
    if (row.caller) own.caller.requests = *row.caller;
    if (row.total) own.tenant.requests = *row.total;
  }
}

Limit Dear(Limit limit) {
  if (limit.requests > 0) limit.requests = std::max<int64_t>(limit.requests / kPrice, 1);
  return limit;
}

}  // namespace

RateLimits::RateLimits(const Limits& limits) {
  all_.fill(limits);
  all_[static_cast<size_t>(RateClass::kExpensive)] = {Dear(limits.caller), Dear(limits.tenant)};
}

absl::Status RateLimits::Add(absl::string_view text) {
  ASSIGN_OR_RETURN(const Row row, ReadRow(text));
  if (!row.tenant.empty()) {
    Apply(row, &by_tenant_.try_emplace(row.tenant, all_).first->second);
    return absl::OkStatus();
  }
  if (!by_tenant_.empty()) return Refuse("is of all tenants, and comes after one of a tenant");
  Apply(row, &all_);
  return absl::OkStatus();
}

const Limits& RateLimits::Of(absl::string_view tenant, RateClass rate_class) const {
  const auto own = by_tenant_.find(tenant);
  return (own == by_tenant_.end() ? all_ : own->second)[static_cast<size_t>(rate_class)];
}

bool RateLimits::empty() const {
  const auto none = [](const ByClass& limits) {
    return absl::c_all_of(limits, [](const Limits& each) { return each.empty(); });
  };
  return none(all_) &&
         absl::c_all_of(by_tenant_, [&](const auto& each) { return none(each.second); });
}

}  // namespace steward::gateway
