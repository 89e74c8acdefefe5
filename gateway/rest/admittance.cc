#include "gateway/rest/admittance.h"

#include <utility>

#include "absl/time/clock.h"
#include "platform/status/errors.h"

namespace steward::gateway {

void Admittance::Admit(const Scope& scope, bool is_stream, Next next, Refused refused) {
  const Entry entry{scope, is_stream, std::move(next), std::move(refused)};
  const HttpRequest& request = scope->request();
  if (request.CountOf("authorization") > 1)
    return entry.Refuse(errors::Make(absl::StatusCode::kInvalidArgument,
                                     errors::Reason::MALFORMED_REQUEST,
                                     "There is more than one Authorization header."));
  const absl::string_view authorization = request.Header("authorization");
  const absl::Status transport = access_.CheckTransport(
      authorization, {scope->exchange().secure(), scope->exchange().client_address(),
                      request.All("x-forwarded-proto")});
  if (!transport.ok()) return entry.Refuse(transport);
  const TrustedProxies& proxies = access_.proxies();
  scope->client_address = scope->exchange().client_address();
  if (!proxies.empty())
    scope->client_address = proxies.ClientOf(scope->client_address, request.All("x-forwarded-for"));
  const std::string& address = scope->client_address;
  if (auto answer = principals_.Find(authorization, address))
    return OnPrincipal(entry, *std::move(answer));
  principals_.Ask(std::string(authorization), address, [this, entry](Principals::Answer later) {
    OnPrincipal(entry, std::move(later));
  });
}

void Admittance::OnPrincipal(const Entry& entry, Principals::Answer principal) {
  if (!principal.ok()) return entry.Refuse(principal.status());
  entry.scope->principal = *std::move(principal);
  if (auto quota = guard_.quotas.Take(*entry.scope->principal, absl::Now()))
    return OnQuota(entry, *quota);
  guard_.quotas.Ask(*entry.scope->principal,
                    [this, entry](const Quota& quota) { OnQuota(entry, quota); });
}

void Admittance::OnQuota(const Entry& entry, const Quota& quota) {
  RequestScope& scope = *entry.scope;
  if (quota.limited) scope.quota = quota;
  if (!quota.admitted) return entry.Refuse(RateLimited(quota));
  if (!entry.is_stream) {
    auto call = guard_.calls.Begin(scope.principal->tenant, absl::Now());
    if (!call.ok()) return entry.Refuse(call.status());
    scope.call = *std::move(call);
  }
  if (absl::Status status = entry.next(); !status.ok()) scope.Fail(status);
}

}  // namespace steward::gateway
