#pragma once

// Filters of SCIM (RFC 7644 §3.4.2.2) and the paths of PATCH operations (§3.5.2), without any
// knowledge of attributes. Linear in the text. Pure functions, thread-safe.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace steward::directory::scim {

// "urn:ietf:…:User:manager.value" is {"urn:ietf:…:user", "manager", "value"}. All in lower case, as
// names of attributes are the same in any.
struct AttributePath {
  std::string urn;
  std::string name;
  std::string sub;
};

enum class Operator { kEq, kNe, kCo, kSw, kEw, kPr, kGt, kGe, kLt, kLe };

struct Literal {
  enum class Kind { kNone, kString, kBool, kNumber, kNull };
  Kind kind = Kind::kNone;
  // Of a string, without quotes and escapes; of a number as written.
  std::string text;
  bool boolean = false;
};

struct Filter {
  enum class Kind { kAnd, kOr, kNot, kCompare, kValuePath };
  Kind kind = Kind::kCompare;
  // Two or more of kAnd and kOr, one of kNot and kValuePath.
  std::vector<Filter> children;
  // Of kCompare and kValuePath.
  AttributePath attribute;
  Operator op = Operator::kEq;
  Literal literal;
  // 1-based character of the text.
  int column = 0;
};

// Errors: INVALID_FILTER with the metadata "column"; FILTER_TOO_COMPLEX for more than 4096 bytes,
// 64 comparisons, or a depth of 16.
absl::StatusOr<Filter> ParseFilter(absl::string_view text);

// `members[value eq "x"].display`: what a PATCH operation is about.
struct PatchPath {
  AttributePath attribute;
  absl::optional<Filter> filter;
};

// The part after a filter becomes `attribute.sub`. Errors: INVALID_PATH.
absl::StatusOr<PatchPath> ParsePatchPath(absl::string_view text);

// "name.familyName", with or without a URN; nothing for anything else.
absl::optional<AttributePath> ParseAttributePath(absl::string_view text);

}  // namespace steward::directory::scim
