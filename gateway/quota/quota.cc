#include "gateway/quota/quota.h"

#include <utility>

#include "absl/time/clock.h"
#include "steward/quota/v1/quota_service.pb.h"

namespace steward::gateway {
namespace {

quota::v1::RateClass ToProto(RateClass rate_class) {
  switch (rate_class) {
    case RateClass::kRead:
      return quota::v1::READ;
    case RateClass::kWrite:
      return quota::v1::WRITE;
    case RateClass::kExpensive:
      return quota::v1::EXPENSIVE;
    case RateClass::kFree:
      break;
  }
  return quota::v1::RATE_CLASS_UNSPECIFIED;
}

void Set(absl::Duration duration, google::protobuf::Duration* target) {
  target->set_seconds(absl::IDivDuration(duration, absl::Seconds(1), &duration));
  target->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(duration)));
}

void AddLimit(RateClass rate_class, quota::v1::RateLimitOwner owner, const Limit& limit,
              const Left& left, quota::v1::Quota* quota) {
  if (limit.requests == 0) return;
  quota::v1::RateLimit& added = *quota->add_rate_limits();
  added.set_rate_class(ToProto(rate_class));
  added.set_owner(owner);
  added.set_request_count(limit.requests);
  Set(limit.window, added.mutable_window());
  added.set_remaining_count(left.requests);
  Set(left.reset, added.mutable_reset_duration());
}

}  // namespace

void AddQuotaMethod(std::function<Quotas&(rpc::Caller&)> quotas_of, LocalMethods* methods) {
  (*methods)["steward.quota.v1.QuotaService/GetQuota"] =
      [quotas_of = std::move(quotas_of)](rpc::Caller& caller, const LocalCall& call,
                                         const LocalAnswer& answer) {
        quotas_of(caller).Show(*call.principal, absl::Now(), [answer](const auto& quotas) {
          quota::v1::Quota all;
          for (const Quota& each : quotas) {
            AddLimit(each.rate_class, quota::v1::CALLER, each.limits.caller, each.caller, &all);
            AddLimit(each.rate_class, quota::v1::TENANT, each.limits.tenant, each.tenant, &all);
          }
          answer(all.SerializeAsString());
        });
      };
}

}  // namespace steward::gateway
