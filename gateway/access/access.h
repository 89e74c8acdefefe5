#pragma once

// Who is calling, and what services are told about it: what all loops share.

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/access/credential.h"
#include "gateway/access/failures.h"
#include "gateway/access/principal.h"
#include "gateway/access/transport.h"
#include "gateway/access/trusted_proxies.h"
#include "platform/auth/identity_signer.h"
#include "platform/auth/token.h"

namespace steward::gateway {

struct AccessOptions {
  // Failed authentications in a minute, from one address with one credential, before the next is
  // refused unheard.
  int64_t failures_per_minute = 10;
  // Whose X-Forwarded-For is believed.
  TrustedProxies proxies;
  // Whether API keys are refused where others can read them on their way.
  bool keys_need_tls = false;
};

// Thread-safe.
class Access {
 public:
  // `key` signs the identities that services trust under the name `key_id`.
  Access(std::vector<auth::TokenIssuer> issuers, std::string key_id, auth::PrivateKey key,
         AccessOptions options = {});

  // INVALID_TOKEN for an API key in an Authorization value that came by a way on which others can
  // read it, when such keys are refused. Whether it is valid does not matter.
  absl::Status CheckTransport(absl::string_view header, const Transport& transport) const;
  // As ReadCredential.
  absl::StatusOr<Credential> Read(absl::string_view header);
  // Serialized SignedIdentity that `service` accepts. `address` is that of the client, without
  // port; empty for what the gateway asks itself.
  std::shared_ptr<const std::string> Identity(const Principal& principal, absl::string_view service,
                                              absl::string_view address = "");
  // The same for the gateway itself, which acts for a tenant or, when it is empty, for none.
  std::shared_ptr<const std::string> OwnIdentity(absl::string_view tenant,
                                                 absl::string_view service);
  // Whether the keys of an issuer are there: before, nobody can be authenticated.
  bool Ready() const { return verifier_.Ready(); }
  // PERMISSION_DENIED unless a role of the principal grants the permission.
  absl::Status CheckAllowed(const Principal& principal, absl::string_view permission) const;
  const TrustedProxies& proxies() const { return proxies_; }
  Failures& failures() { return failures_; }
  // Of keys that nobody knows, whatever their ids: ten times as many may come from one address.
  Failures& unknown_keys() { return unknown_keys_; }
  // Of tokens that were issued and do not count any more, whoever they were for: the same.
  Failures& ended_tokens() { return ended_tokens_; }

 private:
  auth::TokenVerifier verifier_;
  auth::CachedSigner signer_;
  Failures failures_, unknown_keys_, ended_tokens_;
  const TrustedProxies proxies_;
  const bool keys_need_tls_;
};

}  // namespace steward::gateway
