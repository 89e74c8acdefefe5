#pragma once

// Conditions in the grammar of filters (filter.h) over named values that are in memory and no
// message, such as the answers to a form. Numbers are compared exactly.

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "platform/resource/decimal.h"
#include "platform/resource/filter_syntax.h"

namespace steward::resource {

// Immutable, hence thread-safe.
class Condition {
 public:
  enum class Type {
    kText,
    kNumber,
    kBool,
    kDate,      // "2030-01-31", as a text
    kTextList,  // takes ':' only
  };
  using Types = std::map<std::string, Type, std::less<>>;
  // A text or date, a number, a boolean, a list.
  using Value = std::variant<std::string, Decimal, bool, std::vector<std::string>>;
  // What is set, each of its type.
  using Values = std::map<std::string, Value, std::less<>>;

  // A blank condition is always true. Errors: INVALID_FILTER, FILTER_TOO_COMPLEX, as of filters.
  static absl::StatusOr<Condition> Parse(absl::string_view condition, const Types& types);

  bool Holds(const Values& values) const;

 private:
  absl::optional<FilterNode> root_;
};

// Whether a text is a day of the calendar, such as "2030-01-31".
bool IsDate(const std::string& text);

}  // namespace steward::resource
