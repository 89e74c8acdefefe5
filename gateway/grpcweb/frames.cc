#include "gateway/grpcweb/frames.h"

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

using errors::Reason;

constexpr size_t kFrameHead = 5;
constexpr char kCompressed = 0x01;
constexpr char kTrailers = static_cast<char>(0x80);

absl::Status Malformed(absl::string_view text) {
  return errors::Make(absl::StatusCode::kInvalidArgument, Reason::MALFORMED_REQUEST, text);
}

std::string Frame(WebFormat format, char flags, absl::string_view content) {
  std::string frame(kFrameHead, flags);
  for (int i = 0; i < 4; ++i) frame[1 + i] = static_cast<char>(content.size() >> (24 - 8 * i));
  absl::StrAppend(&frame, content);
  return format == WebFormat::kText ? absl::Base64Escape(frame) : frame;
}

// grpc-message (doc/PROTOCOL-HTTP2.md).
std::string PercentEncoded(absl::string_view text) {
  std::string encoded;
  for (const char c : text) {
    if (c >= ' ' && c <= '~' && c != '%')
      encoded.push_back(c);
    else
      absl::StrAppend(&encoded, "%", absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad2));
  }
  return encoded;
}

// Binary metadata is base64, of which servers leave the padding out.
std::string BinaryValue(absl::string_view value) {
  std::string text = absl::Base64Escape(value);
  while (!text.empty() && text.back() == '=') text.pop_back();
  return text;
}

}  // namespace

WebFormat WebFormatOf(const HttpRequest& request) {
  absl::string_view type = request.Header("content-type");
  type = absl::StripAsciiWhitespace(type.substr(0, type.find(';')));
  for (absl::string_view each : {"application/grpc-web", "application/grpc-web+proto"})
    if (absl::EqualsIgnoreCase(type, each)) return WebFormat::kBinary;
  for (absl::string_view each : {"application/grpc-web-text", "application/grpc-web-text+proto"})
    if (absl::EqualsIgnoreCase(type, each)) return WebFormat::kText;
  return WebFormat::kNone;
}

absl::string_view WebContentType(WebFormat format) {
  return format == WebFormat::kText ? "application/grpc-web-text+proto"
                                    : "application/grpc-web+proto";
}

absl::StatusOr<std::string> ReadWebMessage(WebFormat format, absl::string_view body) {
  std::string decoded;
  if (format == WebFormat::kText) {
    if (!absl::Base64Unescape(body, &decoded)) return Malformed("The body is not base64.");
    body = decoded;
  }
  if (body.size() < kFrameHead) return Malformed("The body holds no frame of gRPC-Web.");
  if (body[0] == kCompressed)
    return errors::Make(absl::StatusCode::kUnimplemented, Reason::METHOD_NOT_IMPLEMENTED,
                        "Messages may not be compressed.");
  size_t length = 0;
  for (int i = 1; i <= 4; ++i) length = length << 8 | static_cast<unsigned char>(body[i]);
  if (body[0] != 0 || body.size() != kFrameHead + length)
    return Malformed("The body is not one message in a frame of gRPC-Web.");
  return std::string(body.substr(kFrameHead));
}

absl::StatusOr<absl::Duration> ReadWebTimeout(absl::string_view header) {
  if (header.empty()) return absl::InfiniteDuration();
  static constexpr std::pair<char, absl::Duration (*)(int64_t)> kUnits[] = {
      {'H', absl::Hours<int64_t>},        {'M', absl::Minutes<int64_t>},
      {'S', absl::Seconds<int64_t>},      {'m', absl::Milliseconds<int64_t>},
      {'u', absl::Microseconds<int64_t>}, {'n', absl::Nanoseconds<int64_t>}};
  const absl::string_view digits = header.substr(0, header.size() - 1);
  int64_t count = 0;
  if (digits.size() <= 8 && absl::c_all_of(digits, absl::ascii_isdigit) &&
      absl::SimpleAtoi(digits, &count))
    for (const auto& [unit, make] : kUnits)
      if (header.back() == unit) return make(count);
  return Malformed("grpc-timeout must be up to eight digits and a unit: H, M, S, m, u or n.");
}

std::string WebMessage(WebFormat format, absl::string_view message) {
  return Frame(format, 0, message);
}

std::string WebTrailers(WebFormat format, const google::rpc::Status& status,
                        const std::vector<std::pair<std::string, std::string>>& metadata) {
  std::string text = absl::StrCat("grpc-status:", status.code(), "\r\n");
  if (status.code() != 0)
    absl::StrAppend(&text, "grpc-message:", PercentEncoded(status.message()),
                    "\r\ngrpc-status-details-bin:", BinaryValue(status.SerializeAsString()),
                    "\r\n");
  for (const auto& [name, value] : metadata) absl::StrAppend(&text, name, ":", value, "\r\n");
  return Frame(format, kTrailers, text);
}

}  // namespace steward::gateway
