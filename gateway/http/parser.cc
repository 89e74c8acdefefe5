#include "gateway/http/parser.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gateway/http/head_scan.h"

namespace steward::gateway {
namespace {

using error::v1::Reason;
namespace http = boost::beast::http;
namespace beast = boost::beast;

constexpr size_t kMaxChunkExtensions = 256;
constexpr size_t kUnlimited = std::numeric_limits<size_t>::max();

// Whether the text can be a Host (RFC 9110 §7.2): what a URL may hold between "//" and its path,
// without a user.
bool IsHost(absl::string_view text) {
  for (char c : text)
    if (!absl::ascii_isalnum(c) && !absl::StrContains("-._~%!$&'()*+,;=:[]", c)) return false;
  return !text.empty();
}

// Between chunks stand lines that end in CR LF.
bool HasBareLf(absl::string_view bytes) {
  for (size_t at = bytes.find('\n'); at != absl::string_view::npos; at = bytes.find('\n', at + 1))
    if (at == 0 || bytes[at - 1] != '\r') return true;
  return false;
}

}  // namespace

// Beast parses, this keeps what it found in a HttpRequest instead of Beast's own containers.
class RequestParser::Storage final : public http::basic_parser<true> {
 public:
  explicit Storage(HttpRequest* request) : request_(*request) {
    request_.headers.clear();
    request_.storage.clear();
    request_.body.clear();
    request_.method.clear();
    request_.target.clear();
  }

 private:
  using View = beast::string_view;

  // The whole head is at hand when parsing starts, so the reserve keeps the views valid.
  absl::string_view Keep(View text) {
    const size_t at = request_.storage.size();
    request_.storage.append(text.data(), text.size());
    return absl::string_view(request_.storage.data() + at, text.size());
  }

  void on_request_impl(http::verb, View method, View target, int version,
                       beast::error_code&) override {
    version_ = version;
    request_.method.assign(method.data(), method.size());
    request_.target.assign(target.data(), target.size());
  }
  void on_response_impl(int, View, int, beast::error_code&) override {}
  void on_field_impl(http::field, View name, View value, beast::error_code&) override {
    // Fields behind a chunked body are thrown away (RFC 9112 §7.1.2): nobody looked at them before
    // the body was read, and in the place of a header they would count like one.
    if (head_done_) return;
    const absl::string_view key = Keep(name);
    request_.headers.emplace_back(key, Keep(value));
  }
  void on_header_impl(beast::error_code&) override { head_done_ = true; }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, beast::error_code&) override {}
  std::size_t on_body_impl(View body, beast::error_code&) override {
    body_bytes_ += body.size();
    request_.body.append(body.data(), body.size());
    return body.size();
  }
  void on_chunk_header_impl(std::uint64_t size, View extensions, beast::error_code& ec) override {
    announced_ = std::min(size, kUnlimited - body_bytes_) + body_bytes_;
    extensions_ += extensions.size();
    if (extensions_ > kMaxChunkExtensions) ec = http::error::bad_chunk_extension;
    // Beast takes anything between quotes, where another server may see the end of the line.
    for (unsigned char c : extensions)
      if (absl::ascii_iscntrl(c)) ec = http::error::bad_chunk_extension;
  }
  std::size_t on_chunk_body_impl(std::uint64_t, View body, beast::error_code& ec) override {
    return on_body_impl(body, ec);
  }
  void on_finish_impl(beast::error_code&) override {}

  HttpRequest& request_;
  int version_ = 11;
  bool head_done_ = false;
  size_t extensions_ = 0;
  size_t body_bytes_ = 0;
  // With the chunk under way.
  size_t announced_ = 0;

 public:
  int version() const { return version_; }
  size_t body_bytes() const { return body_bytes_; }
  size_t announced() const { return std::max(body_bytes_, announced_); }
};

RequestParser::RequestParser(size_t rest_max) : rest_max_(rest_max) {}
RequestParser::~RequestParser() = default;

void RequestParser::Begin(HttpRequest* request) {
  request_ = request;
  storage_ = std::make_unique<Storage>(request);
  storage_->eager(true);
  storage_->header_limit(1 << 20);
  storage_->body_limit(boost::none);
  head_checked_ = false;
}

