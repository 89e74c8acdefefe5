#include "platform/json/number.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace steward::json {
namespace {

constexpr double kExactIntegers = 9007199254740992.0;
// 2^64, the first that no uint64 holds.
constexpr double kBeyondUnsigned = 18446744073709551616.0;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Passes over digits and tells whether there was one.
bool Digits(const char*& at, const char* end) {
  const char* start = at;
  while (at != end && IsDigit(*at)) ++at;
  return at != start;
}

template <class Number>
bool FromChars(absl::string_view text, Number* value) {
  const char* end = text.data() + text.size();
  auto [at, error] = std::from_chars(text.data(), end, *value);
  return error == std::errc() && at == end;
}

template <class Integer>
bool Canonical(absl::string_view text, Integer* value) {
  absl::string_view digits = text;
  if (!digits.empty() && digits[0] == '-') digits.remove_prefix(1);
  if (digits.empty() || !IsDigit(digits[0])) return false;
  if (digits[0] == '0' && text.size() > 1) return false;
  return FromChars(text, value);
}

template <class Integer>
bool Integral(absl::string_view number, Integer* value) {
  if (Canonical(number, value)) return true;
  double as_double;
  if (!ParseFinite(number, &as_double) || std::trunc(as_double) != as_double) return false;
  // A plain integer that from_chars refused is out of range, also when its double is not.
  if (std::fabs(as_double) > kExactIntegers) return false;
  if (!std::numeric_limits<Integer>::is_signed && as_double < 0) return false;
  *value = static_cast<Integer>(as_double);
  return true;
}

template <class Float>
bool Finite(absl::string_view number, Float* value) {
  // from_chars reports underflow and overflow alike; the first is a value near zero.
  if (!IsNumber(number)) return false;
  if (FromChars(number, value)) return std::isfinite(*value);
  const size_t exponent = number.find_first_of("eE");
  const bool tiny = exponent != absl::string_view::npos && exponent + 1 < number.size() &&
                    number[exponent + 1] == '-';
  *value = number[0] == '-' ? -Float{0} : Float{0};
  return tiny;
}

}  // namespace

bool IsNumber(absl::string_view text) {
  if (text.size() > kMaxNumberLength) return false;
  const char* at = text.data();
  const char* end = at + text.size();
  if (at != end && *at == '-') ++at;
  if (at == end) return false;
  if (*at == '0') {
    ++at;
  } else if (!Digits(at, end)) {
    return false;
  }
  if (at != end && *at == '.' && !Digits(++at, end)) return false;
  if (at != end && (*at == 'e' || *at == 'E')) {
    ++at;
    if (at != end && (*at == '+' || *at == '-')) ++at;
    if (!Digits(at, end)) return false;
  }
  return at == end;
}

bool IsInexactAsDouble(absl::string_view number) {
  // 2^53 has 16 digits.
  if (number.size() < 16) return false;
  int64_t negative;
  uint64_t value;
  double nearest;
  if (!ParseFinite(number, &nearest)) return false;
  if (ParseCanonical(number, &value))
    return nearest >= kBeyondUnsigned || static_cast<uint64_t>(nearest) != value;
  return ParseCanonical(number, &negative) && static_cast<int64_t>(nearest) != negative;
}

bool ParseCanonical(absl::string_view text, int64_t* value) { return Canonical(text, value); }
bool ParseCanonical(absl::string_view text, uint64_t* value) { return Canonical(text, value); }
bool ParseInteger(absl::string_view number, int64_t* value) { return Integral(number, value); }
bool ParseInteger(absl::string_view number, uint64_t* value) { return Integral(number, value); }
bool ParseFinite(absl::string_view number, double* value) { return Finite(number, value); }
bool ParseFinite(absl::string_view number, float* value) { return Finite(number, value); }

}  // namespace steward::json
