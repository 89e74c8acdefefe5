#include "gateway/audit/page_token.h"

#include "absl/strings/str_cat.h"
#include "platform/crypto/base64.h"
#include "platform/crypto/hmac.h"
#include "platform/json/wire.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::gateway {
namespace {

constexpr int kService = 1, kPlace = 2;
constexpr size_t kTokenMax = 4096;

absl::Status Invalid() {
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::INVALID_PAGE_TOKEN,
                      "The page token was not issued for this list; start at its first page.");
}

}  // namespace

absl::StatusOr<AuditPageTokens> AuditPageTokens::Create(absl::string_view secret) {
  ASSIGN_OR_RETURN(crypto::Sealer sealer,
                   crypto::Sealer::Create(
                       {{"a1", crypto::HmacSha256(secret, "steward-audit-page-token-v1")}}, "a1"));
  return AuditPageTokens(std::move(sealer));
}

std::string AuditPageTokens::Encode(const Places& places, absl::string_view scope) const {
  std::string plain;
  for (const auto& [service, place] : places) {
    json::AppendLengthDelimited(kService, service, &plain);
    json::AppendLengthDelimited(kPlace, place, &plain);
  }
  const auto sealed = sealer_.Seal(plain, scope);
  return sealed.ok() ? crypto::EncodeBase64Url(*sealed) : "";
}

absl::StatusOr<Places> AuditPageTokens::Decode(absl::string_view token,
                                               absl::string_view scope) const {
  if (token.size() > kTokenMax) return Invalid();
  const auto sealed = crypto::DecodeBase64Url(token);
  if (!sealed.has_value()) return Invalid();
  const auto plain = sealer_.Open(*sealed, scope);
  if (!plain.ok()) return Invalid();
  Places places;
  std::string service;
  json::WireCursor wire(*plain);
  while (!wire.done()) {
    int number;
    json::WireType type;
    json::WireValue value;
    if (!wire.ReadTag(&number, &type) || !wire.ReadValue(number, type, &value)) return Invalid();
    if (number == kService)
      service = std::string(value.bytes);
    else
      places[service] = std::string(value.bytes);
  }
  return places;
}

}  // namespace steward::gateway
