#include <cmath>

#include "platform/json/field_mask.h"
#include "platform/json/normalize.h"
#include "platform/json/printer.h"
#include "platform/json/time.h"

namespace steward::json {
namespace {

constexpr char kNotAMessage[] = "the bytes are not an encoded message";
constexpr int kNumberValue = 2;  // google.protobuf.Value.number_value

// Calls each(number, type, value) for every field.
template <class Each>
bool ForEachField(absl::string_view wire, Each each) {
  for (WireCursor cursor(wire); !cursor.done();) {
    int number;
    WireType type;
    WireValue value;
    if (!cursor.ReadTag(&number, &type) || !cursor.ReadValue(number, type, &value)) return false;
    each(number, type, value);
  }
  return true;
}

}  // namespace

bool Printer::WellKnownMessage(const MessageTable& table, absl::string_view wire) {
  switch (table.well_known) {
    case WellKnown::kTimestamp:
    case WellKnown::kDuration:
      return Time(table.well_known, wire);
    case WellKnown::kFieldMask:
      return FieldMask(wire);
    case WellKnown::kStruct:
    case WellKnown::kListValue:
      return StructOrList(table, wire);
    case WellKnown::kValue:
      return StructValue(table, wire);
    case WellKnown::kAny:
      return Any(table, wire);
    default:
      return Wrapper(table, wire);
  }
}

bool Printer::Time(WellKnown kind, absl::string_view wire) {
  SecondsAndNanos time;
  const bool ok = ForEachField(wire, [&](int number, WireType type, const WireValue& value) {
    if (type != WireType::kVarint) return;
    if (number == 1) time.seconds = static_cast<int64_t>(value.bits);
    if (number == 2) time.nanos = static_cast<int32_t>(value.bits);
  });
  if (!ok) return Broken(kNotAMessage);
  return (kind == WellKnown::kTimestamp ? PrintTimestamp(time, &out_)
                                        : PrintDuration(time, &out_)) ||
         Broken("a time is out of range");
}

bool Printer::FieldMask(absl::string_view wire) {
  std::string paths;
  {
    Buffer joined(&paths, wire.size());
    const bool ok = ForEachField(wire, [&](int number, WireType type, const WireValue& value) {
      if (number != 1 || type != WireType::kLengthDelimited) return;
      if (joined.size() > 0) joined.Append(',');
      PrintFieldMaskPath(value.bytes, &joined);
    });
    if (!ok) return Broken(kNotAMessage);
  }
  return String(paths);
}

bool Printer::FieldPath(absl::string_view path) {
  std::string text;
  {
    Buffer buffer(&text, path.size());
    PrintFieldMaskPath(path, &buffer);
  }
  return String(text);
}

// Both have one field, which is printed without its name.
bool Printer::StructOrList(const MessageTable& table, absl::string_view wire) {
  const FieldTable& field = table.fields[0];
  WireCursor cursor(wire);
  while (!cursor.done()) {
    int number;
    WireType type;
    WireValue value;
    if (!cursor.ReadTag(&number, &type) || !cursor.ReadValue(number, type, &value))
      return Broken(kNotAMessage);
    if (number != field.number || type != field.wire_type) continue;
    if (field.map) return Map(field, value, &cursor);
    const size_t before = out_.size();
    bool printed = false;
    if (!Repeated(field, value, type, &cursor, '\0', &printed)) return false;
    out_.Erase(before, field.json_key.size());
    return true;
  }
  out_.Append(table.well_known == WellKnown::kStruct ? absl::string_view("{}")
                                                     : absl::string_view("[]"));
  return true;
}

bool Printer::StructValue(const MessageTable& table, absl::string_view wire) {
  const FieldTable* kind = nullptr;
  WireValue kept;
  const bool ok = ForEachField(wire, [&](int number, WireType type, const WireValue& value) {
    const FieldTable* field = table.FindByNumber(number);
    if (field == nullptr || type != field->wire_type) return;
    kind = field;
    kept = value;
  });
  if (!ok) return Broken(kNotAMessage);
  if (kind == nullptr) {
    out_.Append("null");
    return true;
  }
  Narrow(*kind, &kept);
  if (kind->number == kNumberValue) {
    double number;
    std::memcpy(&number, &kept.bits, sizeof(number));
    if (!std::isfinite(number)) return Broken("a Value is not finite");
  }
  return Value(*kind, kept);
}

bool Printer::Wrapper(const MessageTable& table, absl::string_view wire) {
  const FieldTable& field = table.fields[0];
  WireValue kept;
  const bool ok = ForEachField(wire, [&](int number, WireType type, const WireValue& value) {
    if (number == field.number && type == field.wire_type) kept = value;
  });
  if (!ok) return Broken(kNotAMessage);
  Narrow(field, &kept);
  return Value(field, kept);
}

bool Printer::Any(const MessageTable& table, absl::string_view wire) {
  absl::string_view type_url, content;
  const bool ok = ForEachField(wire, [&](int number, WireType type, const WireValue& value) {
    if (type != WireType::kLengthDelimited) return;
    if (number == 1) type_url = value.bytes;
    if (number == 2) content = value.bytes;
  });
  if (!ok) return Broken(kNotAMessage);
  if (type_url.empty() && content.empty()) {
    out_.Append("{}");
    return true;
  }
  const size_t slash = type_url.rfind('/');
  const MessageTable* type =
      slash == absl::string_view::npos ? nullptr : table.schema->Find(type_url.substr(slash + 1));
  if (type == nullptr) return Broken("an Any names no known type");
  out_.Append("{\"@type\":");
  if (!String(type_url)) return false;
  if (type->well_known != WellKnown::kNone) {
    out_.Append(",\"value\":");
    if (!Message(*type, content)) return false;
  } else {
    std::string normal;
    if (!IsNormal(*type, content)) {
      if (!Normalize(*type, content, &normal)) return Broken(kNotAMessage);
      content = normal;
    }
    if (!Fields(*type, content, ',')) return false;
  }
  out_.Append('}');
  return true;
}

}  // namespace steward::json
