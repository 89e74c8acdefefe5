#include "platform/access/holds_field.h"

#include "platform/json/wire.h"

namespace steward::access {

using json::WireCursor;
using json::WireType;
using json::WireValue;

bool HoldsField(absl::string_view message, int number) {
  for (WireCursor in(message); !in.done();) {
    int field;
    WireType type;
    WireValue value;
    if (!in.ReadTag(&field, &type) || field == number || !in.ReadValue(field, type, &value))
      return true;
  }
  return false;
}

bool AnyHoldsField(absl::string_view list, int items, int number) {
  for (WireCursor in(list); !in.done();) {
    int field;
    WireType type;
    WireValue value;
    if (!in.ReadTag(&field, &type) || !in.ReadValue(field, type, &value)) return true;
    if (field != items) continue;
    if (type != WireType::kLengthDelimited || HoldsField(value.bytes, number)) return true;
  }
  return false;
}

}  // namespace steward::access
