#include "platform/auth/jwks_fetch.h"

#include <curl/curl.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "platform/auth/jwk_set.h"

namespace steward::auth {
namespace {

constexpr char kUserAgent[] = "Steward/1";
constexpr size_t kHeadBytesMax = 16 * 1024;

struct Free {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

struct Answer {
  size_t head_bytes = 0;
  std::string body;
  bool too_large = false;
};

bool Initialize() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  return code == CURLE_OK;
}

// Empty when there is no such part.
std::string Part(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return "";
  std::string result = text;
  curl_free(text);
  return result;
}

size_t OnHead(char*, size_t size, size_t count, void* target) {
  auto& answer = *static_cast<Answer*>(target);
  answer.head_bytes += size * count;
  answer.too_large = answer.head_bytes > kHeadBytesMax;
  return answer.too_large ? 0 : size * count;
}

size_t OnBody(char* data, size_t size, size_t count, void* target) {
  auto& answer = *static_cast<Answer*>(target);
  const size_t bytes = size * count;
  answer.too_large = answer.body.size() + bytes > kJwkSetBytesMax;
  if (answer.too_large) return 0;
  answer.body.append(data, bytes);
  return bytes;
}

int OnProgress(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(stop)->load() ? 1 : 0;
}

void SetRequest(CURL* handle, const std::string& url, const FetchOptions& options) {
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, options.allow_http ? "http,https" : "https");
  curl_easy_setopt(handle, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_USERAGENT, kUserAgent);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(absl::ToInt64Milliseconds(options.connect_timeout)));
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS,
                   static_cast<long>(absl::ToInt64Milliseconds(options.total_timeout)));
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  if (options.trusted_certificates.empty()) return;
  curl_easy_setopt(handle, CURLOPT_CAINFO, options.trusted_certificates.c_str());
  curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);
}

}  // namespace

absl::Status CheckJwksUrl(const std::string& url, const FetchOptions& options) {
  const std::unique_ptr<CURLU, Free> parsed(curl_url());
  if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK ||
      !Part(parsed.get(), CURLUPART_FRAGMENT).empty())
    return absl::InvalidArgumentError("is not a URL without credentials and fragment");
  const std::string scheme = Part(parsed.get(), CURLUPART_SCHEME);
  const std::string host = Part(parsed.get(), CURLUPART_HOST);
  if (scheme == "https") return absl::OkStatus();
  const bool loopback = host == "127.0.0.1" || host == "[::1]";
  if (scheme == "http" && loopback && options.allow_http) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "must start with https:// (http is for development, to 127.0.0.1 only)");
}

absl::StatusOr<std::string> FetchJwks(const std::string& url, const FetchOptions& options,
                                      const std::atomic<bool>& stop) {
  const std::unique_ptr<CURL, Free> handle(Initialize() ? curl_easy_init() : nullptr);
  if (handle == nullptr) return absl::InternalError("libcurl does not start");
  Answer answer;
  SetRequest(handle.get(), url, options);
  curl_easy_setopt(handle.get(), CURLOPT_HEADERFUNCTION, OnHead);
  curl_easy_setopt(handle.get(), CURLOPT_HEADERDATA, &answer);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, OnBody);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(handle.get(), CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle.get(), CURLOPT_XFERINFOFUNCTION, OnProgress);
  curl_easy_setopt(handle.get(), CURLOPT_XFERINFODATA, &stop);
  const CURLcode code = curl_easy_perform(handle.get());
  if (answer.too_large) return absl::OutOfRangeError("the answer is too large");
  if (code != CURLE_OK) return absl::UnavailableError(curl_easy_strerror(code));
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status != 200) return absl::UnavailableError(absl::StrCat("the answer has status ", status));
  return std::move(answer.body);
}

}  // namespace steward::auth
