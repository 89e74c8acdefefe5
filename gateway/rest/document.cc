#include "gateway/rest/document.h"

#include <memory>
#include <mutex>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gateway/rest/compression.h"
#include "gateway/transcode/preconditions.h"
#include "platform/crypto/hmac.h"

namespace steward::gateway {
namespace {

constexpr size_t kEtagBytes = 12;

HttpAnswer Compressed(HttpAnswer answer) {
  HttpRequest request;
  request.headers.emplace_back("Accept-Encoding", "gzip");
  Compress(request, 1, &answer);
  return answer;
}

}  // namespace

Document StaticDocument(HttpAnswer answer) {
  const std::string etag =
      absl::WebSafeBase64Escape(crypto::Sha256(answer.body).substr(0, kEtagBytes));
  answer.headers.emplace_back("ETag", absl::StrCat("\"", etag, "\""));
  HttpAnswer small = Compressed(answer);
  return [etag, plain = std::move(answer), small = std::move(small)](const HttpRequest& request) {
    const absl::string_view known = request.Header("if-none-match");
    if (!known.empty() && MatchesAny(known, etag)) {
      HttpAnswer same;
      same.status = 304;
      same.headers = plain.headers;
      return same;
    }
    return AcceptsGzip(request.All("accept-encoding")) ? small : plain;
  };
}

Document LazyDocument(std::function<HttpAnswer()> make) {
  struct Made {
    std::once_flag once;
    Document document;
  };
  return [made = std::make_shared<Made>(), make = std::move(make)](const HttpRequest& request) {
    std::call_once(made->once, [&] { made->document = StaticDocument(make()); });
    return made->document(request);
  };
}

}  // namespace steward::gateway
