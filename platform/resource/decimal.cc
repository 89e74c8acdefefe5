#include "platform/resource/decimal.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "re2/re2.h"

namespace steward::resource {

absl::optional<Decimal> Decimal::Parse(absl::string_view text) {
  static const RE2* const form = new RE2("(-?)(0|[1-9][0-9]{0,14})(?:\\.([0-9]{1,4}))?");
  std::string sign, whole, fraction;
  if (!RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *form, &sign, &whole, &fraction))
    return absl::nullopt;
  Decimal decimal;
  decimal.digits_ = static_cast<int>(fraction.size());
  int64_t units = 0, part = 0;
  fraction.resize(kDigits, '0');
  if (!absl::SimpleAtoi(whole, &units) || !absl::SimpleAtoi(fraction, &part)) return absl::nullopt;
  decimal.units_ = absl::int128(units) * kUnits + part;
  if (!sign.empty()) decimal.units_ = -decimal.units_;
  return decimal;
}

std::string Decimal::ToString() const {
  const absl::int128 size = units_ < 0 ? -units_ : units_;
  std::string text =
      absl::StrCat(units_ < 0 ? "-" : "", static_cast<int64_t>(size / absl::int128(kUnits)));
  if (digits_ == 0) return text;
  const std::string fraction =
      absl::StrCat(absl::Dec(static_cast<int64_t>(size % absl::int128(kUnits)), absl::kZeroPad4));
  return absl::StrCat(text, ".", fraction.substr(0, digits_));
}

Decimal Decimal::operator+(const Decimal& other) const {
  Decimal sum;
  sum.units_ = units_ + other.units_;
  sum.digits_ = std::max(digits_, other.digits_);
  return sum;
}

}  // namespace steward::resource
