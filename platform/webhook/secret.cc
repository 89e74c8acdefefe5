#include "platform/webhook/secret.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/crypto/base64.h"
#include "platform/status/errors.h"

namespace steward::webhook {
namespace {

constexpr absl::string_view kPrefix = "whsec_";
constexpr size_t kKeyBytesMin = 24;
constexpr size_t kKeyBytesMax = 64;

}  // namespace

std::string FormatSecret(absl::string_view key) {
  return absl::StrCat(kPrefix, crypto::EncodeBase64(key));
}

absl::StatusOr<std::string> ParseSecret(absl::string_view secret, absl::string_view field) {
  if (!absl::ConsumePrefix(&secret, kPrefix))
    return errors::InvalidField(field, "must start with \"whsec_\"");
  auto key = crypto::DecodeBase64(secret);
  if (!key) return errors::InvalidField(field, "must be padded standard base64 after \"whsec_\"");
  if (key->size() < kKeyBytesMin || key->size() > kKeyBytesMax)
    return errors::InvalidField(field, "must stand for 24 to 64 bytes");
  return *key;
}

}  // namespace steward::webhook
