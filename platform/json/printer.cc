#include "platform/json/printer.h"

#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "platform/json/normalize.h"
#include "platform/json/read_mask.h"

namespace steward::json {
namespace {

constexpr int kMaxPrintDepth = 100;
constexpr char kNotAMessage[] = "the bytes are not an encoded message";

bool IsDefault(const WireValue& value) { return value.bits == 0 && value.bytes.empty(); }

// Looks where the field before it was found, then everywhere.
const FieldTable* FindField(const MessageTable& table, int number, size_t* hint) {
  while (*hint < table.fields.size() && table.fields[*hint].number < number) ++*hint;
  return *hint < table.fields.size() && table.fields[*hint].number == number ? &table.fields[*hint]
                                                                             : nullptr;
}

}  // namespace

bool Printer::Broken(const char* problem) {
  problem_ = problem;
  return false;
}

bool Printer::Message(const MessageTable& table, absl::string_view wire) {
  if (++depth_ > kMaxPrintDepth) return Broken("the message is nested too deep");
  std::string normal;
  if (!IsNormal(table, wire)) {
    if (!Normalize(table, wire, &normal)) return Broken(kNotAMessage);
    wire = normal;
  }
  bool ok = true;
  if (table.well_known != WellKnown::kNone) {
    ok = WellKnownMessage(table, wire);
  } else {
    out_.Append('{');
    ok = Fields(table, wire, '\0');
    out_.Append('}');
  }
  --depth_;
  return ok;
}

bool Printer::Fields(const MessageTable& table, absl::string_view wire, char separator) {
  WireCursor cursor(wire);
  size_t hint = 0;
  size_t next_list = options_.empty_lists ? 0 : table.lists.size();
  while (!cursor.done()) {
    int number;
    WireType type;
    WireValue value;
    if (!cursor.ReadTag(&number, &type) || !cursor.ReadValue(number, type, &value))
      return Broken(kNotAMessage);
    const FieldTable* field = FindField(table, number, &hint);
    const ReadMask* const mask = mask_;
    if (field == nullptr || (mask != nullptr && !mask->Shows(number))) continue;
    EmptyLists(table, number, &next_list, &separator);
    if (mask != nullptr) mask_ = mask->Below(number);
    if (!Member(*field, value, type, &cursor, &separator, &next_list)) return false;
    mask_ = mask;
  }
  EmptyLists(table, std::numeric_limits<int>::max(), &next_list, &separator);
  return true;
}

bool Printer::Member(const FieldTable& field, WireValue value, WireType type, WireCursor* cursor,
                     char* separator, size_t* next_list) {
  if (field.repeated) {
    bool printed = false;
    if (!Repeated(field, value, type, cursor, *separator, &printed)) return false;
    if (!printed) return true;
    *separator = ',';
    if (!field.map && options_.empty_lists) ++*next_list;
    return true;
  }
  if (type != field.wire_type) return true;
  Narrow(field, &value);
  if (!field.has_presence && IsDefault(value)) return true;
  if (*separator != '\0') out_.Append(*separator);
  *separator = ',';
  out_.Append(field.json_key);
  return Value(field, value);
}

void Printer::EmptyLists(const MessageTable& table, int number, size_t* next, char* separator) {
  for (; *next < table.lists.size() && table.lists[*next]->number < number; ++*next) {
    if (mask_ != nullptr && !mask_->Shows(table.lists[*next]->number)) continue;
    if (*separator != '\0') out_.Append(*separator);
    *separator = ',';
    out_.Append(table.lists[*next]->json_key);
    out_.Append("[]");
  }
}

// The run of one field's occurrences. Nothing is printed for a run without elements.
bool Printer::Repeated(const FieldTable& field, WireValue value, WireType type, WireCursor* cursor,
                       char separator, bool* printed) {
  const size_t before = out_.size();
  if (separator != '\0') out_.Append(separator);
  out_.Append(field.json_key);
  if (field.map) {
    *printed = type == field.wire_type;
    if (*printed) return Map(field, value, cursor);
    out_.Truncate(before);
    return true;
  }
  char element_separator = '[';
  for (;;) {
    if (!Elements(field, type, value, &element_separator)) return false;
    WireCursor ahead = *cursor;
    int number;
    if (ahead.done() || !ahead.ReadTag(&number, &type) || number != field.number) break;
    if (!ahead.ReadValue(number, type, &value)) return Broken(kNotAMessage);
    *cursor = ahead;
  }
  *printed = element_separator == ',';
  if (*printed) {
    out_.Append(']');
  } else {
    out_.Truncate(before);
  }
  return true;
}

bool Printer::Elements(const FieldTable& field, WireType type, const WireValue& value,
                       char* separator) {
  if (type == field.wire_type) {
    WireValue element = value;
    Narrow(field, &element);
    out_.Append(std::exchange(*separator, ','));
    return Value(field, element);
  }
  if (type != WireType::kLengthDelimited) return true;
  WireCursor packed(value.bytes);
  while (!packed.done()) {
    WireValue element;
    if (!packed.ReadValue(field.number, field.wire_type, &element)) return Broken(kNotAMessage);
    Narrow(field, &element);
    out_.Append(std::exchange(*separator, ','));
    if (!Value(field, element)) return false;
  }
  return true;
}

// The last entry of each key counts.
bool Printer::Map(const FieldTable& field, WireValue first, WireCursor* cursor) {
  const MessageTable& table = *field.message;
  std::vector<absl::string_view> entries = {first.bytes};
  for (WireCursor ahead = *cursor; !ahead.done(); *cursor = ahead) {
    int number;
    WireType type;
    WireValue value;
    if (!ahead.ReadTag(&number, &type) || number != field.number) break;
    if (!ahead.ReadValue(number, type, &value)) return Broken(kNotAMessage);
    if (type == field.wire_type) entries.push_back(value.bytes);
  }
  // Entries that other writers left in an odd order live here.
  std::vector<std::unique_ptr<std::string>> owned;
  std::vector<std::pair<WireValue, WireValue>> parsed;
  absl::flat_hash_map<std::pair<uint64_t, absl::string_view>, size_t> last;
  for (absl::string_view entry : entries) {
    if (!IsNormal(table, entry)) {
      owned.push_back(std::make_unique<std::string>());
      if (!Normalize(table, entry, owned.back().get())) return Broken(kNotAMessage);
      entry = *owned.back();
    }
    auto& [key, value] = parsed.emplace_back();
    if (!MapEntry(table, entry, &key, &value)) return Broken(kNotAMessage);
    last[{key.bits, key.bytes}] = parsed.size() - 1;
  }
  char separator = '{';
  for (size_t i = 0; i < parsed.size(); ++i) {
    const auto& [key, value] = parsed[i];
    if (last[{key.bits, key.bytes}] != i) continue;
    out_.Append(std::exchange(separator, ','));
    if (!MapKey(table.fields[0], key)) return false;
    out_.Append(':');
    if (!Value(table.fields[1], value)) return false;
  }
  out_.Append('}');
  return true;
}

bool Printer::MapEntry(const MessageTable& entry, absl::string_view wire, WireValue* key,
                       WireValue* value) {
  for (WireCursor cursor(wire); !cursor.done();) {
    int number;
    WireType type;
    WireValue read;
    if (!cursor.ReadTag(&number, &type) || !cursor.ReadValue(number, type, &read)) return false;
    if (number > 2 || type != entry.fields[number - 1].wire_type) continue;
    Narrow(entry.fields[number - 1], &read);
    *(number == 1 ? key : value) = read;
  }
  return true;
}

}  // namespace steward::json
