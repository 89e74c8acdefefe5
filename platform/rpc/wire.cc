#include "platform/rpc/wire.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/rpc/inflate.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::rpc {
namespace {

constexpr size_t kPrefix = MessageReader::kPrefix;
// In base64 a field as long as the library of the other side takes one.
constexpr size_t kDetailsMax = 48 << 10, kMessageMax = 8 << 10;
constexpr size_t kDigitsMax = 8;
constexpr int64_t kNumberMax = 99'999'999;

struct Unit {
  char name;
  absl::Duration length;
};
const Unit kUnits[] = {{'n', absl::Nanoseconds(1)},  {'u', absl::Microseconds(1)},
                       {'m', absl::Milliseconds(1)}, {'S', absl::Seconds(1)},
                       {'M', absl::Minutes(1)},      {'H', absl::Hours(1)}};

uint32_t SizeIn(absl::string_view prefix) {
  uint32_t size = 0;
  for (size_t i = 1; i < kPrefix; ++i) size = size << 8 | static_cast<unsigned char>(prefix[i]);
  return size;
}

}  // namespace

void AppendMessage(absl::string_view message, std::string* out) {
  const auto size = static_cast<uint32_t>(message.size());
  const char prefix[kPrefix] = {0, static_cast<char>(size >> 24), static_cast<char>(size >> 16),
                                static_cast<char>(size >> 8), static_cast<char>(size)};
  out->reserve(out->size() + kPrefix + message.size());
  out->append(prefix, kPrefix);
  out->append(message.data(), message.size());
}

absl::StatusOr<absl::optional<absl::string_view>> MessageReader::Next() {
  if (used_ == bytes_.size()) {
    bytes_.clear();
    used_ = 0;
  }
  const absl::string_view rest = absl::string_view(bytes_).substr(used_);
  if (rest.size() < kPrefix) return absl::nullopt;
  if (rest[0] != 0 && rest[0] != 1)
    return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::MALFORMED_REQUEST,
                        "A message is not as gRPC has it.");
  const size_t size = SizeIn(rest);
  if (size > limit_) return MessageTooLarge(limit_);
  if (rest.size() - kPrefix < size) {
    // Makes room for the rest, and at its beginning.
    bytes_.erase(0, used_);
    used_ = 0;
    return absl::nullopt;
  }
  used_ += kPrefix + size;
  const absl::string_view message = rest.substr(kPrefix, size);
  if (rest[0] == 0) return absl::make_optional(message);
  ASSIGN_OR_RETURN(inflated_, Inflate(encoding_, message, limit_));
  return absl::make_optional<absl::string_view>(inflated_);
}

absl::optional<absl::Duration> ParseTimeout(absl::string_view text) {
  if (text.size() < 2 || text.size() > kDigitsMax + 1) return absl::nullopt;
  const absl::string_view digits = text.substr(0, text.size() - 1);
  int64_t number = 0;
  if (!std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit) ||
      !absl::SimpleAtoi(digits, &number))
    return absl::nullopt;
  for (const Unit& unit : kUnits)
    if (unit.name == text.back()) return number * unit.length;
  return absl::nullopt;
}

std::string FormatTimeout(absl::Duration timeout) {
  if (timeout <= absl::ZeroDuration()) return "0m";
  for (const Unit& unit : kUnits) {
    absl::Duration rest;
    const int64_t count = absl::IDivDuration(timeout, unit.length, &rest);
    if (count < kNumberMax)
      return absl::StrCat(count + (rest > absl::ZeroDuration() ? 1 : 0), std::string(1, unit.name));
  }
  return absl::StrCat(kNumberMax, "H");
}

std::string PercentEncode(absl::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= ' ' && c <= '~' && c != '%')
      out.push_back(c);
    else
      absl::StrAppend(&out, "%", absl::AsciiStrToUpper(absl::BytesToHexString({&c, 1})));
  }
  return out;
}

std::string PercentDecode(absl::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && absl::ascii_isxdigit(text[i + 1]) &&
        absl::ascii_isxdigit(text[i + 2])) {
      out += absl::HexStringToBytes(text.substr(i + 1, 2));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

Metadata TrailerOf(const absl::Status& status) {
  if (status.ok()) return {{"grpc-status", "0"}};
  return TrailerOf(errors::ToProto(status));
}

Metadata TrailerOf(google::rpc::Status error) {
  if (error.message().size() > kMessageMax) error.set_message("See the details of the error.");
  while (error.ByteSizeLong() > kDetailsMax && error.details_size() > 0)
    error.mutable_details()->RemoveLast();
  return {{"grpc-status", absl::StrCat(error.code())},
          {"grpc-message", PercentEncode(error.message())},
          {"grpc-status-details-bin", absl::Base64Escape(error.SerializeAsString())}};
}

}  // namespace steward::rpc
