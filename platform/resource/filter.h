#pragma once

// Filters of lists (AIP-160), turned into SQL.
//
//   state = NEW AND (priority = P1 OR priority = P2)      title:"vpn"  NOT assignee:*
//
// OR binds tighter than AND; conditions side by side are joined by AND; NOT and '-' negate.
//
//   = != < <= > >=   on texts, numbers, timestamps (RFC 3339) and durations ("90s");
//                    = and != only on enums (by value name) and on booleans;
//                    `=` on a text takes '*' at its start or end as "anything"; '\*' is a star
//   :                on a text: contains, whatever the case, '*' being a plain character;
//                    on a list: has the element; `field:*`: the field is set
//
// Left of a comparator stands a field, right of it always a literal, in quotes or not. A condition
// on a field that is not set is false and its negation true. Functions, bare literals and unknown
// fields are refused.

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/resource/columns.h"
#include "platform/resource/sql.h"

namespace steward::resource {

// The condition for WHERE, in parentheses where needed, with placeholders from `first_param` on;
// "TRUE" for an empty filter. Errors: INVALID_FILTER (see InvalidFilter); FILTER_TOO_COMPLEX for
// more than 4096 bytes, 64 conditions or parentheses 16 deep. Thread-safe.
absl::StatusOr<Sql> CompileFilter(absl::string_view filter, const ColumnTable& table,
                                  int first_param);

}  // namespace steward::resource
