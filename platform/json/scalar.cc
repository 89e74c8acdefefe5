#include "platform/json/scalar.h"

#include <simdjson.h>

#include <limits>

#include "platform/crypto/base64.h"
#include "platform/json/field_mask.h"
#include "platform/json/number.h"
#include "platform/json/time.h"

namespace steward::json {
namespace {

using google::protobuf::FieldDescriptor;

constexpr Problem kNotInteger = "Expected an integer that fits the field.";
constexpr Problem kNotNumber = "Expected a finite number that fits the field.";
constexpr Problem kNotBool = "Expected true or false.";
constexpr Problem kNotString = "Expected a string.";
constexpr Problem kWrongType = "The value has the wrong type.";

template <class Integer>
bool Fits(int64_t value) {
  return value >= std::numeric_limits<Integer>::min() &&
         value <= std::numeric_limits<Integer>::max();
}

enum class Form { kNumber, kCanonical };

template <class Integer>
bool ParseAs(Form form, absl::string_view text, Integer* value) {
  return form == Form::kNumber ? ParseInteger(text, value) : ParseCanonical(text, value);
}

Problem AppendSigned(FieldDescriptor::Type type, int64_t value, Buffer* wire) {
  const bool wide = type == FieldDescriptor::TYPE_INT64 || type == FieldDescriptor::TYPE_SINT64 ||
                    type == FieldDescriptor::TYPE_SFIXED64;
  if (!wide && !Fits<int32_t>(value)) return kNotInteger;
  switch (type) {
    case FieldDescriptor::TYPE_SINT32:
    case FieldDescriptor::TYPE_SINT64:
      wire->Varint(ZigZag(value));
      break;
    case FieldDescriptor::TYPE_SFIXED32:
      wire->Fixed(&value, 4);
      break;
    case FieldDescriptor::TYPE_SFIXED64:
      wire->Fixed(&value, 8);
      break;
    default:
      wire->Varint(static_cast<uint64_t>(value));
  }
  return nullptr;
}

Problem AppendUnsigned(FieldDescriptor::Type type, uint64_t value, Buffer* wire) {
  const bool wide = type == FieldDescriptor::TYPE_UINT64 || type == FieldDescriptor::TYPE_FIXED64;
  if (!wide && value > UINT32_MAX) return kNotInteger;
  if (type == FieldDescriptor::TYPE_FIXED32) {
    wire->Fixed(&value, 4);
  } else if (type == FieldDescriptor::TYPE_FIXED64) {
    wire->Fixed(&value, 8);
  } else {
    wire->Varint(value);
  }
  return nullptr;
}

Problem AppendInteger(const FieldTable& field, Form form, absl::string_view text, Buffer* wire) {
  switch (field.type) {
    case FieldDescriptor::TYPE_UINT32:
    case FieldDescriptor::TYPE_UINT64:
    case FieldDescriptor::TYPE_FIXED32:
    case FieldDescriptor::TYPE_FIXED64: {
      uint64_t value;
      return ParseAs(form, text, &value) ? AppendUnsigned(field.type, value, wire) : kNotInteger;
    }
    default: {
      int64_t value;
      return ParseAs(form, text, &value) ? AppendSigned(field.type, value, wire) : kNotInteger;
    }
  }
}

template <class Float>
Problem AppendFloat(absl::string_view text, Buffer* wire) {
  Float value;
  if (!ParseFinite(text, &value)) return kNotNumber;
  wire->Fixed(&value, sizeof(value));
  return nullptr;
}

Problem AppendBool(absl::string_view text, Buffer* wire) {
  if (text != "true" && text != "false") return kNotBool;
  wire->Append(static_cast<char>(text == "true"));
  return nullptr;
}

Problem AppendEnumName(const FieldTable& field, absl::string_view name, Buffer* wire) {
  auto found = field.enumeration->numbers.find(name);
  if (found == field.enumeration->numbers.end()) return field.enumeration->expected.c_str();
  wire->Varint(static_cast<uint64_t>(int64_t{found->second}));
  return nullptr;
}

Problem AppendEnumNumber(const FieldTable& field, absl::string_view number, Buffer* wire) {
  int64_t value;
  if (!ParseInteger(number, &value) || !Fits<int32_t>(value) ||
      !field.enumeration->quoted_names.contains(static_cast<int32_t>(value))) {
    return field.enumeration->expected.c_str();
  }
  wire->Varint(static_cast<uint64_t>(value));
  return nullptr;
}

void AppendBytes(absl::string_view bytes, Buffer* wire) {
  wire->Varint(bytes.size());
  wire->Append(bytes);
}

Problem AppendBase64(absl::string_view text, Buffer* wire) {
  const size_t start = wire->Open();
  const char* end =
      crypto::DecodeAnyBase64(text, wire->Room(crypto::DecodedBase64Max(text.size())));
  if (end == nullptr) return "Expected base64.";
  wire->Commit(end);
  wire->Close(start);
  return nullptr;
}

bool Is64Bit(FieldDescriptor::Type type) {
  return type == FieldDescriptor::TYPE_INT64 || type == FieldDescriptor::TYPE_UINT64 ||
         type == FieldDescriptor::TYPE_SINT64 || type == FieldDescriptor::TYPE_FIXED64 ||
         type == FieldDescriptor::TYPE_SFIXED64;
}

void AppendTime(const SecondsAndNanos& time, Buffer* wire) {
  if (time.seconds != 0) {
    wire->Varint(MakeTag(1, WireType::kVarint));
    wire->Varint(static_cast<uint64_t>(time.seconds));
  }
  if (time.nanos == 0) return;
  wire->Varint(MakeTag(2, WireType::kVarint));
  wire->Varint(static_cast<uint64_t>(int64_t{time.nanos}));
}

}  // namespace

Problem AppendToken(const FieldTable& field, absl::string_view token, Buffer* wire) {
  switch (field.type) {
    case FieldDescriptor::TYPE_BOOL:
      return AppendBool(token, wire);
    case FieldDescriptor::TYPE_STRING:
    case FieldDescriptor::TYPE_BYTES:
      return kNotString;
    case FieldDescriptor::TYPE_MESSAGE:
    case FieldDescriptor::TYPE_GROUP:
      return kWrongType;
    case FieldDescriptor::TYPE_DOUBLE:
      return AppendFloat<double>(token, wire);
    case FieldDescriptor::TYPE_FLOAT:
      return AppendFloat<float>(token, wire);
    case FieldDescriptor::TYPE_ENUM:
      return AppendEnumNumber(field, token, wire);
    default:
      return AppendInteger(field, Form::kNumber, token, wire);
  }
}

Problem AppendString(const FieldTable& field, absl::string_view text, Buffer* wire) {
  switch (field.type) {
    case FieldDescriptor::TYPE_STRING:
      AppendBytes(text, wire);
      return nullptr;
    case FieldDescriptor::TYPE_BYTES:
      return AppendBase64(text, wire);
    case FieldDescriptor::TYPE_ENUM:
      return AppendEnumName(field, text, wire);
    default:
      if (!Is64Bit(field.type)) return kWrongType;
      return AppendInteger(field, Form::kCanonical, text, wire);
  }
}

Problem AppendText(const FieldTable& field, absl::string_view text, Buffer* wire) {
  switch (field.type) {
    case FieldDescriptor::TYPE_STRING:
    case FieldDescriptor::TYPE_BYTES:
    case FieldDescriptor::TYPE_ENUM:
      return AppendString(field, text, wire);
    case FieldDescriptor::TYPE_BOOL:
    case FieldDescriptor::TYPE_DOUBLE:
    case FieldDescriptor::TYPE_FLOAT:
    case FieldDescriptor::TYPE_MESSAGE:
    case FieldDescriptor::TYPE_GROUP:
      return AppendToken(field, text, wire);
    default:
      return AppendInteger(field, Form::kCanonical, text, wire);
  }
}

Problem AppendWellKnown(WellKnown kind, absl::string_view text, Buffer* wire) {
  SecondsAndNanos time;
  switch (kind) {
    case WellKnown::kTimestamp:
      if (!ParseTimestamp(text, &time))
        return "Expected an RFC 3339 time with a zone, such as 2024-02-29T12:00:00Z.";
      AppendTime(time, wire);
      return nullptr;
    case WellKnown::kDuration:
      if (!ParseDuration(text, &time)) return "Expected seconds with an s, such as 1.5s.";
      AppendTime(time, wire);
      return nullptr;
    case WellKnown::kFieldMask:
      if (!ParseFieldMask(text, wire)) return "Expected names of fields separated by commas.";
      return nullptr;
    default:
      return kWrongType;
  }
}

bool IsCleanText(absl::string_view text) {
  return text.find('\0') == absl::string_view::npos &&
         simdjson::validate_utf8(text.data(), text.size());
}

}  // namespace steward::json
