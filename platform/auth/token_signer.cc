#include "platform/auth/token_signer.h"

#include "absl/strings/str_cat.h"
#include "platform/auth/json.h"
#include "platform/crypto/base64.h"
#include "platform/observe/uuid.h"

namespace steward::auth {
namespace {

std::string Quoted(absl::string_view text) {
  std::string json;
  AppendJsonText(text, json);
  return json;
}

}  // namespace

std::string SignToken(const TokenClaims& claims, absl::string_view key_id, const PrivateKey& key) {
  std::string header =
      absl::StrCat("{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":", Quoted(key_id), "}");
  std::string roles;
  for (const std::string& role : claims.roles) {
    absl::StrAppend(&roles, roles.empty() ? "" : ",", Quoted(role));
  }
  const std::string act =
      claims.actor.empty() ? "" : absl::StrCat(",\"act\":{\"sub\":", Quoted(claims.actor), "}");
  std::string body =
      absl::StrCat("{\"iss\":", Quoted(claims.issuer), ",\"aud\":", Quoted(claims.audience),
                   ",\"sub\":", Quoted(claims.subject), ",\"client_id\":\"steward-issuer\"",
                   ",\"tenant\":", Quoted(claims.tenant), ",\"roles\":[", roles, "]", act,
                   ",\"iat\":", absl::ToUnixSeconds(claims.issue_time),
                   ",\"exp\":", absl::ToUnixSeconds(claims.issue_time + claims.lifetime),
                   ",\"jti\":", Quoted(observe::NewUuid4()), "}");
  return SignCompact(header, body, key);
}

std::string SignCompact(absl::string_view header, absl::string_view claims, const PrivateKey& key) {
  std::string message =
      absl::StrCat(crypto::EncodeBase64Url(header), ".", crypto::EncodeBase64Url(claims));
  return absl::StrCat(message, ".", crypto::EncodeBase64Url(key.Sign(message)));
}

}  // namespace steward::auth
