#include "tools/stewardctl/local_post.h"

#include <curl/curl.h>

#include "absl/strings/str_cat.h"
#include "platform/webhook/cloud_event.h"

namespace steward::ctl {
namespace {

constexpr long kTimeoutSeconds = 15;

size_t Ignore(char*, size_t size, size_t count, void*) { return size * count; }

class Headers {
 public:
  ~Headers() { curl_slist_free_all(list_); }
  void Add(const std::string& line) { list_ = curl_slist_append(list_, line.c_str()); }
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

CURL* Curl(void* handle) { return handle; }

}  // namespace

void LocalPost::Close::operator()(Handle* handle) const { curl_easy_cleanup(Curl(handle)); }

LocalPost::LocalPost(std::string url)
    : url_(std::move(url)), handle_(static_cast<Handle*>(curl_easy_init())) {}

long LocalPost::Send(const std::vector<webhook::Header>& headers, const std::string& body) {
  CURL* curl = Curl(handle_.get());
  Headers lines;
  lines.Add(absl::StrCat("Content-Type: ", webhook::kCloudEventContentType));
  lines.Add("Expect:");
  for (const auto& [name, value] : headers) lines.Add(absl::StrCat(name, ": ", value));
  curl_easy_setopt(curl, CURLOPT_URL, url_.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kTimeoutSeconds);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "Steward-Webhooks/1");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines.get());
  curl_easy_setopt(curl, CURLOPT_POST, 1L);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, Ignore);
  long status = 0;
  if (curl_easy_perform(curl) == CURLE_OK) curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  // Its list of headers ends with this call.
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, nullptr);
  return status;
}

}  // namespace steward::ctl
