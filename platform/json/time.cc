#include "platform/json/time.h"

#include <charconv>

#include "absl/time/civil_time.h"

namespace steward::json {
namespace {

constexpr int64_t kFirstSecond = -62135596800;  // 0001-01-01T00:00:00Z
constexpr int64_t kLastSecond = 253402300799;   // 9999-12-31T23:59:59Z
constexpr int64_t kLongestDuration = 315576000000;
constexpr int32_t kNanosPerSecond = 1000000000;
constexpr absl::CivilSecond kEpoch;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes exactly `count` digits off the front.
bool TakeDigits(absl::string_view* text, size_t count, int* value) {
  if (text->size() < count) return false;
  *value = 0;
  for (size_t i = 0; i < count; ++i) {
    if (!IsDigit((*text)[i])) return false;
    *value = *value * 10 + ((*text)[i] - '0');
  }
  text->remove_prefix(count);
  return true;
}

bool Take(absl::string_view* text, char c) {
  if (text->empty() || text->front() != c) return false;
  text->remove_prefix(1);
  return true;
}

// ".5" as 500,000,000; nothing as 0.
bool TakeFraction(absl::string_view* text, int32_t* nanos) {
  *nanos = 0;
  if (!Take(text, '.')) return true;
  int digits = 0;
  for (; !text->empty() && IsDigit(text->front()); text->remove_prefix(1)) {
    if (++digits > 9) return false;
    *nanos = *nanos * 10 + (text->front() - '0');
  }
  if (digits == 0) return false;
  for (; digits < 9; ++digits) *nanos *= 10;
  return true;
}

// "Z" or "+02:00", in seconds.
bool TakeOffset(absl::string_view* text, int* offset) {
  *offset = 0;
  if (Take(text, 'Z')) return true;
  const bool west = !text->empty() && text->front() == '-';
  int hours, minutes;
  if (!west && (text->empty() || text->front() != '+')) return false;
  text->remove_prefix(1);
  if (!TakeDigits(text, 2, &hours) || !Take(text, ':') || !TakeDigits(text, 2, &minutes))
    return false;
  *offset = (hours * 60 + minutes) * (west ? -60 : 60);
  return hours <= 23 && minutes <= 59;
}

char* TwoDigits(int value, char* at) {
  *at++ = static_cast<char>('0' + value / 10);
  *at++ = static_cast<char>('0' + value % 10);
  return at;
}

char* Fraction(int32_t nanos, char* at) {
  if (nanos == 0) return at;
  const int digits = nanos % 1000000 == 0 ? 3 : nanos % 1000 == 0 ? 6 : 9;
  for (int i = digits; i < 9; ++i) nanos /= 10;
  *at = '.';
  for (int i = digits; i > 0; --i, nanos /= 10) at[i] = static_cast<char>('0' + nanos % 10);
  return at + digits + 1;
}

}  // namespace

bool ParseTimestamp(absl::string_view text, SecondsAndNanos* time) {
  int year, month, day, hour, minute, second, offset;
  if (!TakeDigits(&text, 4, &year) || !Take(&text, '-') || !TakeDigits(&text, 2, &month) ||
      !Take(&text, '-') || !TakeDigits(&text, 2, &day) || !Take(&text, 'T') ||
      !TakeDigits(&text, 2, &hour) || !Take(&text, ':') || !TakeDigits(&text, 2, &minute) ||
      !Take(&text, ':') || !TakeDigits(&text, 2, &second) || !TakeFraction(&text, &time->nanos) ||
      !TakeOffset(&text, &offset) || !text.empty()) {
    return false;
  }
  // CivilSecond carries 31 February over into March; then it is not the day that was written.
  const absl::CivilSecond civil(year, month, day, hour, minute, second);
  if (civil.month() != month || civil.day() != day || civil.hour() != hour ||
      civil.minute() != minute || civil.second() != second) {
    return false;
  }
  time->seconds = civil - kEpoch - offset;
  return time->seconds >= kFirstSecond && time->seconds <= kLastSecond;
}

bool ParseDuration(absl::string_view text, SecondsAndNanos* time) {
  const bool negative = Take(&text, '-');
  if (text.empty() || !IsDigit(text.front())) return false;
  const char* end = text.data() + text.size();
  auto [at, error] = std::from_chars(text.data(), end, time->seconds);
  if (error != std::errc() || time->seconds > kLongestDuration) return false;
  text.remove_prefix(at - text.data());
  if (!TakeFraction(&text, &time->nanos) || text != "s") return false;
  if (time->seconds == kLongestDuration && time->nanos != 0) return false;
  if (negative) {
    time->seconds = -time->seconds;
    time->nanos = -time->nanos;
  }
  return true;
}

bool PrintTimestamp(const SecondsAndNanos& time, Buffer* out) {
  if (time.seconds < kFirstSecond || time.seconds > kLastSecond || time.nanos < 0 ||
      time.nanos >= kNanosPerSecond) {
    return false;
  }
  const absl::CivilSecond civil = kEpoch + time.seconds;
  char* at = out->Room(40);
  *at++ = '"';
  const int year = static_cast<int>(civil.year());
  at = TwoDigits(year % 100, TwoDigits(year / 100, at));
  *at++ = '-';
  at = TwoDigits(civil.month(), at);
  *at++ = '-';
  at = TwoDigits(civil.day(), at);
  *at++ = 'T';
  at = TwoDigits(civil.hour(), at);
  *at++ = ':';
  at = TwoDigits(civil.minute(), at);
  *at++ = ':';
  at = Fraction(time.nanos, TwoDigits(civil.second(), at));
  *at++ = 'Z';
  *at++ = '"';
  out->Commit(at);
  return true;
}

bool PrintDuration(const SecondsAndNanos& time, Buffer* out) {
  if (time.seconds < -kLongestDuration || time.seconds > kLongestDuration ||
      time.nanos <= -kNanosPerSecond || time.nanos >= kNanosPerSecond ||
      (time.seconds > 0 && time.nanos < 0) || (time.seconds < 0 && time.nanos > 0)) {
    return false;
  }
  char* at = out->Room(40);
  *at++ = '"';
  if (time.seconds < 0 || time.nanos < 0) *at++ = '-';
  at = std::to_chars(at, at + 20, time.seconds < 0 ? -time.seconds : time.seconds).ptr;
  at = Fraction(time.nanos < 0 ? -time.nanos : time.nanos, at);
  *at++ = 's';
  *at++ = '"';
  out->Commit(at);
  return true;
}

}  // namespace steward::json
