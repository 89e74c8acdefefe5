#include "services/notification/domain/secret.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/crypto/base64.h"
#include "platform/status/errors.h"

namespace steward::notification {
namespace {

constexpr absl::string_view kPrefix = "whsec_";
constexpr absl::string_view kField = "webhook.secret";
constexpr size_t kKeyBytesMin = 24;
constexpr size_t kKeyBytesMax = 64;

}  // namespace

std::string FormatSecret(absl::string_view key) {
  return absl::StrCat(kPrefix, crypto::EncodeBase64(key));
}

absl::StatusOr<std::string> ParseSecret(absl::string_view secret) {
  if (!absl::ConsumePrefix(&secret, kPrefix))
    return errors::InvalidField(kField, "must start with \"whsec_\"");
  auto key = crypto::DecodeBase64(secret);
  if (!key) return errors::InvalidField(kField, "must be padded standard base64 after \"whsec_\"");
  if (key->size() < kKeyBytesMin || key->size() > kKeyBytesMax)
    return errors::InvalidField(kField, "must stand for 24 to 64 bytes");
  return *key;
}

}  // namespace steward::notification
