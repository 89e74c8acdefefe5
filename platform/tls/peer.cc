#include "platform/tls/peer.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace steward::tls {
namespace {

constexpr size_t kIdBytesMax = 255;

bool IsName(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-' || c == '.' || c == '_';
  });
}

bool IsId(absl::string_view text) {
  if (text.size() > kIdBytesMax || !absl::ConsumePrefix(&text, "spiffe://")) return false;
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  return parts.size() == 5 && IsName(parts[0]) && parts[1] == "ns" && IsName(parts[2]) &&
         parts[3] == "sa" && IsName(parts[4]);
}

}  // namespace

absl::StatusOr<std::string> IdOf(const std::vector<std::string>& uris) {
  if (uris.size() != 1 || !IsId(uris.front()))
    return absl::InvalidArgumentError(
        "the certificate must have one URI name, spiffe://<trust domain>/ns/<namespace>/sa/"
        "<service>");
  return uris.front();
}

absl::StatusOr<std::string> Neighbour(absl::string_view own, absl::string_view service) {
  if (IsId(service)) return std::string(service);
  if (!IsName(service))
    return absl::InvalidArgumentError(
        "must be the name of a service, or spiffe://<trust domain>/ns/<namespace>/sa/<service>");
  return absl::StrCat(own.substr(0, own.rfind('/') + 1), service);
}

}  // namespace steward::tls
