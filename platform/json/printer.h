#pragma once

// Walks one encoded message along the tables. Part of print.h.

#include <string>

#include "absl/strings/string_view.h"
#include "platform/json/buffer.h"
#include "platform/json/print.h"
#include "platform/json/schema.h"
#include "platform/json/wire.h"

namespace steward::json {

// Prints into one buffer. Every function returns false when the bytes cannot be printed, with the
// reason in problem().
class Printer {
 public:
  Printer(const PrintOptions& options, Buffer* out)
      : options_(options), out_(*out), mask_(options.mask) {}

  // The JSON form of a message, well-known or not.
  bool Message(const MessageTable& table, absl::string_view wire);
  const char* problem() const { return problem_; }

 private:
  // Fields: printer.cc. `separator` is written before the first member, a comma before the others.
  bool Fields(const MessageTable& table, absl::string_view wire, char separator);
  bool Member(const FieldTable& field, WireValue value, WireType type, WireCursor* cursor,
              char* separator, size_t* next_list);
  bool Repeated(const FieldTable& field, WireValue first, WireType type, WireCursor* cursor,
                char separator, bool* printed);
  bool Elements(const FieldTable& field, WireType type, const WireValue& value, char* separator);
  // Prints lists without elements as far as the message's field `number`, from the list at `next`.
  void EmptyLists(const MessageTable& table, int number, size_t* next, char* separator);
  bool Map(const FieldTable& field, WireValue first, WireCursor* cursor);
  bool MapEntry(const MessageTable& entry, absl::string_view wire, WireValue* key,
                WireValue* value);

  // Values: print_value.cc.
  bool Value(const FieldTable& field, const WireValue& value);
  bool MapKey(const FieldTable& field, const WireValue& key);
  bool String(absl::string_view text);
  void Base64(absl::string_view bytes);
  void Enum(const EnumTable& table, int32_t number);
  template <class Number>
  void Decimal(Number number, bool quoted);
  template <class Float>
  void FloatingPoint(Float value);

  // Messages with a JSON form of their own: print_well_known.cc.
  bool WellKnownMessage(const MessageTable& table, absl::string_view wire);
  bool Time(WellKnown kind, absl::string_view wire);
  bool FieldMask(absl::string_view wire);
  bool FieldPath(absl::string_view path);
  bool StructOrList(const MessageTable& table, absl::string_view wire);
  bool StructValue(const MessageTable& table, absl::string_view wire);
  bool Wrapper(const MessageTable& table, absl::string_view wire);
  bool Any(const MessageTable& table, absl::string_view wire);

  bool Broken(const char* problem);

  const PrintOptions options_;
  Buffer& out_;
  // Of the message that is being printed.
  const ReadMask* mask_;
  int depth_ = 0;
  const char* problem_ = "";
};

// Removes what lies beyond the field's width, such as the sign extension of an int32.
void Narrow(const FieldTable& field, WireValue* value);

}  // namespace steward::json
