#pragma once

// Finds the end of a request's head in the bytes received so far and refuses what a lenient parser
// would let through and another server could read differently (RFC 9112 §2.2, §5, §11.2): bare LF
// or CR, NUL, folded lines; and heads beyond the limits.

#include <cstddef>

#include "absl/strings/string_view.h"
#include "gateway/http/message.h"

namespace steward::gateway {

// What a head may be at most. In bytes: its first line, one field, all fields together; and how
// many fields.
struct HeadLimits {
  size_t request_line = 8 * 1024;
  size_t field = 8 * 1024;
  size_t fields = 16 * 1024;
  int field_count = 64;
};

class HeadScan {
 public:
  explicit HeadScan(const HeadLimits& limits = {}) : limits_(limits) {}

  enum class Result { kMore, kComplete, kRefused };
  // `bytes`: all bytes of the request so far; each call continues where the last one stopped.
  Result Feed(absl::string_view bytes);
  // Length of the head with its empty line; valid after kComplete.
  size_t size() const { return position_; }
  // Valid after kRefused.
  const Refusal& refusal() const { return refusal_; }
  void Reset() { *this = HeadScan(limits_); }

 private:
  // `end`: where the line ends, or its bytes so far.
  Result CheckLength(size_t end);
  Result Line(absl::string_view line);
  Result Refuse(int status, error::v1::Reason reason, absl::string_view text, size_t bytes_max = 0);

  HeadLimits limits_;
  size_t position_ = 0;
  size_t line_start_ = 0;
  size_t fields_start_ = 0;
  int lines_ = 0;
  Refusal refusal_{400, error::v1::Reason::MALFORMED_REQUEST, ""};
};

}  // namespace steward::gateway