RequestParser::Result RequestParser::Feed(absl::string_view bytes, size_t* used) {
  if (!head_checked_) request_->storage.reserve(bytes.size());
  beast::error_code ec;
  *used = storage_->put(boost::asio::buffer(bytes.data(), bytes.size()), ec);
  if (ec && ec != http::error::need_more)
    return Refuse(400, Reason::MALFORMED_REQUEST, "The request is not well-formed HTTP/1.1.");
  if (storage_->is_header_done() && !head_checked_)
    if (Result result = CheckHead(); result != Result::kMore) return result;
  if (storage_->is_done()) return Result::kComplete;
  return CheckRest(bytes.substr(*used));
}

RequestParser::Result RequestParser::CheckRest(absl::string_view rest) {
  if (HasBareLf(rest))
    return Refuse(400, Reason::MALFORMED_REQUEST, "A line between chunks ends in a bare LF.");
  if (rest.size() > rest_max_)
    return Refuse(431, Reason::HEADERS_TOO_LARGE, "What stands between chunks is too long.",
                  rest_max_);
  return Result::kMore;
}

RequestParser::Result RequestParser::CheckHead() {
  head_checked_ = true;
  const HttpRequest& request = *request_;
  const int lengths = request.CountOf("content-length");
  const int encodings = request.CountOf("transfer-encoding");
  if (lengths + encodings > 1)
    return Refuse(400, Reason::MALFORMED_REQUEST, "The length of the body is ambiguous.");
  if (encodings == 1 && !absl::EqualsIgnoreCase(request.Header("transfer-encoding"), "chunked"))
    return Refuse(400, Reason::MALFORMED_REQUEST, "The only transfer coding is chunked.");
  for (char c : request.Header("content-length"))
    if (!absl::ascii_isdigit(c))
      return Refuse(400, Reason::MALFORMED_REQUEST, "Content-Length is not a number.");
  const bool old = storage_->version() < 11;
  const int hosts = request.CountOf("host");
  if (hosts > 1 || (!old && hosts == 0))
    return Refuse(400, Reason::MALFORMED_REQUEST, "The request needs exactly one Host.");
  if (hosts == 1 && !IsHost(request.Header("host")))
    return Refuse(400, Reason::MALFORMED_REQUEST, "Host is not the name of a host.");
  if (old && encodings > 0)
    return Refuse(400, Reason::MALFORMED_REQUEST, "HTTP/1.0 has no transfer codings.");
  return TakePath();
}

RequestParser::Result RequestParser::TakePath() {
  const absl::string_view target = request_->target;
  for (absl::string_view scheme : {"http://", "https://"}) {
    if (!absl::StartsWithIgnoreCase(target, scheme)) continue;
    const absl::string_view rest = target.substr(scheme.size());
    const absl::string_view host = rest.substr(0, rest.find_first_of("/?"));
    if (!absl::EqualsIgnoreCase(host, request_->Header("host")))
      return Refuse(400, Reason::MALFORMED_REQUEST, "The request target names another Host.");
    const absl::string_view path = rest.substr(host.size());
    request_->target = absl::StrCat(absl::StartsWith(path, "/") ? "" : "/", path);
    break;
  }
  return Result::kMore;
}

bool RequestParser::keep_alive() const { return storage_->keep_alive(); }

bool RequestParser::is_complete() const { return storage_->is_done(); }

size_t RequestParser::body_bytes() const { return storage_->body_bytes(); }

bool RequestParser::has_length() const { return storage_->content_length().has_value(); }

size_t RequestParser::body_bytes_expected() const {
  return storage_->content_length().value_or(storage_->announced());
}

bool RequestParser::expects_continue() const {
  return absl::EqualsIgnoreCase(request_->Header("expect"), "100-continue");
}

RequestParser::Result RequestParser::Refuse(int status, Reason reason, absl::string_view text,
                                            size_t bytes_max) {
  refusal_ = {status, reason, text, bytes_max};
  return Result::kRefused;
}

}  // namespace steward::gateway
