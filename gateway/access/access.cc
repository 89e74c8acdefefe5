#include "gateway/access/access.h"

#include "absl/time/clock.h"
#include "gateway/access/leak.h"
#include "platform/auth/permissions.h"
#include "platform/auth/refusal.h"
#include "platform/status/errors.h"

namespace steward::gateway {

Access::Access(std::vector<auth::TokenIssuer> issuers, std::string key_id, auth::PrivateKey key,
               AccessOptions options)
    : verifier_(std::move(issuers)),
      signer_(std::move(key_id), std::move(key)),
      failures_(options.failures_per_minute),
      unknown_keys_(10 * options.failures_per_minute),
      ended_tokens_(10 * options.failures_per_minute),
      proxies_(std::move(options.proxies)),
      keys_need_tls_(options.keys_need_tls) {}

absl::Status Access::CheckTransport(absl::string_view header, const Transport& transport) const {
  if (!keys_need_tls_ || !HoldsApiKey(header) || IsPrivate(transport, proxies_))
    return absl::OkStatus();
  return auth::Refuse("key", "transport");
}

absl::StatusOr<Credential> Access::Read(absl::string_view header) {
  return ReadCredential(header, verifier_);
}

std::shared_ptr<const std::string> Access::Identity(const Principal& principal,
                                                    absl::string_view service,
                                                    absl::string_view address) {
  // For every call: the strings in it stay from the call before.
  thread_local identity::v1::Identity identity;
  identity.Clear();
  identity.set_tenant(principal.tenant);
  identity.set_subject(principal.subject);
  for (const std::string& role : principal.roles) identity.add_roles(role);
  identity.set_granted_role_count(static_cast<uint32_t>(principal.granted_roles));
  for (const std::string& group : principal.groups) identity.add_groups(group);
  identity.set_audience(service.data(), service.size());
  identity.set_credential(principal.credential);
  identity.set_client_address(address.data(), address.size());
  return signer_.Get(identity, absl::Now());
}

std::shared_ptr<const std::string> Access::OwnIdentity(absl::string_view tenant,
                                                       absl::string_view service) {
  Principal self;
  self.tenant = std::string(tenant);
  self.subject = "services/gateway";
  self.roles = {"service"};
  return Identity(self, service);
}

absl::Status Access::CheckAllowed(const Principal& principal, absl::string_view permission) const {
  return auth::Allowed(principal.roles, permission) ? absl::OkStatus()
                                                    : errors::PermissionDenied(permission);
}

}  // namespace steward::gateway
