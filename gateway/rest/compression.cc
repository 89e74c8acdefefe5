#include "gateway/rest/compression.h"

// What is only read is const then.
#define ZLIB_CONST
#include <zlib.h>

#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace steward::gateway {
namespace {

// A megabyte of JSON takes some milliseconds of its loop; higher levels win little.
constexpr int kLevel = 1;
constexpr int kGzipWindow = 15 + 16;
constexpr int kMemory = 8;

// Of "gzip;q=0.5": 1 when it has none, 0 when it is none.
double WeightOf(absl::string_view element) {
  for (absl::string_view parameter : absl::StrSplit(element, ';')) {
    parameter = absl::StripAsciiWhitespace(parameter);
    if (!absl::StartsWithIgnoreCase(parameter, "q=")) continue;
    double weight = 0;
    return absl::SimpleAtod(parameter.substr(2), &weight) ? weight : 0;
  }
  return 1;
}

struct EndDeflate {
  void operator()(z_stream* stream) const { deflateEnd(stream); }
};

// One for each thread: setting one up costs more than a small body.
z_stream* Deflater() {
  static thread_local z_stream stream{};
  static thread_local const std::unique_ptr<z_stream, EndDeflate> ready(
      deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindow, kMemory, Z_DEFAULT_STRATEGY) == Z_OK
          ? &stream
          : nullptr);
  return ready != nullptr && deflateReset(&stream) == Z_OK ? &stream : nullptr;
}

// Empty when that would not be smaller.
std::string Gzip(absl::string_view body) {
  z_stream* const stream = Deflater();
  std::string out;
  if (stream == nullptr) return out;
  out.resize(body.size());
  stream->next_in = reinterpret_cast<const Bytef*>(body.data());
  stream->avail_in = static_cast<uInt>(body.size());
  stream->next_out = reinterpret_cast<Bytef*>(&out[0]);
  stream->avail_out = static_cast<uInt>(out.size());
  if (deflate(stream, Z_FINISH) != Z_STREAM_END) return "";
  out.resize(out.size() - stream->avail_out);
  return out;
}

}  // namespace

bool AcceptsGzip(absl::string_view accept_encoding) {
  double gzip = -1, any = 0;
  for (absl::string_view element : absl::StrSplit(accept_encoding, ',')) {
    const absl::string_view coding =
        absl::StripAsciiWhitespace(element.substr(0, element.find(';')));
    if (absl::EqualsIgnoreCase(coding, "gzip") || absl::EqualsIgnoreCase(coding, "x-gzip"))
      gzip = WeightOf(element);
    else if (coding == "*")
      any = WeightOf(element);
  }
  return gzip >= 0 ? gzip > 0 : any > 0;
}

void Compress(const HttpRequest& request, size_t bytes_min, HttpAnswer* answer) {
  if (bytes_min == 0 || answer->body.size() < bytes_min) return;
  for (const auto& header : answer->headers)
    if (header.first == "Content-Encoding") return;
  answer->headers.emplace_back("Vary", "Accept-Encoding");
  if (!AcceptsGzip(request.All("accept-encoding"))) return;
  std::string small = Gzip(answer->body);
  if (small.empty()) return;
  answer->body = std::move(small);
  answer->headers.emplace_back("Content-Encoding", "gzip");
}

}  // namespace steward::gateway
