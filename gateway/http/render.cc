#include "gateway/http/render.h"

#include "absl/strings/str_cat.h"

namespace steward::gateway {
namespace {

// An answer of the API is no page: where a browser shows it as one, it does nothing.
constexpr absl::string_view kNoPage =
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";

}  // namespace

void RenderAnswer(const HttpAnswer& answer, absl::string_view date, bool keep_alive,
                  Framing framing, std::string* out) {
  out->reserve(out->size() + 512 + answer.body.size());
  absl::StrAppend(out, "HTTP/1.1 ", answer.status, " ", ReasonPhrase(answer.status),
                  "\r\nDate: ", date,
                  "\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n");
  if (!answer.content_type.empty())
    absl::StrAppend(out, "Content-Type: ", answer.content_type, "\r\n");
  bool has_policy = false;
  for (const auto& [name, value] : answer.headers) {
    absl::StrAppend(out, name, ": ", value, "\r\n");
    has_policy = has_policy || name == "Content-Security-Policy";
  }
  if (!has_policy) absl::StrAppend(out, kNoPage);
  if (!keep_alive) absl::StrAppend(out, "Connection: close\r\n");
  if (framing == Framing::kChunked)
    absl::StrAppend(out, "Transfer-Encoding: chunked\r\n");
  else if (answer.status != 304 && answer.status != 204)
    absl::StrAppend(out, "Content-Length: ", answer.body.size(), "\r\n");
  absl::StrAppend(out, "\r\n");
  if (framing == Framing::kLength && answer.status != 304) absl::StrAppend(out, answer.body);
}

void RenderChunk(absl::string_view piece, std::string* out) {
  absl::StrAppend(out, absl::Hex(piece.size()), "\r\n", piece, "\r\n");
}

}  // namespace steward::gateway
