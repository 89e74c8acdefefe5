#pragma once

// Syntax of filters (AIP-160), without any knowledge of fields and types.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace steward::resource {

enum class Comparator { kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual, kHas };

struct FilterLiteral {
  // Without quotes and escapes, including its stars.
  std::string text;
  bool is_quoted = false;
  // Unescaped '*' at the start and at the end; both for a lone star.
  bool starts_with_star = false;
  bool ends_with_star = false;
  // 1-based character of the filter.
  int column = 0;

  bool has_star() const { return starts_with_star || ends_with_star; }
  // The text without the stars at its ends.
  absl::string_view middle() const;
  // Whether a text is like the literal, whose stars stand for anything.
  bool IsLike(absl::string_view value) const;
};

struct FilterNode {
  enum class Kind { kAnd, kOr, kNot, kCondition };

  Kind kind = Kind::kCondition;
  // Two or more of kAnd and kOr, one of kNot.
  std::vector<FilterNode> children;
  // Of kCondition.
  std::string field;
  int column = 0;
  Comparator comparator = Comparator::kEqual;
  FilterLiteral literal;

  // Of kCondition: whether it is `field:*`.
  bool AsksPresence() const;
};

// Parses a filter that is not blank. Errors as CompileFilter. Thread-safe.
absl::StatusOr<FilterNode> ParseFilter(absl::string_view filter);

}  // namespace steward::resource
