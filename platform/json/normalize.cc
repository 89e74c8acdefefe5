#include "platform/json/normalize.h"

#include <vector>

namespace steward::json {
namespace {

// One occurrence of a field: with its tag, and what is behind tag and length.
struct Occurrence {
  absl::string_view whole;
  absl::string_view payload;
};

bool Accepts(const FieldTable& field, WireType type) {
  const bool packed = field.repeated && type == WireType::kLengthDelimited;
  return type == field.wire_type || packed;
}

void DropOthers(const MessageTable& table, const FieldTable& kept,
                std::vector<std::vector<Occurrence>>* occurrences) {
  for (const FieldTable& field : table.fields) {
    if (field.oneof == kept.oneof && &field != &kept) (*occurrences)[field.index].clear();
  }
}

void AppendField(const FieldTable& field, const std::vector<Occurrence>& occurrences,
                 std::string* normal) {
  if (occurrences.empty()) return;
  if (!field.repeated && field.message != nullptr) {
    std::string merged;
    for (const Occurrence& occurrence : occurrences)
      merged.append(occurrence.payload.data(), occurrence.payload.size());
    AppendLengthDelimited(field.number, merged, normal);
    return;
  }
  for (size_t i = field.repeated ? 0 : occurrences.size() - 1; i < occurrences.size(); ++i)
    normal->append(occurrences[i].whole.data(), occurrences[i].whole.size());
}

}  // namespace

bool IsNormal(const MessageTable& table, absl::string_view wire) {
  WireCursor cursor(wire);
  uint64_t oneofs = 0;
  int last = 0;
  while (!cursor.done()) {
    int number;
    WireType type;
    WireValue value;
    if (!cursor.ReadTag(&number, &type) || !cursor.ReadValue(number, type, &value)) return false;
    if (number < last) return false;
    if (number == last || table.oneof_count > 0) {
      const FieldTable* field = table.FindByNumber(number);
      if (field != nullptr && number == last && !field->repeated) return false;
      if (field != nullptr && field->oneof >= 0) {
        // Beyond 64 oneofs bits are shared, which costs time but nothing else.
        const uint64_t bit = uint64_t{1} << (field->oneof % 64);
        if ((oneofs & bit) != 0) return false;
        oneofs |= bit;
      }
    }
    last = number;
  }
  return true;
}

bool Normalize(const MessageTable& table, absl::string_view wire, std::string* normal) {
  std::vector<std::vector<Occurrence>> occurrences(table.fields.size());
  WireCursor cursor(wire);
  while (!cursor.done()) {
    const char* start = cursor.position();
    int number;
    WireType type;
    WireValue value;
    if (!cursor.ReadTag(&number, &type) || !cursor.ReadValue(number, type, &value)) return false;
    const FieldTable* field = table.FindByNumber(number);
    if (field == nullptr || !Accepts(*field, type)) continue;
    if (field->oneof >= 0) DropOthers(table, *field, &occurrences);
    const size_t size = cursor.position() - start;
    occurrences[field->index].push_back({absl::string_view(start, size), value.bytes});
  }
  for (const FieldTable& field : table.fields) AppendField(field, occurrences[field.index], normal);
  return true;
}

}  // namespace steward::json
