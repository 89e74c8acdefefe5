#pragma once

// The fields of a resource that lists can filter and sort by, and the columns they are stored in.

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "google/protobuf/descriptor.h"

namespace steward::resource {

struct Column {
  enum class Type {
    kText,       // text; unset is ''
    kInt,        // smallint, integer or bigint
    kDouble,     // double precision
    kBool,       // boolean
    kTimestamp,  // timestamptz; unset is NULL
    kDuration,   // interval
    kEnum,       // smallint, the number of the enum value
    kTextArray,  // text[]
  };

  // Field of the resource, such as "create_time".
  const char* field;
  // Column or expression in parentheses, such as "t.create_time". Goes into the statement as is.
  const char* sql;
  Type type;
  // The column may be NULL.
  bool nullable = false;
};

// Given by a service, usually as constants. `columns` outlives whatever is made from the table.
struct ColumnTable {
  const google::protobuf::Descriptor* resource;
  absl::Span<const Column> columns;
  // Breaks ties of every order: unique within the rows of a list, never NULL, a type that sorts.
  Column id;
  // Whether the caller may read a field; null: all of them.
  std::function<absl::Status(absl::string_view field)> check_readable = nullptr;
  // Of fields that only the rule of who sees a record asks for (access::RecordRule).
  absl::Span<const Column> rule_columns = {};
};

// OK when every field of the table exists in the resource, has the type the table says, and may be
// filtered by; for a test of the service.
absl::Status CheckColumns(const ColumnTable& table);

// What is found under the name of a field.
struct ColumnMatch {
  // Null when the field is unknown or cannot be filtered by.
  const Column* column = nullptr;
  // The field exists but lists can neither filter nor sort by it.
  bool is_refused = false;
  // Why the caller may not name it, else OK.
  absl::Status permission;
  // Name of a column's field at most two edits away; empty when there is none.
  std::string nearest;
};

ColumnMatch FindColumn(const ColumnTable& table, absl::string_view field);

// The type in a cast: "text", "bigint", "timestamptz" …
absl::string_view CastOf(Column::Type type);

// INVALID_FILTER with metadata "column", the 1-based character at which the text of the client went
// wrong, and, when not empty, "field" and "nearest". Only names of fields may be passed.
absl::Status InvalidFilter(absl::string_view message, int column, absl::string_view field = "",
                           absl::string_view nearest = "");

// InvalidFilter for a field that FindColumn did not find.
absl::Status NoSuchColumn(const ColumnMatch& match, absl::string_view field, int column);

}  // namespace steward::resource
