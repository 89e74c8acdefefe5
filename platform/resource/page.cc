#include "platform/resource/page.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/types/optional.h"
#include "platform/crypto/base64.h"
#include "platform/crypto/hmac.h"
#include "platform/resource/value_codec.h"
#include "platform/status/errors.h"

namespace steward::resource {
namespace {

constexpr int kPageSizeDefault = 50;
constexpr int kPageSizeMax = 1000;
constexpr char kVersion = 1;
constexpr size_t kMacSize = 16;
constexpr absl::Duration kLifetime = absl::Hours(24);

absl::Status InvalidToken(absl::string_view text, const errors::Metadata& metadata = {}) {
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::INVALID_PAGE_TOKEN, text,
                      metadata);
}

// Over what the token says and for which list.
std::string Mac(absl::string_view key, const PageScope& scope, absl::string_view body) {
  // Lengths keep ("ab", "c") apart from ("a", "bc").
  std::string input;
  for (absl::string_view part : {scope.tenant, scope.subject, scope.method, scope.parent,
                                 scope.filter, scope.order_by, body}) {
    AppendUint64(part.size(), &input);
    input.append(part.data(), part.size());
  }
  return crypto::HmacSha256(key, input).substr(0, kMacSize);
}

}  // namespace

absl::StatusOr<int> PageSize(int requested) {
  if (requested < 0) return errors::InvalidField("page_size", "must not be negative");
  return requested == 0 ? kPageSizeDefault : std::min(requested, kPageSizeMax);
}

std::string PageTokens::Encode(const PageScope& scope, const std::vector<Value>& keys,
                               absl::Time now) const {
  std::string body(1, kVersion);
  AppendUint64(static_cast<uint64_t>(absl::ToUnixSeconds(now + kLifetime)), &body);
  body += EncodeValues(keys);
  body += Mac(keys_.front(), scope, body);
  return crypto::EncodeBase64Url(body);
}

absl::StatusOr<std::vector<Value>> PageTokens::Decode(const PageScope& scope,
                                                      absl::string_view token,
                                                      absl::Time now) const {
  const absl::Status foreign =
      InvalidToken("The page token does not belong to this list; start from the first page.");
  const absl::optional<std::string> bytes = crypto::DecodeBase64Url(token);
  if (!bytes || bytes->size() < kMacSize) return foreign;
  absl::string_view body(*bytes);
  const absl::string_view mac = body.substr(body.size() - kMacSize);
  body.remove_suffix(kMacSize);
  const auto made_it = [&](const std::string& key) {
    return crypto::EqualInConstantTime(Mac(key, scope, body), mac);
  };
  if (std::none_of(keys_.begin(), keys_.end(), made_it)) return foreign;
  if (body.empty() || body[0] != kVersion) return foreign;
  body.remove_prefix(1);
  uint64_t expiry = 0;
  if (!TakeUint64(&body, &expiry)) return foreign;
  if (now >= absl::FromUnixSeconds(static_cast<int64_t>(expiry)))
    return InvalidToken("The page token is older than 24 hours; start from the first page.",
                        {{"expired", "true"}});
  absl::optional<std::vector<Value>> keys = DecodeValues(body);
  if (!keys.has_value()) return foreign;
  return *std::move(keys);
}

}  // namespace steward::resource
