#include "platform/auth/jwk_set.h"

#include <algorithm>
#include <array>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "platform/auth/json.h"
#include "platform/auth/names.h"
#include "platform/crypto/base64.h"
#include "platform/status/macros.h"

namespace steward::auth {
namespace {

constexpr size_t kKeysMax = 50;

// Private parts of RSA, EC, OKP and AKP keys, and the whole of a symmetric one.
constexpr std::array<absl::string_view, 9> kPrivate = {"d",  "p",   "q", "dp",  "dq",
                                                       "qi", "oth", "k", "priv"};

absl::Status Refuse(absl::string_view why) { return absl::InvalidArgumentError(why); }

bool IsPrivate(const Json& jwk) {
  return std::any_of(kPrivate.begin(), kPrivate.end(),
                     [&jwk](absl::string_view name) { return jwk.Find(name) != nullptr; });
}

// Empty when the member is missing or no base64url.
std::string Decoded(const Json& jwk, absl::string_view name) {
  const std::string* text = jwk.FindString(name);
  auto bytes = text == nullptr ? absl::nullopt : crypto::DecodeBase64Url(*text);
  return bytes ? *std::move(bytes) : "";
}

// Members that say what a key is for, where they are there, say that it verifies signatures.
bool IsForVerifying(const Json& jwk) {
  const std::string* use = jwk.FindString("use");
  if (jwk.Find("use") != nullptr && (use == nullptr || *use != "sig")) return false;
  const Json* operations = jwk.Find("key_ops");
  if (operations == nullptr) return true;
  const auto list = operations->Strings();
  return list && std::find(list->begin(), list->end(), "verify") != list->end();
}

absl::StatusOr<IssuerKey> MakeKey(const Json& jwk) {
  const std::string* type = jwk.FindString("kty");
  const std::string* curve = jwk.FindString("crv");
  if (type == nullptr) return Refuse("has no type");
  if (*type == "RSA") return IssuerKey::Rsa(Decoded(jwk, "n"), Decoded(jwk, "e"));
  if (curve == nullptr) return Refuse("has no curve");
  if (*type == "EC" && *curve == "P-256")
    return IssuerKey::P256(Decoded(jwk, "x"), Decoded(jwk, "y"));
  if (*type == "OKP" && *curve == "Ed25519") return IssuerKey::Ed25519(Decoded(jwk, "x"));
  return Refuse("is of another type");
}

// False when it names an algorithm that is none of ours or takes keys of another type.
bool Restrict(const Json& jwk, IssuerKey& key) {
  if (jwk.Find("alg") == nullptr) return true;
  const std::string* name = jwk.FindString("alg");
  const auto algorithm = name == nullptr ? absl::nullopt : FindAlgorithm(*name);
  if (!algorithm || TypeOf(*algorithm) != key.type()) return false;
  key.Restrict(*algorithm);
  return true;
}

absl::Status AddKey(const Json& jwk, bool alone, JwkSet& set) {
  if (IsPrivate(jwk)) return Refuse("holds a private or symmetric key");
  const std::string* kid = jwk.FindString("kid");
  const bool named = kid != nullptr && IsKeyId(*kid);
  const bool nameless = alone && jwk.Find("kid") == nullptr;
  if (!(named || nameless) || !IsForVerifying(jwk)) return absl::OkStatus();
  absl::StatusOr<IssuerKey> key = MakeKey(jwk);
  if (!key.ok() || !Restrict(jwk, *key)) return absl::OkStatus();
  const bool added = set.Add(named ? *kid : "", *std::move(key));
  return added ? absl::OkStatus() : Refuse("has two keys with the same kid");
}

}  // namespace

JwkSet::Key JwkSet::Find(const std::string* kid, KeyType type) const {
  if (kid != nullptr) {
    const auto found = keys_.find({*kid, type});
    return found == keys_.end() ? nullptr : found->second;
  }
  const bool only = keys_.size() == 1 && keys_.begin()->first.second == type;
  return only ? keys_.begin()->second : nullptr;
}

void JwkSet::Keep(const JwkSet& before) {
  for (auto& [name, key] : keys_) {
    const auto found = before.keys_.find(name);
    if (found != before.keys_.end() && *found->second == *key) key = found->second;
  }
}

bool JwkSet::Add(const std::string& kid, IssuerKey key) {
  const KeyType type = key.type();
  return keys_.emplace(std::make_pair(kid, type), std::make_shared<const IssuerKey>(std::move(key)))
      .second;
}

absl::StatusOr<JwkSet> ParseJwkSet(absl::string_view json) {
  if (json.size() > kJwkSetBytesMax) return Refuse("is larger than 64 KiB");
  const absl::optional<Json> document = ParseJsonObject(json);
  const Json* list = document ? document->Find("keys") : nullptr;
  if (list == nullptr || list->kind != Json::Kind::kArray)
    return Refuse("is not a JWK set: {\"keys\": [...]} without repeated members");
  if (list->elements.size() > kKeysMax) return Refuse("has more than 50 keys");
  JwkSet set;
  const bool alone = list->elements.size() == 1;
  for (const Json& jwk : list->elements) RETURN_IF_ERROR(AddKey(jwk, alone, set));
  if (set.size() == 0) return Refuse("has no key that could verify a token");
  return set;
}

absl::StatusOr<JwkSet> LoadJwkSet(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(kJwkSetBytesMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || !file.is_open())
    return absl::NotFoundError(absl::StrCat(path, " cannot be read"));
  text.resize(static_cast<size_t>(file.gcount()));
  absl::StatusOr<JwkSet> set = ParseJwkSet(text);
  if (!set.ok()) return Refuse(absl::StrCat(path, " ", set.status().message()));
  return set;
}

}  // namespace steward::auth
