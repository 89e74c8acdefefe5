#include "gateway/access/access.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "platform/auth/permissions.h"
#include "platform/auth/refusal.h"
#include "platform/status/errors.h"

namespace steward::gateway {

Access::Access(std::vector<auth::TokenIssuer> issuers, std::string key_id, auth::PrivateKey key)
    : verifier_(std::move(issuers)), signer_(std::move(key_id), std::move(key)) {}

absl::StatusOr<std::shared_ptr<const Principal>> Access::Authenticate(absl::string_view header) {
  constexpr absl::string_view kScheme = "bearer ";
  if (header.empty()) return errors::Unauthenticated();
  if (!absl::StartsWithIgnoreCase(header, kScheme)) return auth::Refuse("token", "scheme");
  return verifier_.Verify(absl::StripAsciiWhitespace(header.substr(kScheme.size())), absl::Now());
}

std::shared_ptr<const std::string> Access::Identity(const Principal& principal,
                                                    absl::string_view service) {
  identity::v1::Identity identity;
  identity.set_tenant(principal.tenant);
  identity.set_subject(principal.subject);
  for (const std::string& role : principal.roles) identity.add_roles(role);
  identity.set_audience(std::string(service));
  return signer_.Get(std::move(identity), absl::Now());
}

bool Access::Allowed(const Principal& principal, absl::string_view permission) const {
  return auth::Allowed(principal.roles, permission);
}

}  // namespace steward::gateway
