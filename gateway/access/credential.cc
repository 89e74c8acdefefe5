#include "gateway/access/credential.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "platform/auth/api_key.h"
#include "platform/auth/refusal.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::gateway {

namespace {

absl::Status OtherScheme(absl::string_view header) {
  const absl::Status refused = auth::Refuse("token", "scheme");
  if (!absl::StartsWithIgnoreCase(header, "basic ")) return refused;
  return errors::WithText(
      refused,
      "User names and passwords are not taken. Send 'Authorization: Bearer' with an access token "
      "or an API key.");
}

}  // namespace

absl::StatusOr<Credential> ReadCredential(absl::string_view header, auth::TokenVerifier& verifier) {
  constexpr absl::string_view kScheme = "bearer ";
  if (header.empty()) return errors::Unauthenticated();
  if (!absl::StartsWithIgnoreCase(header, kScheme)) return OtherScheme(header);
  const absl::string_view text = absl::StripAsciiWhitespace(header.substr(kScheme.size()));
  Credential credential;
  if (!absl::StartsWith(text, auth::kApiKeyPrefix)) {
    ASSIGN_OR_RETURN(credential.token, verifier.Verify(text, absl::Now()));
    return credential;
  }
  auto key = auth::ParseApiKey(text);
  if (!key) return auth::Refuse("key", "format");
  credential.key_id = std::move(key->id);
  credential.secret_digest = auth::DigestOfSecret(key->secret);
  return credential;
}

}  // namespace steward::gateway
