#include "gateway/access/leak.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"

namespace steward::gateway {
namespace {

// What is no escape stays as it is: this looks for keys, it does not judge.
std::string Unescaped(absl::string_view target) {
  std::string text;
  text.reserve(target.size());
  for (size_t i = 0; i < target.size(); ++i) {
    const bool escape = target[i] == '%' && i + 2 < target.size() &&
                        absl::ascii_isxdigit(static_cast<unsigned char>(target[i + 1])) &&
                        absl::ascii_isxdigit(static_cast<unsigned char>(target[i + 2]));
    if (!escape) {
      text += target[i];
      continue;
    }
    text += absl::HexStringToBytes(target.substr(i + 1, 2));
    i += 2;
  }
  return text;
}

}  // namespace

bool HoldsApiKey(absl::string_view target) {
  if (absl::StrContains(target, auth::kApiKeyPrefix)) return true;
  return absl::StrContains(target, '%') &&
         absl::StrContains(Unescaped(target), auth::kApiKeyPrefix);
}

absl::optional<auth::ApiKey> FindApiKey(absl::string_view target) {
  const std::string text = Unescaped(target);
  const std::string prefix(auth::kApiKeyPrefix);
  for (size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at + 1)) {
    auto key = auth::ParseApiKey(absl::string_view(text).substr(at, auth::kApiKeyLength));
    if (key) return key;
  }
  return absl::nullopt;
}

}  // namespace steward::gateway
