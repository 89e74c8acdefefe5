#include "services/notification/delivery/transfer.h"

#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/webhook/cloud_event.h"

namespace steward::notification {
namespace {

constexpr char kUserAgent[] = "Steward-Webhooks/1";

long Milliseconds(absl::Duration duration) {
  return static_cast<long>(std::max<int64_t>(1, absl::ToInt64Milliseconds(duration)));
}

std::string ErrorText(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_CONNECT:
      return "The endpoint does not accept connections.";
    case CURLE_OPERATION_TIMEDOUT:
      return "The endpoint did not answer in time.";
    case CURLE_PEER_FAILED_VERIFICATION:
      return "The certificate of the endpoint is not trusted, has expired or names another host.";
    case CURLE_SSL_CONNECT_ERROR:
      return "No TLS connection to the endpoint came about; TLS 1.2 or later is needed.";
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_PARTIAL_FILE:
      return "The connection broke off before the answer was complete.";
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return "The endpoint did not answer in HTTP.";
    default:
      return absl::StrCat("The attempt failed: ", curl_easy_strerror(code), ".");
  }
}

}  // namespace

Transfer::Transfer(Attempt attempt, const Endpoint& endpoint, const std::vector<Address>& addresses,
                   const AttemptSettings& settings, absl::Duration time_left)
    : attempt_(std::move(attempt)), settings_(settings), handle_(curl_easy_init()) {
  SetRequest(endpoint);
  SetConnection(endpoint, addresses, time_left);
  SetCallbacks();
}

void Transfer::Append(List& list, const std::string& text) {
  if (curl_slist* longer = curl_slist_append(list.get(), text.c_str())) {
    list.release();
    list.reset(longer);
  }
}

void Transfer::SetRequest(const Endpoint& endpoint) {
  CURL* handle = handle_.get();
  curl_easy_setopt(handle, CURLOPT_URL, endpoint.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR,
                   settings_.policy.allow_http ? "http,https" : "https");
  curl_easy_setopt(handle, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_POST, 1L);
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, attempt_.body.data());
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                   static_cast<curl_off_t>(attempt_.body.size()));
  curl_easy_setopt(handle, CURLOPT_USERAGENT, kUserAgent);
  Append(headers_, absl::StrCat("Content-Type: ", webhook::kCloudEventContentType));
  Append(headers_, "Expect:");
  for (const auto& [name, value] : attempt_.headers)
    Append(headers_, absl::StrCat(name, ": ", value));
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers_.get());
}

void Transfer::SetConnection(const Endpoint& endpoint, const std::vector<Address>& addresses,
                             absl::Duration time_left) {
  CURL* handle = handle_.get();
  if (!Address::Parse(endpoint.host)) {
    Append(addresses_,
           absl::StrCat("+", endpoint.host, ":", endpoint.port, ":",
                        absl::StrJoin(addresses, ",", [](std::string* out, const Address& address) {
                          address.is_ipv6() ? absl::StrAppend(out, "[", address.ToString(), "]")
                                            : absl::StrAppend(out, address.ToString());
                        })));
    curl_easy_setopt(handle, CURLOPT_RESOLVE, addresses_.get());
  }
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS,
                   Milliseconds(settings_.limits.connect_timeout));
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, Milliseconds(time_left));
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!settings_.trusted_certificates.empty()) {
    curl_easy_setopt(handle, CURLOPT_CAINFO, settings_.trusted_certificates.c_str());
    curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);
  }
}

void Transfer::SetCallbacks() {
  CURL* handle = handle_.get();
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, OnHead);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, OnBody);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, OnConnect);
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, this);
}

size_t Transfer::OnHead(char*, size_t size, size_t count, void* transfer) {
  auto& self = *static_cast<Transfer*>(transfer);
  self.head_bytes_ += size * count;
  return self.head_bytes_ > self.settings_.limits.head_bytes_max ? 0 : size * count;
}

size_t Transfer::OnBody(char* data, size_t size, size_t count, void* transfer) {
  auto& self = *static_cast<Transfer*>(transfer);
  const AttemptLimits& limits = self.settings_.limits;
  const size_t bytes = size * count;
  const size_t room = limits.excerpt_bytes_max - self.excerpt_.size();
  self.excerpt_.append(data, std::min(bytes, room));
  self.body_bytes_ += bytes;
  return self.body_bytes_ > limits.body_bytes_max ? 0 : bytes;
}

// The addresses were checked before; this is the fence for any way around that check.
curl_socket_t Transfer::OnConnect(void* transfer, curlsocktype, curl_sockaddr* address) {
  auto& self = *static_cast<Transfer*>(transfer);
  const auto target = Address::FromSocket(address->addr);
  if (!target || !MayConnect(*target, self.settings_.policy)) {
    self.address_refused_ = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

Outcome Transfer::Finish(CURLcode code) {
  Outcome outcome;
  const bool cut = body_bytes_ > settings_.limits.body_bytes_max;
  if (code != CURLE_OK && !(code == CURLE_WRITE_ERROR && cut)) {
    outcome.error = ErrorText(code);
    if (address_refused_) outcome.error = "The host of the URL has an address that is not public.";
    if (head_bytes_ > settings_.limits.head_bytes_max)
      outcome.error = "The head of the answer is too long.";
    return outcome;
  }
  long status = 0;
  curl_off_t retry_after_seconds = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(handle_.get(), CURLINFO_RETRY_AFTER, &retry_after_seconds);
  outcome.http_status = static_cast<int>(status);
  outcome.retry_after = absl::Seconds(std::max<curl_off_t>(0, retry_after_seconds));
  outcome.excerpt = std::move(excerpt_);
  return outcome;
}

}  // namespace steward::notification
