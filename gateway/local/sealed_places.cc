#include "gateway/local/sealed_places.h"

#include "platform/crypto/base64.h"
#include "platform/crypto/hmac.h"
#include "platform/json/wire.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::gateway {
namespace {

constexpr int kService = 1, kPlace = 2;

}  // namespace

absl::StatusOr<SealedPlaces> SealedPlaces::Create(const std::vector<std::string>& secrets,
                                                  absl::string_view purpose,
                                                  const std::string& key_id) {
  if (secrets.empty()) return errors::Internal("nothing seals places");
  std::vector<crypto::Sealer> sealers;
  for (const std::string& secret : secrets) {
    ASSIGN_OR_RETURN(
        crypto::Sealer sealer,
        crypto::Sealer::Create({{key_id, crypto::HmacSha256(secret, purpose)}}, key_id));
    sealers.push_back(std::move(sealer));
  }
  return SealedPlaces(std::move(sealers));
}

std::string SealedPlaces::Encode(const Places& places, absl::string_view scope) const {
  std::string plain;
  for (const auto& [service, place] : places) {
    json::AppendLengthDelimited(kService, service, &plain);
    json::AppendLengthDelimited(kPlace, place, &plain);
  }
  const auto sealed = sealers_.front().Seal(plain, scope);
  return sealed.ok() ? crypto::EncodeBase64Url(*sealed) : "";
}

absl::optional<std::string> SealedPlaces::Open(absl::string_view sealed,
                                               absl::string_view scope) const {
  for (const crypto::Sealer& each : sealers_)
    if (auto plain = each.Open(sealed, scope); plain.ok()) return *std::move(plain);
  return absl::nullopt;
}

absl::optional<Places> SealedPlaces::Decode(absl::string_view text, absl::string_view scope,
                                            size_t size_max) const {
  if (text.size() > size_max) return absl::nullopt;
  const auto sealed = crypto::DecodeBase64Url(text);
  if (!sealed.has_value()) return absl::nullopt;
  const auto plain = Open(*sealed, scope);
  if (!plain) return absl::nullopt;
  Places places;
  std::string service;
  json::WireCursor wire(*plain);
  while (!wire.done()) {
    int number;
    json::WireType type;
    json::WireValue value;
    if (!wire.ReadTag(&number, &type) || !wire.ReadValue(number, type, &value))
      return absl::nullopt;
    if (number == kService)
      service = std::string(value.bytes);
    else
      places[service] = std::string(value.bytes);
  }
  return places;
}

}  // namespace steward::gateway
