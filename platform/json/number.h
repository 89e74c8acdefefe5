#pragma once

// Numbers in text. Thread-safe, no locale.

#include <cstdint>

#include "absl/strings/string_view.h"

namespace steward::json {

inline constexpr size_t kMaxNumberLength = 64;

// The grammar of RFC 8259 section 6, at most kMaxNumberLength characters.
bool IsNumber(absl::string_view text);

// Decimal without plus sign, leading zeros or "-0": one text for each value.
bool ParseCanonical(absl::string_view text, int64_t* value);
bool ParseCanonical(absl::string_view text, uint64_t* value);

// A JSON number with an integer value, such as 7, -0, 1e3 or 2.0. Values that are not written as
// plain integers must be exact in a double.
bool ParseInteger(absl::string_view number, int64_t* value);
bool ParseInteger(absl::string_view number, uint64_t* value);

// A JSON number that is finite as a double or, for the second, as a float.
bool ParseFinite(absl::string_view number, double* value);
bool ParseFinite(absl::string_view number, float* value);

// Whether it is an integer of 64 bits that no double holds exactly, in its one canonical form.
bool IsInexactAsDouble(absl::string_view number);

}  // namespace steward::json
