#pragma once

// Decimal numbers that are counted exactly, such as amounts of money: 15 digits before and 4 behind
// the point as they are written; sums may have more. Immutable, hence thread-safe.

#include <cstdint>
#include <string>

#include "absl/numeric/int128.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace steward::resource {

class Decimal {
 public:
  // Zero.
  Decimal() = default;
  explicit Decimal(int64_t whole) : units_(absl::int128(whole) * kUnits) {}

  // Nothing unless `text` is a decimal such as "-12.50", without needless zeros before it.
  static absl::optional<Decimal> Parse(absl::string_view text);

  // With as many digits behind the point as it was written with; a sum has the most of its terms.
  std::string ToString() const;

  Decimal operator+(const Decimal& other) const;

  // "1.5" and "1.50" are equal.
  bool operator==(const Decimal& other) const { return units_ == other.units_; }
  bool operator!=(const Decimal& other) const { return units_ != other.units_; }
  bool operator<(const Decimal& other) const { return units_ < other.units_; }
  bool operator<=(const Decimal& other) const { return units_ <= other.units_; }
  bool operator>(const Decimal& other) const { return units_ > other.units_; }
  bool operator>=(const Decimal& other) const { return units_ >= other.units_; }

 private:
  static constexpr int kDigits = 4;
  static constexpr int64_t kUnits = 10'000;

  absl::int128 units_ = 0;
  // Digits behind the point.
  int digits_ = 0;
};

}  // namespace steward::resource
