#include "platform/json/read_mask.h"

#include <utility>

#include "platform/json/wire.h"
#include "platform/status/errors.h"

namespace steward::json {

bool ReadMask::Add(const MessageTable& table, absl::string_view path) {
  const MessageTable* message = &table;
  ReadMask* mask = this;
  for (;;) {
    const size_t dot = path.find('.');
    const FieldTable* field = message->FindByName(path.substr(0, dot));
    if (field == nullptr) return false;
    const auto [at, is_new] = mask->fields_.try_emplace(field->number);
    if (dot == absl::string_view::npos) {
      at->second = nullptr;
      return true;
    }
    message = field->map ? nullptr : field->message;
    if (message == nullptr || message->well_known != WellKnown::kNone) return false;
    // What is shown as a whole stays so; the path is looked at all the same.
    ReadMask whole;
    if (!is_new && at->second == nullptr) return whole.Add(*message, path.substr(dot + 1));
    if (is_new) at->second = std::make_unique<ReadMask>();
    mask = at->second.get();
    path.remove_prefix(dot + 1);
  }
}

void ReadMask::Show(int number, std::unique_ptr<ReadMask> below) {
  fields_[number] = std::move(below);
}

const ReadMask* ReadMask::Below(int number) const {
  const auto found = fields_.find(number);
  return found == fields_.end() ? nullptr : found->second.get();
}

absl::StatusOr<std::string> ReadMask::Apply(absl::string_view wire) const {
  std::string shown;
  if (!AppendShown(wire, &shown)) return errors::Internal("an answer cannot be decoded");
  return shown;
}

bool ReadMask::AppendShown(absl::string_view wire, std::string* shown) const {
  WireCursor cursor(wire);
  while (!cursor.done()) {
    const char* begin = cursor.position();
    int number;
    WireType type;
    WireValue value;
    if (!cursor.ReadTag(&number, &type) || !cursor.ReadValue(number, type, &value)) return false;
    if (!Shows(number)) continue;
    const ReadMask* below = Below(number);
    if (below == nullptr) {
      shown->append(begin, cursor.position() - begin);
    } else if (type == WireType::kLengthDelimited) {
      std::string inner;
      if (!below->AppendShown(value.bytes, &inner)) return false;
      AppendLengthDelimited(number, inner, shown);
    }
  }
  return true;
}

}  // namespace steward::json
