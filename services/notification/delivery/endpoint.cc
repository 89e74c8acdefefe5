#include "services/notification/delivery/endpoint.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/types/optional.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::notification {
namespace {

constexpr size_t kUrlSizeMax = 2048;
constexpr size_t kHostSizeMax = 253;
constexpr size_t kLabelSizeMax = 63;

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, FreeUrl>;

absl::Status Refused(absl::string_view text) {
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::WEBHOOK_URL_REFUSED, text,
                      {{"field", "webhook.url"}});
}

// Catches what parsers are known to read differently.
absl::Status CheckCharacters(absl::string_view url) {
  if (url.empty() || url.size() > kUrlSizeMax)
    return Refused("The URL must have 1 to 2048 characters.");
  if (std::any_of(url.begin(), url.end(),
                  [](unsigned char c) { return c <= ' ' || c >= 0x7f || c == '\\' || c == '#'; }))
    return Refused(
        "The URL must consist of ASCII characters without white space, control characters, "
        "backslashes and fragment ('#'): percent-encode the path, write the host in punycode "
        "(xn--...).");
  const size_t colon = url.find("://");
  if (colon == absl::string_view::npos || absl::StartsWith(url.substr(colon + 3), "/"))
    return Refused("The URL must be absolute, such as \"https://hooks.example.com/steward\".");
  const absl::string_view authority =
      url.substr(colon + 3, url.find_first_of("/?", colon + 3) - (colon + 3));
  if (absl::StrContains(authority, '@'))
    return Refused("The URL must not contain a user name or password.");
  return absl::OkStatus();
}

absl::optional<std::string> Part(CURLU* url, CURLUPart part, unsigned int flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return absl::nullopt;
  std::string result(text);
  curl_free(text);
  return result;
}

bool IsLabel(absl::string_view label) {
  return !label.empty() && label.size() <= kLabelSizeMax && label.front() != '-' &&
         label.back() != '-' && std::all_of(label.begin(), label.end(), [](char c) {
           return absl::ascii_isalnum(c) || c == '-' || c == '_';
         });
}

// As browsers decide it: 127.1, 0x7f.1, 2130706433 and 0177.0.0.1 all end in a number.
bool EndsInNumber(absl::string_view label) {
  if (std::all_of(label.begin(), label.end(), absl::ascii_isdigit)) return true;
  return absl::ConsumePrefix(&label, "0x") &&
         std::all_of(label.begin(), label.end(), absl::ascii_isxdigit);
}

bool IsMetadataName(absl::string_view host) {
  static constexpr absl::string_view kNames[] = {"metadata", "metadata.goog",
                                                 "metadata.google.internal", "instance-data",
                                                 "instance-data.ec2.internal"};
  return std::any_of(std::begin(kNames), std::end(kNames), [&](absl::string_view name) {
    return host == name || absl::EndsWith(host, absl::StrCat(".", name));
  });
}

bool IsPrivateName(const std::vector<absl::string_view>& labels) {
  static constexpr absl::string_view kPrivateDomains[] = {
      "localhost", "local", "localdomain", "internal", "intranet", "private", "corp",
      "home",      "lan",   "svc",         "arpa",     "onion",    "test",    "invalid"};
  return labels.size() < 2 || labels == std::vector<absl::string_view>{"kubernetes", "default"} ||
         std::count(std::begin(kPrivateDomains), std::end(kPrivateDomains), labels.back()) > 0;
}

absl::Status CheckName(absl::string_view host, const UrlPolicy& policy) {
  const std::vector<absl::string_view> labels = absl::StrSplit(host, '.');
  if (host.size() > kHostSizeMax || !std::all_of(labels.begin(), labels.end(), IsLabel))
    return Refused(
        "The host of the URL must be a host name of at most 253 letters, digits, hyphens and dots, "
        "without a trailing dot.");
  if (IsMetadataName(host))
    return Refused("The host of the URL is a metadata service; use the name of your receiver.");
  if (policy.allow_private_networks) return absl::OkStatus();
  if (EndsInNumber(labels.back()))
    return Refused("The URL must have a host name instead of an IP address.");
  if (IsPrivateName(labels))
    return Refused("The host of the URL must have a name that is known on the public internet.");
  return absl::OkStatus();
}

absl::Status CheckHost(absl::string_view host, const UrlPolicy& policy) {
  const auto address = Address::Parse(host);
  if (!address) return CheckName(host, policy);
  if (policy.allow_private_networks && MayConnect(*address, policy)) return absl::OkStatus();
  return Refused("The URL must have a host name instead of an IP address.");
}

absl::Status CheckPort(int port, bool is_http, const UrlPolicy& policy) {
  if (port == 443 || port == 8443 || (is_http && port == 80)) return absl::OkStatus();
  if (policy.allow_private_networks && port > 0) return absl::OkStatus();
  return Refused("The port of the URL must be 443 or 8443.");
}

}  // namespace

absl::StatusOr<Endpoint> CheckUrl(absl::string_view text, const UrlPolicy& policy) {
  RETURN_IF_ERROR(CheckCharacters(text));
  Url url(curl_url());
  if (url == nullptr || curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(),
                                     CURLU_NON_SUPPORT_SCHEME | CURLU_DISALLOW_USER) != CURLUE_OK)
    return Refused("The URL cannot be understood.");
  const std::string scheme = Part(url.get(), CURLUPART_SCHEME).value_or("");
  const bool is_http = scheme == "http";
  if (scheme != "https" && !(is_http && policy.allow_http))
    return Refused(
        absl::StrCat("The scheme of the URL must be https", policy.allow_http ? " or http." : "."));

  Endpoint endpoint;
  endpoint.url = Part(url.get(), CURLUPART_URL).value_or("");
  endpoint.host = absl::AsciiStrToLower(Part(url.get(), CURLUPART_HOST).value_or(""));
  if (absl::StartsWith(endpoint.host, "["))
    endpoint.host = endpoint.host.substr(1, endpoint.host.size() - 2);
  if (endpoint.url.empty()) return Refused("The URL cannot be understood.");
  RETURN_IF_ERROR(CheckHost(endpoint.host, policy));
  const std::string port = Part(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT).value_or("");
  if (!absl::SimpleAtoi(port, &endpoint.port))
    return Refused("The port of the URL is not a number.");
  RETURN_IF_ERROR(CheckPort(endpoint.port, is_http, policy));
  return endpoint;
}

bool MayConnect(const Address& address, const UrlPolicy& policy) {
  const Reach reach = ReachOf(address);
  return reach == Reach::kPublic || (reach == Reach::kPrivate && policy.allow_private_networks);
}

}  // namespace steward::notification
