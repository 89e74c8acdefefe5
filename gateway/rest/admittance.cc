#include "gateway/rest/admittance.h"

#include <utility>

#include "absl/time/clock.h"
#include "platform/status/errors.h"

namespace steward::gateway {

void Admittance::Admit(const Scope& scope, bool is_stream, Next next) {
  const HttpRequest& request = scope->request();
  if (request.CountOf("authorization") > 1)
    return scope->Fail(errors::Make(absl::StatusCode::kInvalidArgument,
                                    errors::Reason::MALFORMED_REQUEST,
                                    "There is more than one Authorization header."));
  const absl::string_view authorization = request.Header("authorization");
  const TrustedProxies& proxies = access_.proxies();
  scope->client_address = scope->exchange().client_address();
  if (!proxies.empty())
    scope->client_address = proxies.ClientOf(scope->client_address, request.All("x-forwarded-for"));
  const std::string& address = scope->client_address;
  if (auto answer = principals_.Find(authorization, address))
    return AdmitKnown(scope, *std::move(answer), is_stream, std::move(next));
  principals_.Ask(std::string(authorization), address,
                  [this, scope, is_stream, next = std::move(next)](Principals::Answer later) {
                    AdmitKnown(scope, std::move(later), is_stream, next);
                  });
}

void Admittance::AdmitKnown(const Scope& scope, Principals::Answer principal, bool is_stream,
                            Next next) {
  if (!principal.ok()) return scope->Fail(principal.status());
  scope->principal = *std::move(principal);
  if (auto quota = guard_.quotas.Take(*scope->principal, absl::Now()))
    return OnQuota(scope, *quota, is_stream, next);
  guard_.quotas.Ask(*scope->principal,
                    [this, scope, is_stream, next = std::move(next)](const Quota& quota) {
                      OnQuota(scope, quota, is_stream, next);
                    });
}

void Admittance::OnQuota(const Scope& scope, const Quota& quota, bool is_stream, const Next& next) {
  if (quota.limited) scope->quota = quota;
  if (!quota.admitted) return scope->Fail(RateLimited(quota));
  if (!is_stream) {
    auto call = guard_.calls.Begin(scope->principal->tenant, absl::Now());
    if (!call.ok()) return scope->Fail(call.status());
    scope->call = *std::move(call);
  }
  if (absl::Status status = next(); !status.ok()) scope->Fail(status);
}

}  // namespace steward::gateway
