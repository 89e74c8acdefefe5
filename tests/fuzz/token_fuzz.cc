// Tokens and JWK sets from strangers.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "platform/auth/names.h"
#include "platform/auth/signing_key_for_test.h"
#include "platform/auth/token.h"

namespace steward::auth {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1700000000);

struct Scene {
  SigningKey key = SigningKey::Ed25519();
  TokenVerifier strict{{Issuer(true)}};
  TokenVerifier lenient{{Issuer(false)}};

  TokenIssuer Issuer(bool at_jwt_required) const {
    TokenIssuer issuer;
    issuer.issuer = "https://id.example";
    issuer.audience = "steward";
    issuer.algorithms = {Algorithm::kRs256, Algorithm::kPs256, Algorithm::kEs256,
                         Algorithm::kEdDsa};
    issuer.at_jwt_required = at_jwt_required;
    issuer.clients = {"portal"};
    issuer.keys = std::make_shared<FixedKeys>(*ParseJwkSet(JwkSetText(key.Jwk("k1"))));
    return issuer;
  }
};

void Require(bool condition) {
  if (!condition) std::abort();
}

// The first line is the header, the rest the claims.
void VerifySigned(Scene& scene, absl::string_view text) {
  const size_t line = text.find('\n');
  if (line == absl::string_view::npos) return;
  const std::string token =
      scene.key.Token(Algorithm::kEdDsa, text.substr(0, line), text.substr(line + 1));
  for (TokenVerifier* verifier : {&scene.strict, &scene.lenient}) {
    const auto accepted = verifier->Verify(token, kNow);
    if (!accepted.ok()) continue;
    Require(IsTenant((*accepted)->tenant) && IsSubject((*accepted)->subject));
    Require(absl::StartsWith((*accepted)->subject, "users/"));
    Require((*accepted)->expire_time > kNow - absl::Minutes(2));
  }
}

}  // namespace
}  // namespace steward::auth

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static auto& scene = *new steward::auth::Scene;
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  steward::auth::Require(!scene.strict.Verify(text, steward::auth::kNow).ok());
  steward::auth::Require(!scene.lenient.Verify(text, steward::auth::kNow).ok());
  steward::auth::VerifySigned(scene, text);
  const auto keys = steward::auth::ParseJwkSet(text);
  steward::auth::Require(!keys.ok() || keys->size() > 0);
  return 0;
}
