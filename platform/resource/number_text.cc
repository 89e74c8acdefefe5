#include "platform/resource/number_text.h"

#include <charconv>
#include <cmath>

namespace steward::resource {
namespace {

// Beyond these a number without an exponent is a row of zeros.
constexpr double kPlainMin = 1e-6, kPlainMax = 1e16;
// Longer than the shortest text of any number.
constexpr int kLongest = 32;

}  // namespace

std::string NumberText(double number) {
  const double size = std::abs(number);
  const bool is_plain = number == 0 || (size >= kPlainMin && size < kPlainMax);
  char text[kLongest];
  const auto written =
      std::to_chars(text, text + kLongest, number,
                    is_plain ? std::chars_format::fixed : std::chars_format::scientific);
  return std::string(text, written.ptr);
}

}  // namespace steward::resource
