#include "platform/trace/collector.h"

#include <curl/curl.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"

namespace steward::trace {
namespace {

constexpr char kUserAgent[] = "Steward-OTLP/1";
// A collector has little to say.
constexpr size_t kAnswerMax = 64 << 10;

struct Free {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
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

size_t OnBody(char* data, size_t size, size_t count, void* target) {
  auto& body = *static_cast<std::string*>(target);
  body.append(data, std::min(size * count, kAnswerMax - body.size()));
  return size * count;
}

}  // namespace

struct Collector::Curl {
  std::unique_ptr<curl_slist, Free> headers;
  // After what it uses, so that it goes first.
  std::unique_ptr<CURL, Free> handle;

  void Append(const std::string& text) {
    if (curl_slist* longer = curl_slist_append(headers.get(), text.c_str())) {
      headers.release();
      headers.reset(longer);
    }
  }
};

absl::Status CheckEndpoint(const std::string& endpoint) {
  const std::unique_ptr<CURLU, Free> parsed(Initialize() ? curl_url() : nullptr);
  if (parsed == nullptr) return absl::InternalError("libcurl does not start");
  const bool is_url =
      curl_url_set(parsed.get(), CURLUPART_URL, endpoint.c_str(), CURLU_DISALLOW_USER) == CURLUE_OK;
  if (is_url && Part(parsed.get(), CURLUPART_FRAGMENT).empty() &&
      Part(parsed.get(), CURLUPART_QUERY).empty()) {
    const std::string scheme = Part(parsed.get(), CURLUPART_SCHEME);
    if (scheme == "http" || scheme == "https") return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      "must be an http:// or https:// URL without credentials, query and fragment, such as "
      "http://collector:4318");
}

Collector::Collector(const std::string& endpoint, const std::vector<std::string>& headers,
                     absl::Duration timeout)
    : curl_(std::make_unique<Curl>()) {
  curl_->handle.reset(Initialize() ? curl_easy_init() : nullptr);
  CURL* const handle = curl_->handle.get();
  if (handle == nullptr) return;
  const std::string url = absl::StrCat(absl::StripSuffix(endpoint, "/"), "/v1/traces");
  curl_->Append("Content-Type: application/x-protobuf");
  curl_->Append("Content-Encoding: gzip");
  curl_->Append("Expect:");
  for (const std::string& header : headers) curl_->Append(header);
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_USERAGENT, kUserAgent);
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, curl_->headers.get());
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS,
                   static_cast<long>(absl::ToInt64Milliseconds(timeout)));
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(handle, CURLOPT_POST, 1L);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, OnBody);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, OnProgress);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, this);
}

Collector::~Collector() = default;

int Collector::OnProgress(void* collector, int64_t, int64_t, int64_t, int64_t) {
  return absl::GetCurrentTimeNanos() >= static_cast<Collector*>(collector)->stop_by_ ? 1 : 0;
}

CollectorAnswer Collector::Post(const std::string& body) {
  CollectorAnswer answer;
  CURL* const handle = curl_->handle.get();
  if (handle == nullptr) {
    answer.error = "libcurl does not start";
    return answer;
  }
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body.data());
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer.body);
  const CURLcode code = curl_easy_perform(handle);
  if (code != CURLE_OK) {
    answer.error = curl_easy_strerror(code);
    return answer;
  }
  long status = 0;
  curl_off_t retry_after_seconds = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &retry_after_seconds);
  answer.http_status = static_cast<int>(status);
  answer.retry_after = absl::Seconds(std::max<curl_off_t>(0, retry_after_seconds));
  if (status < 200 || status >= 300) answer.error = absl::StrCat("the answer has status ", status);
  return answer;
}

}  // namespace steward::trace
