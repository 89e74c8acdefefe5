#include "platform/auth/compact.h"

#include <vector>

#include "absl/strings/str_split.h"
#include "platform/crypto/base64.h"

namespace steward::auth {

absl::optional<CompactToken> ParseCompact(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '.');
  if (parts.size() != 3) return absl::nullopt;
  const auto header = crypto::DecodeBase64Url(parts[0]);
  const auto claims = crypto::DecodeBase64Url(parts[1]);
  auto signature = crypto::DecodeBase64Url(parts[2]);
  if (!header || !claims || !signature) return absl::nullopt;
  auto header_json = ParseJsonObject(*header);
  auto claims_json = ParseJsonObject(*claims);
  if (!header_json || !claims_json) return absl::nullopt;
  return CompactToken{*std::move(header_json), *std::move(claims_json), *std::move(signature),
                      text.substr(0, parts[0].size() + 1 + parts[1].size())};
}

}  // namespace steward::auth
