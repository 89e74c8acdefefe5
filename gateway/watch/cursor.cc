#include "gateway/watch/cursor.h"

#include "absl/strings/str_cat.h"
#include "platform/crypto/base64.h"
#include "platform/crypto/hmac.h"
#include "platform/json/wire.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::gateway {
namespace {

constexpr int kService = 1;
constexpr int kPosition = 2;
constexpr size_t kMaxCursor = 1024;

std::string Context(absl::string_view tenant) { return absl::StrCat(tenant, "/watch-cursor"); }

absl::Status Invalid() {
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::INVALID_CURSOR,
                      "The cursor cannot be read.", {{"field", "from"}});
}

}  // namespace

absl::StatusOr<CursorCodec> CursorCodec::Create(absl::string_view secret) {
  ASSIGN_OR_RETURN(crypto::Sealer sealer,
                   crypto::Sealer::Create(
                       {{"c1", crypto::HmacSha256(secret, "steward-watch-cursor-v1")}}, "c1"));
  return CursorCodec(std::move(sealer));
}

std::string CursorCodec::Encode(const Positions& positions, absl::string_view tenant) const {
  std::string plain;
  for (const auto& [service, position] : positions) {
    json::AppendLengthDelimited(kService, service, &plain);
    json::AppendLengthDelimited(kPosition, position.SerializeAsString(), &plain);
  }
  const auto sealed = sealer_.Seal(plain, Context(tenant));
  return sealed.ok() ? crypto::EncodeBase64Url(*sealed) : "";
}

absl::StatusOr<Positions> CursorCodec::Decode(absl::string_view cursor,
                                              absl::string_view tenant) const {
  if (cursor.size() > kMaxCursor) return Invalid();
  const auto sealed = crypto::DecodeBase64Url(cursor);
  if (!sealed.has_value()) return Invalid();
  const auto plain = sealer_.Open(*sealed, Context(tenant));
  if (!plain.ok()) return Invalid();
  Positions positions;
  std::string service;
  json::WireCursor wire(*plain);
  while (!wire.done()) {
    int number;
    json::WireType type;
    json::WireValue value;
    if (!wire.ReadTag(&number, &type) || !wire.ReadValue(number, type, &value)) return Invalid();
    if (number == kService)
      service = std::string(value.bytes);
    else if (!positions[service].ParseFromArray(value.bytes.data(),
                                                static_cast<int>(value.bytes.size())))
      return Invalid();
  }
  return positions;
}

}  // namespace steward::gateway
