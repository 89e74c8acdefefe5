#include <charconv>
#include <cmath>

#include <simdjson.h>

#include "platform/crypto/base64.h"
#include "platform/json/printer.h"

namespace steward::json {
namespace {

using google::protobuf::FieldDescriptor;

constexpr char kHex[] = "0123456789abcdef";
constexpr size_t kLongestNumber = 32;
constexpr size_t kLongestEscape = 6;

// Length of the prefix that JSON writes as it is. `high` is set when a byte of it is not ASCII.
size_t CleanPrefix(const char* text, size_t size, bool* high) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kHighBits = 0x8080808080808080;
  size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    uint64_t word;
    std::memcpy(&word, text + i, 8);
    const uint64_t quote = word ^ kOnes * '"';
    const uint64_t backslash = word ^ kOnes * '\\';
    // A high bit where a byte is below 0x20, a quote or a backslash; bytes that are not ASCII are
    // masked out. A borrow can only mark bytes behind a real hit, and those are looked at below.
    const uint64_t hit = ((word - kOnes * 0x20) | (quote - kOnes) | (backslash - kOnes)) & ~word;
    if ((hit & kHighBits) != 0) break;
    if ((word & kHighBits) != 0) *high = true;
  }
  for (; i < size; ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 || c == '"' || c == '\\') break;
    if (c >= 0x80) *high = true;
  }
  return i;
}

char* Escape(unsigned char c, char* at) {
  *at++ = '\\';
  switch (c) {
    case '"':
    case '\\':
      *at++ = static_cast<char>(c);
      return at;
    case '\n':
      *at++ = 'n';
      return at;
    case '\r':
      *at++ = 'r';
      return at;
    case '\t':
      *at++ = 't';
      return at;
    default:
      std::memcpy(at, "u00", 3);
      at[3] = kHex[c >> 4];
      at[4] = kHex[c & 15];
      return at + 5;
  }
}

}  // namespace

void Narrow(const FieldTable& field, WireValue* value) {
  switch (field.type) {
    case FieldDescriptor::TYPE_INT32:
    case FieldDescriptor::TYPE_UINT32:
    case FieldDescriptor::TYPE_SINT32:
    case FieldDescriptor::TYPE_ENUM:
      value->bits = static_cast<uint32_t>(value->bits);
      return;
    case FieldDescriptor::TYPE_BOOL:
      value->bits = value->bits != 0;
      return;
    default:
      return;
  }
}

template <class Number>
void Printer::Decimal(Number number, bool quoted) {
  char* at = out_.Room(kLongestNumber);
  if (quoted) *at++ = '"';
  at = std::to_chars(at, at + kLongestNumber - 2, number).ptr;
  if (quoted) *at++ = '"';
  out_.Commit(at);
}

template <class Float>
void Printer::FloatingPoint(Float value) {
  if (std::isnan(value)) {
    out_.Append("\"NaN\"");
  } else if (std::isinf(value)) {
    out_.Append(value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
  } else {
    Decimal(value, false);
  }
}

void Printer::Enum(const EnumTable& table, int32_t number) {
  const size_t index = static_cast<size_t>(number);
  if (table.null_value) {
    out_.Append("null");
  } else if (number >= 0 && index < table.dense_names.size() && !table.dense_names[index].empty()) {
    out_.Append(table.dense_names[index]);
  } else if (auto found = table.quoted_names.find(number); found != table.quoted_names.end()) {
    out_.Append(found->second);
  } else {
    Decimal(number, false);
  }
}

bool Printer::Value(const FieldTable& field, const WireValue& value) {
  switch (field.type) {
    case FieldDescriptor::TYPE_STRING:
      return field.field_path ? FieldPath(value.bytes) : String(value.bytes);
    case FieldDescriptor::TYPE_MESSAGE:
      return Message(*field.message, value.bytes);
    case FieldDescriptor::TYPE_ENUM:
      Enum(*field.enumeration, static_cast<int32_t>(value.bits));
      return true;
    case FieldDescriptor::TYPE_BOOL:
      out_.Append(value.bits != 0 ? absl::string_view("true") : absl::string_view("false"));
      return true;
    case FieldDescriptor::TYPE_INT32:
    case FieldDescriptor::TYPE_SFIXED32:
      Decimal(static_cast<int32_t>(value.bits), false);
      return true;
    case FieldDescriptor::TYPE_UINT32:
    case FieldDescriptor::TYPE_FIXED32:
      Decimal(static_cast<uint32_t>(value.bits), false);
      return true;
    case FieldDescriptor::TYPE_SINT32:
      Decimal(static_cast<int32_t>(UnZigZag(value.bits)), false);
      return true;
    case FieldDescriptor::TYPE_INT64:
    case FieldDescriptor::TYPE_SFIXED64:
      Decimal(static_cast<int64_t>(value.bits), true);
      return true;
    case FieldDescriptor::TYPE_UINT64:
    case FieldDescriptor::TYPE_FIXED64:
      Decimal(value.bits, true);
      return true;
    case FieldDescriptor::TYPE_SINT64:
      Decimal(UnZigZag(value.bits), true);
      return true;
    case FieldDescriptor::TYPE_BYTES:
      Base64(value.bytes);
      return true;
    case FieldDescriptor::TYPE_DOUBLE: {
      double number;
      std::memcpy(&number, &value.bits, sizeof(number));
      FloatingPoint(number);
      return true;
    }
    case FieldDescriptor::TYPE_FLOAT: {
      float number;
      std::memcpy(&number, &value.bits, sizeof(number));
      FloatingPoint(number);
      return true;
    }
    case FieldDescriptor::TYPE_GROUP:
      break;
  }
  return Broken("a group cannot be printed");
}

bool Printer::MapKey(const FieldTable& field, const WireValue& key) {
  const bool quotes_itself =
      field.type == FieldDescriptor::TYPE_STRING || field.type == FieldDescriptor::TYPE_INT64 ||
      field.type == FieldDescriptor::TYPE_UINT64 || field.type == FieldDescriptor::TYPE_SINT64 ||
      field.type == FieldDescriptor::TYPE_FIXED64 || field.type == FieldDescriptor::TYPE_SFIXED64;
  if (quotes_itself) return Value(field, key);
  out_.Append('"');
  if (!Value(field, key)) return false;
  out_.Append('"');
  return true;
}

bool Printer::String(absl::string_view text) {
  const absl::string_view whole = text;
  bool high = false;
  out_.Append('"');
  for (;;) {
    const size_t clean = CleanPrefix(text.data(), text.size(), &high);
    out_.Append(text.substr(0, clean));
    if (clean == text.size()) break;
    out_.Commit(Escape(static_cast<unsigned char>(text[clean]), out_.Room(kLongestEscape)));
    text.remove_prefix(clean + 1);
  }
  out_.Append('"');
  if (high && !simdjson::validate_utf8(whole.data(), whole.size()))
    return Broken("a string is not UTF-8");
  return true;
}

void Printer::Base64(absl::string_view bytes) {
  out_.Append('"');
  out_.Append(crypto::EncodeBase64(bytes));
  out_.Append('"');
}

}  // namespace steward::json
