#pragma once

// What JSON conversion needs to know of a message, compiled once from its descriptor.
//
//   const MessageTable* table = Schema::Generated().Get(Ticket::descriptor());
//   RETURN_IF_ERROR(ParseJson(*table, body, {}, &wire));

#include <cstdint>
#include <memory>
#include <shared_mutex>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "platform/json/wire.h"

namespace steward::json {

class Schema;
struct MessageTable;

// Messages with a JSON form of their own. google.protobuf.Empty has none: it is a message without
// fields.
enum class WellKnown : uint8_t {
  kNone,
  kTimestamp,
  kDuration,
  kFieldMask,
  kStruct,
  kValue,
  kListValue,
  kAny,
  kWrapper,
};

struct EnumTable {
  // google.protobuf.NullValue, whose JSON form is null.
  bool null_value = false;
  absl::flat_hash_map<std::string, int32_t> numbers;
  // Number to the first name that has it, in quotes.
  absl::flat_hash_map<int32_t, std::string> quoted_names;
  // What to answer to another name: "Expected one of NEW, CLOSED.", without the name that means
  // "not set".
  std::string expected;
  // quoted_names for numbers from 0 on, as far as they are dense enough; empty strings are gaps.
  std::vector<std::string> dense_names;
};

struct FieldTable {
  using Type = google::protobuf::FieldDescriptor::Type;

  std::string name;
  std::string json_name;
  // The JSON name as it is printed: in quotes, with the colon.
  std::string json_key;
  int number = 0;
  Type type = google::protobuf::FieldDescriptor::TYPE_INT32;
  // Of one value, also where a list is packed.
  WireType wire_type = WireType::kVarint;
  // Tag of one value.
  uint32_t tag = 0;
  bool repeated = false;  // Also true of maps.
  bool map = false;
  bool packed = false;
  // Tells "unset" from the default: messages, members of a oneof, proto3 optional, proto2.
  bool has_presence = false;
  // steward.options.v1.field.output_only.
  bool output_only = false;
  // The path of a field by proto names (steward.event.v1.FieldChange.path): printed by JSON names.
  bool field_path = false;
  // Position in MessageTable::fields.
  int index = 0;
  // Index of the (real, not synthetic) oneof; -1: none.
  int oneof = -1;
  // Set for messages (the entry message for maps) and enums respectively.
  const MessageTable* message = nullptr;
  const EnumTable* enumeration = nullptr;
};

struct MessageTable {
  std::string full_name;
  WellKnown well_known = WellKnown::kNone;
  // In order of their numbers.
  std::vector<FieldTable> fields;
  // Those of the fields that are lists, without maps, in the same order.
  std::vector<const FieldTable*> lists;
  int oneof_count = 0;
  // Where Any finds the types that it names.
  Schema* schema = nullptr;
  absl::flat_hash_map<std::string, const FieldTable*> by_name;

  // A field by its JSON or proto name; null: there is none.
  const FieldTable* FindByName(absl::string_view name) const;
  const FieldTable* FindByNumber(int number) const;
};

// The tables of one pool. Tables are compiled when first asked for, with all that they reach, and
// live and stay unchanged as long as the schema. The pool must outlive it. Thread-safe.
class Schema {
 public:
  explicit Schema(const google::protobuf::DescriptorPool* pool) : pool_(pool) {}
  Schema(const Schema&) = delete;
  Schema& operator=(const Schema&) = delete;

  // The schema of the messages that are linked into this process; never destroyed.
  static Schema& Generated();

  // `descriptor` is of this schema's pool. Never null. Takes a lock: keep the result.
  const MessageTable* Get(const google::protobuf::Descriptor* descriptor);
  // By full name, such as "steward.ticket.v1.Ticket"; null: the pool has no such message.
  const MessageTable* Find(absl::string_view full_name);

 private:
  // Those that follow hold the lock.
  const MessageTable* Compile(const google::protobuf::Descriptor* descriptor);
  const EnumTable* Compile(const google::protobuf::EnumDescriptor* descriptor);
  FieldTable CompileField(const google::protobuf::FieldDescriptor* field);

  const google::protobuf::DescriptorPool* pool_;
  std::shared_mutex mutex_;
  absl::flat_hash_map<const google::protobuf::Descriptor*, std::unique_ptr<MessageTable>> messages_;
  absl::flat_hash_map<const google::protobuf::EnumDescriptor*, std::unique_ptr<EnumTable>> enums_;
};

}  // namespace steward::json
