#include "platform/resource/value_codec.h"

#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>

namespace steward::resource {
namespace {

// The tag of a value is its place in the variant.
enum Tag : char { kString, kInt, kDouble, kBool, kTime, kStrings };

void AppendString(absl::string_view text, std::string* out) {
  AppendUint64(text.size(), out);
  out->append(text.data(), text.size());
}

bool TakeString(absl::string_view* in, std::string* text) {
  uint64_t size = 0;
  if (!TakeUint64(in, &size) || size > in->size()) return false;
  *text = std::string(in->substr(0, size));
  in->remove_prefix(size);
  return true;
}

struct Append {
  std::string* out;

  void operator()(const std::string& text) const { AppendString(text, out); }
  void operator()(int64_t number) const { AppendUint64(static_cast<uint64_t>(number), out); }
  void operator()(double number) const {
    uint64_t bits = 0;
    std::memcpy(&bits, &number, sizeof(bits));
    AppendUint64(bits, out);
  }
  void operator()(bool flag) const { AppendUint64(flag ? 1 : 0, out); }
  void operator()(absl::Time time) const { (*this)(absl::ToUnixMicros(time)); }
  void operator()(const std::vector<std::string>& texts) const {
    AppendUint64(texts.size(), out);
    for (const std::string& text : texts) AppendString(text, out);
  }
};

bool TakeStrings(absl::string_view* in, Value* value) {
  uint64_t count = 0;
  if (!TakeUint64(in, &count)) return false;
  std::vector<std::string> texts;
  std::string text;
  for (; count > 0 && TakeString(in, &text); --count) texts.push_back(text);
  *value = std::move(texts);
  return count == 0;
}

// ToUnixMicros gives the least number for the infinite past.
absl::Time TimeFrom(int64_t micros) {
  return micros == std::numeric_limits<int64_t>::min() ? absl::InfinitePast()
                                                       : absl::FromUnixMicros(micros);
}

bool TakeValue(absl::string_view* in, Value* value) {
  const char tag = in->front();
  in->remove_prefix(1);
  if (tag == kStrings) return TakeStrings(in, value);
  if (tag == kString) return TakeString(in, &value->emplace<std::string>());
  uint64_t bits = 0;
  if (!TakeUint64(in, &bits)) return false;
  double number = 0;
  std::memcpy(&number, &bits, sizeof(number));
  switch (tag) {
    case kInt:
      *value = static_cast<int64_t>(bits);
      return true;
    case kDouble:
      *value = number;
      return true;
    case kBool:
      *value = bits == 1;
      return bits <= 1;
    case kTime:
      *value = TimeFrom(static_cast<int64_t>(bits));
      return true;
    default:
      return false;
  }
}

}  // namespace

void AppendUint64(uint64_t number, std::string* out) {
  for (int shift = 56; shift >= 0; shift -= 8) out->push_back(static_cast<char>(number >> shift));
}

bool TakeUint64(absl::string_view* in, uint64_t* number) {
  if (in->size() < 8) return false;
  *number = 0;
  for (int i = 0; i < 8; ++i) *number = *number << 8 | static_cast<uint8_t>((*in)[i]);
  in->remove_prefix(8);
  return true;
}

std::string EncodeValues(const std::vector<Value>& values) {
  std::string out;
  for (const Value& value : values) {
    out.push_back(static_cast<char>(value.index()));
    std::visit(Append{&out}, value);
  }
  return out;
}

absl::optional<std::vector<Value>> DecodeValues(absl::string_view bytes) {
  std::vector<Value> values;
  while (!bytes.empty()) {
    Value value;
    if (!TakeValue(&bytes, &value)) return absl::nullopt;
    values.push_back(std::move(value));
  }
  return values;
}

}  // namespace steward::resource
