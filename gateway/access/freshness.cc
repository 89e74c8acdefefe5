#include "gateway/access/freshness.h"

namespace steward::gateway {
namespace {

constexpr absl::Duration kYoungMax = absl::Seconds(2);
constexpr absl::Duration kOldMax = absl::Hours(24);

}  // namespace

Freshness FreshnessOf(absl::Time asked, absl::Time change, absl::Time now) {
  const absl::Duration age = now - asked;
  // The clock was set back: nobody knows how old it is.
  if (age < absl::ZeroDuration()) return Freshness::kOld;
  if (age > kOldMax) return Freshness::kGone;
  if (age > kAnswerAgeMax || now >= change) return Freshness::kOld;
  return age > kYoungMax ? Freshness::kAging : Freshness::kYoung;
}

}  // namespace steward::gateway
