#pragma once

// Strict JSON (RFC 8259, proto3 JSON mapping) to protobuf wire bytes, without message objects.

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "platform/json/schema.h"

namespace steward::json {

// What a body may be at most.
struct Limits {
  // Objects and lists in each other, the body itself included.
  int depth = 32;
  // Values of the whole body.
  int nodes = 10000;
  int members_of_object = 1000;
  size_t key_bytes = 256;

  // For bodies of our own: as deep as others, with any number of nodes, members and bytes in keys.
  static Limits OnlyDepth();
};

struct ParseOptions {
  // Members that the contract marks output_only are checked for grammar and then left out, at any
  // depth.
  bool drop_output_only = false;
  // The one of the body's own fields that is taken all the same, to compare it; may be null.
  const FieldTable* kept = nullptr;
  // Where the body stands in the request, such as "ticket": begins the paths in errors.
  absl::string_view path;
  // A top-level member that is no field of the body's message, but one of this message and not
  // excluded by number, goes to `fallthrough_wire`. Both are set or neither is.
  const MessageTable* fallthrough = nullptr;
  std::string* fallthrough_wire = nullptr;
  absl::Span<const int> fallthrough_excluded;
  Limits limits;
  // Takes the proto names of the body's own fields that it gives a value or null, in their order,
  // without those that were left out.
  std::vector<std::string>* given = nullptr;
};

inline constexpr int kMaxViolations = 20;

// Appends the body, a JSON object, to `wire` (and `fallthrough_wire`); after an error both hold
// what they held before. The table's own message must be an ordinary one or google.protobuf.Struct
// or Any.
//
// Refused: everything that is not RFC 8259 in UTF-8; NUL and lone surrogates in strings; more than
// one value; depth, nodes, members of one object, keys and numbers beyond the limits (a
// number: 64 characters); unknown members; a member twice, also by its JSON and its proto name; two
// members of one oneof; values of another type or out of range; enum numbers without a name; NaN
// and infinities; null as an element of a list or a value of a map.
// Accepted: JSON or proto name; null for an unset field; 64-bit integers also as strings. Those
// that the double of a google.protobuf.Value cannot hold exactly are strings in it.
//
// Errors, all of them INVALID_ARGUMENT, with paths by proto names ("ticket.labels[2].key"):
//
//   INVALID_FIELD      JSON whose values are not those of the fields: of another type, out of
//   range,
//                      no value of the enum. One violation for each, kMaxViolations at most.
//   UNKNOWN_FIELD, DUPLICATE_FIELD   the first such member, in metadata "field"
//   MALFORMED_REQUEST  no JSON, or beyond a limit: in metadata "field" the path (empty for the
//   whole
//                      body), "line" and "column" from 1 on, the latter in bytes, where known
//
// No text or path repeats a value, a key of a map or of a Struct. Thread-safe.
absl::Status ParseJson(const MessageTable& table, absl::string_view json,
                       const ParseOptions& options, std::string* wire);

// Appends tag and value of one path or query parameter. Every scalar type in its text form (enums
// by name, bytes in base64), Timestamp, Duration, FieldMask and the wrappers; a repeated field gets
// one element. Errors: INVALID_FIELD with the field's proto name, MALFORMED_REQUEST for what is not
// UTF-8; `wire` is then unchanged. Thread-safe.
absl::Status ParseScalar(const FieldTable& field, absl::string_view text, std::string* wire);

}  // namespace steward::json
