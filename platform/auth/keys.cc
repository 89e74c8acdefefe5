#include "platform/auth/keys.h"

#include <fstream>
#include <set>

#include "absl/strings/str_cat.h"
#include "platform/auth/json.h"
#include "platform/auth/names.h"
#include "platform/config/secret_file.h"
#include "platform/crypto/base64.h"
#include "platform/status/macros.h"

namespace steward::auth {
namespace {

constexpr size_t kFileBytesMax = 64 * 1024;
constexpr size_t kKeysMax = 50;

absl::Status AtPath(const std::string& path, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat(path, " ", status.message()));
}

absl::Status Refuse(absl::string_view why) { return absl::InvalidArgumentError(why); }

bool Is(const Json& jwk, absl::string_view name, absl::string_view value) {
  const std::string* text = jwk.FindString(name);
  return text != nullptr && *text == value;
}

bool IsOrMissing(const Json& jwk, absl::string_view name, absl::string_view value) {
  return jwk.Find(name) == nullptr || Is(jwk, name, value);
}

absl::Status CheckMembers(const Json& jwk) {
  static const std::set<std::string> kAllowed = {"kty", "crv", "x",       "kid",
                                                 "use", "alg", "subjects"};
  if (jwk.kind != Json::Kind::kObject) return Refuse("has a key that is not an object");
  for (const auto& [name, value] : jwk.members) {
    if (name == "d") return Refuse("holds a private key; publish public keys only");
    if (kAllowed.count(name) == 0 || value.kind != Json::Kind::kString) {
      return Refuse("has a key with members other than kty, crv, x, kid, use, alg, subjects");
    }
  }
  if (!Is(jwk, "kty", "OKP") || !Is(jwk, "crv", "Ed25519") || !IsOrMissing(jwk, "use", "sig") ||
      !IsOrMissing(jwk, "alg", "EdDSA")) {
    return Refuse("has a key that is not an Ed25519 signing key");
  }
  return absl::OkStatus();
}

absl::Status AddKey(const Json& jwk, KeySet& keys) {
  RETURN_IF_ERROR(CheckMembers(jwk));
  const std::string* kid = jwk.FindString("kid");
  const std::string* x = jwk.FindString("x");
  const std::string* subjects = jwk.FindString("subjects");
  if (kid == nullptr || !IsKeyId(*kid)) return Refuse("has a key without a proper kid");
  const auto bytes = x == nullptr ? absl::nullopt : crypto::DecodeBase64Url(*x);
  if (!bytes) return Refuse("has a key without a proper x");
  if (subjects != nullptr && *subjects != "*" && !IsSubject(*subjects)) {
    return Refuse("has a key whose subjects are neither \"*\" nor a subject");
  }
  absl::StatusOr<PublicKey> key = PublicKey::FromBytes(*bytes);
  if (!key.ok()) return Refuse("has a key whose x is not an Ed25519 public key");
  TrustedKey trusted{*key, subjects == nullptr ? "" : *subjects};
  if (!keys.emplace(*kid, trusted).second) return Refuse("has two keys with the same kid");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PrivateKey> LoadPrivateKey(const std::string& path) {
  absl::StatusOr<std::string> pem = config::ReadSecretFile(path);
  if (!pem.ok()) return AtPath(path, pem.status());
  absl::StatusOr<PrivateKey> key = PrivateKey::FromPem(*pem);
  if (!key.ok()) return AtPath(path, key.status());
  return key;
}

absl::Status SavePrivateKey(const std::string& path, const PrivateKey& key) {
  absl::Status status = config::WriteSecretFile(path, key.ToPem());
  return status.ok() ? status : AtPath(path, status);
}

absl::StatusOr<KeySet> ParseKeySet(absl::string_view json) {
  if (json.size() > kFileBytesMax) return Refuse("is larger than 64 KiB");
  absl::optional<Json> document = ParseJsonObject(json);
  const Json* list = document ? document->Find("keys") : nullptr;
  if (list == nullptr || list->kind != Json::Kind::kArray || document->members.size() != 1) {
    return Refuse("is not a JWK set: {\"keys\": [...]} without repeated members");
  }
  if (list->elements.empty()) return Refuse("has no keys");
  if (list->elements.size() > kKeysMax) return Refuse("has more than 50 keys");
  KeySet keys;
  for (const Json& jwk : list->elements) RETURN_IF_ERROR(AddKey(jwk, keys));
  return keys;
}

absl::StatusOr<KeySet> LoadKeySet(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(kFileBytesMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || !file.is_open()) return AtPath(path, absl::NotFoundError("cannot be read"));
  text.resize(static_cast<size_t>(file.gcount()));
  absl::StatusOr<KeySet> keys = ParseKeySet(text);
  if (!keys.ok()) return AtPath(path, keys.status());
  return keys;
}

std::string RenderKeySet(const KeySet& keys) {
  std::string json = "{\n  \"keys\": [";
  absl::string_view separator = "\n";
  for (const auto& [kid, trusted] : keys) {
    absl::StrAppend(&json, separator, "    {\"kty\": \"OKP\", \"crv\": \"Ed25519\", ",
                    "\"use\": \"sig\", \"alg\": \"EdDSA\", \"kid\": \"", kid, "\", \"x\": \"",
                    crypto::EncodeBase64Url(trusted.key.bytes()), "\"");
    if (!trusted.subjects.empty()) {
      absl::StrAppend(&json, ", \"subjects\": \"", trusted.subjects, "\"");
    }
    json += "}";
    separator = ",\n";
  }
  return json + "\n  ]\n}\n";
}

}  // namespace steward::auth
