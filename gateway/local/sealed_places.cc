#include "gateway/local/sealed_places.h"

#include "platform/crypto/base64.h"
#include "platform/crypto/hmac.h"
#include "platform/json/wire.h"
#include "platform/status/macros.h"

namespace steward::gateway {
namespace {

constexpr int kService = 1, kPlace = 2;

}  // namespace

absl::StatusOr<SealedPlaces> SealedPlaces::Create(absl::string_view secret,
                                                  absl::string_view purpose,
                                                  const std::string& key_id) {
  ASSIGN_OR_RETURN(crypto::Sealer sealer,
                   crypto::Sealer::Create({{key_id, crypto::HmacSha256(secret, purpose)}}, key_id));
  return SealedPlaces(std::move(sealer));
}

std::string SealedPlaces::Encode(const Places& places, absl::string_view scope) const {
  std::string plain;
  for (const auto& [service, place] : places) {
    json::AppendLengthDelimited(kService, service, &plain);
    json::AppendLengthDelimited(kPlace, place, &plain);
  }
  const auto sealed = sealer_.Seal(plain, scope);
  return sealed.ok() ? crypto::EncodeBase64Url(*sealed) : "";
}

absl::optional<Places> SealedPlaces::Decode(absl::string_view text, absl::string_view scope,
                                            size_t size_max) const {
  if (text.size() > size_max) return absl::nullopt;
  const auto sealed = crypto::DecodeBase64Url(text);
  if (!sealed.has_value()) return absl::nullopt;
  const auto plain = sealer_.Open(*sealed, scope);
  if (!plain.ok()) return absl::nullopt;
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
