#pragma once

// Walks one JSON body along the tables. Part of parse.h.

#include <simdjson.h>

#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "platform/json/buffer.h"
#include "platform/json/parse.h"
#include "platform/json/schema.h"
#include "platform/status/errors.h"
#include "steward/error/v1/reason.pb.h"

namespace steward::json {

namespace ondemand = simdjson::ondemand;

// Where in the body a value stands: a list of places up to the body itself.
struct Place {
  const Place* parent = nullptr;
  // Empty for what paths do not show: keys and elements inside maps and Structs.
  absl::string_view name;
  int index = -1;
  int depth = 1;

  Place Member(absl::string_view member_name) const { return {this, member_name, -1, depth + 1}; }
  Place Element(int element) const { return {this, {}, element, depth + 1}; }
  Place Hidden() const { return {this, {}, -1, depth + 1}; }
};

class Bits {
 public:
  // Sets a bit and returns whether it was set before.
  bool TestAndSet(int bit) {
    const size_t word = bit / 64;
    if (words_.size() <= word) words_.resize(word + 1);
    const uint64_t mask = uint64_t{1} << (bit % 64);
    const bool before = (words_[word] & mask) != 0;
    words_[word] |= mask;
    return before;
  }

 private:
  absl::InlinedVector<uint64_t, 2> words_;
};

// The members that one message has had so far.
struct Seen {
  Bits fields;
  Bits oneofs;
  // Index of the field that is likely to come next.
  size_t next = 0;
};

// For one body; not reusable. Every function returns false after an error that ends the walk. A
// value of the wrong kind does not: what was written of it is of no use any more, but the rest of
// the body is looked at.
class BodyParser {
 public:
  // `body` is the text that the document was made of.
  BodyParser(const ParseOptions& options, absl::string_view body, Buffer* wire, Buffer* fallthrough)
      : options_(options), body_(body), out_(wire), fallthrough_(fallthrough) {}

  bool Body(const MessageTable& table, ondemand::document& document);
  absl::Status status() const { return status_; }

 private:
  // Messages: body_parser.cc. `type_member` is passed over (the "@type" of an Any).
  bool Members(const MessageTable& table, ondemand::object& object, const Place& place,
               absl::string_view type_member);
  bool OneMember(const MessageTable& table, absl::string_view name, ondemand::value value,
                 Seen* seen, const Place& place);
  bool FallthroughMember(absl::string_view name, ondemand::value value, const Place& place);
  bool Field(const FieldTable& field, ondemand::value value, Seen* seen, const Place& place);
  bool List(const FieldTable& field, ondemand::value value, const Place& place);
  bool PackedList(const FieldTable& field, ondemand::array& array, const Place& place);
  bool Map(const FieldTable& field, ondemand::value value, const Place& place);

  // Values: body_values.cc.
  bool Tagged(const FieldTable& field, ondemand::value value, const Place& place);
  bool Scalar(const FieldTable& field, ondemand::value value, const Place& place);
  bool Element(const FieldTable& field, ondemand::value value, const Place& place);
  bool Skip(ondemand::value value, const Place& place);
  bool Text(ondemand::value value, absl::string_view token, const Place& place,
            absl::string_view* text);
  bool Key(ondemand::field member, const Place& place, absl::string_view* key);
  bool EnterObject(ondemand::value value, const Place& place, ondemand::object* object);
  bool EnterArray(ondemand::value value, const Place& place, ondemand::array* array);
  // Calls each(key, value) for every member; refuses keys that occur twice.
  template <class Each>
  bool KeyedMembers(ondemand::object& object, const Place& place, Each each);
  // Calls each(value, index) for every element.
  template <class Each>
  bool Elements(ondemand::array& array, const Place& place, Each each);

  // Messages with a JSON form of their own: body_well_known.cc.
  bool Message(const MessageTable& table, ondemand::value value, const Place& place);
  bool WellKnownText(WellKnown kind, ondemand::value value, const Place& place);
  bool Struct(ondemand::object& object, const Place& place);
  bool Value(ondemand::value value, const Place& place);
  bool ListValue(ondemand::value value, const Place& place);
  bool Any(const MessageTable& table, absl::string_view json, const Place& place);
  bool AnyType(absl::string_view json, const Place& place, absl::string_view* type_url);
  bool AnyPayload(const MessageTable& type, ondemand::object& object, const Place& place);

  bool CountNode(const Place& place);
  bool CountMember(int* members, const Place& place);
  // What is wrong with a value that is well-formed JSON; false when that was one too many.
  bool Violates(const Place& place, absl::string_view text);
  // The same of one that was not looked at yet, and whose syntax may be wrong too.
  bool Unfit(ondemand::value value, const Place& place, absl::string_view text);
  // `text` has no full stop. `at` is where in the body; null: where the walk stands.
  bool Malformed(const Place& place, absl::string_view text, const char* at = nullptr);
  bool BadSyntax(const Place& place, const char* at = nullptr);
  bool Unknown(const Place& place, absl::string_view name);
  bool Refuse(error::v1::Reason reason, const Place& place, absl::string_view text);

  const ParseOptions& options_;
  const absl::string_view body_;
  ondemand::document* document_ = nullptr;
  Buffer* out_;
  Buffer* fallthrough_;
  Seen fallthrough_seen_;
  int nodes_ = 0;
  errors::Violations violations_;
  int violation_count_ = 0;
  absl::Status status_;
};

// The first character of the value.
inline char FirstOf(ondemand::value value) { return *value.raw_json_token().data(); }

// The value's token without the white space behind it.
absl::string_view Token(ondemand::value value);

// True when nothing is left behind the document's root.
bool AtEnd(ondemand::document& document);

template <class Each>
bool BodyParser::KeyedMembers(ondemand::object& object, const Place& place, Each each) {
  absl::flat_hash_set<absl::string_view> keys;
  int members = 0;
  for (simdjson::simdjson_result<ondemand::field> result : object) {
    ondemand::field member;
    absl::string_view key;
    if (std::move(result).get(member) != simdjson::SUCCESS) return BadSyntax(place);
    if (!CountMember(&members, place) || !Key(member, place, &key)) return false;
    if (!keys.insert(key).second)
      return Refuse(error::v1::DUPLICATE_FIELD, place, "A key occurs twice in one object.");
    if (!CountNode(place) || !each(key, member.value())) return false;
  }
  return true;
}

template <class Each>
bool BodyParser::Elements(ondemand::array& array, const Place& place, Each each) {
  int index = 0;
  for (simdjson::simdjson_result<ondemand::value> result : array) {
    ondemand::value value;
    if (std::move(result).get(value) != simdjson::SUCCESS) return BadSyntax(place);
    if (!CountNode(place) || !each(value, index++)) return false;
  }
  return true;
}

}  // namespace steward::json
