#include "platform/webhook/signer.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/crypto/base64.h"
#include "platform/crypto/hmac.h"
#include "platform/status/errors.h"

namespace steward::webhook {
namespace {

// A dot in the id would let it run into the time, a line break into the next header.
bool IsSafe(absl::string_view id) {
  return !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '-' || c == '_';
  });
}

}  // namespace

absl::StatusOr<std::vector<Header>> Sign(absl::string_view id, absl::Time time,
                                         absl::string_view body,
                                         const std::vector<std::string>& keys) {
  if (!IsSafe(id)) return errors::Internal("id of an event cannot be signed");
  if (keys.empty()) return errors::Internal("no key to sign with");
  const std::string timestamp = absl::StrCat(absl::ToUnixSeconds(time));
  const std::string content = absl::StrCat(id, ".", timestamp, ".", body);
  std::vector<std::string> signatures;
  for (const std::string& key : keys)
    signatures.push_back(
        absl::StrCat("v1,", crypto::EncodeBase64(crypto::HmacSha256(key, content))));
  return std::vector<Header>{{"webhook-id", std::string(id)},
                             {"webhook-timestamp", timestamp},
                             {"webhook-signature", absl::StrJoin(signatures, " ")}};
}

}  // namespace steward::webhook
