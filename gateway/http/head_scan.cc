#include "gateway/http/head_scan.h"

namespace steward::gateway {

using error::v1::Reason;

HeadScan::Result HeadScan::Feed(absl::string_view bytes) {
  for (; position_ < bytes.size(); ++position_) {
    const char c = bytes[position_];
    const size_t length = position_ - line_start_;
    if (lines_ == 0 && length > limits_.request_line)
      return Refuse(414, Reason::HEADERS_TOO_LARGE, "The request line is too long.",
                    limits_.request_line);
    if (lines_ > 0 && length > limits_.field)
      return Refuse(431, Reason::HEADERS_TOO_LARGE, "A header is too long.", limits_.field);
    if (lines_ > 0 && position_ - fields_start_ > limits_.fields)
      return Refuse(431, Reason::HEADERS_TOO_LARGE, "The headers are too long together.",
                    limits_.fields);
    if (c == '\0') return Refuse(400, Reason::MALFORMED_REQUEST, "The head contains NUL.");
    if (c == '\r') {
      if (position_ + 1 == bytes.size()) return Result::kMore;
      if (bytes[position_ + 1] != '\n')
        return Refuse(400, Reason::MALFORMED_REQUEST, "A line of the head ends in a bare CR.");
      const absl::string_view line = bytes.substr(line_start_, length);
      ++position_;
      line_start_ = position_ + 1;
      if (Result result = Line(line); result != Result::kMore) return result;
    } else if (c == '\n') {
      return Refuse(400, Reason::MALFORMED_REQUEST, "A line of the head ends in a bare LF.");
    }
  }
  return Result::kMore;
}

HeadScan::Result HeadScan::Line(absl::string_view line) {
  if (lines_ == 0) {
    if (line.empty()) return Refuse(400, Reason::MALFORMED_REQUEST, "No request line.");
    fields_start_ = line_start_;
  } else if (line.empty()) {
    ++position_;
    return Result::kComplete;
  } else if (line[0] == ' ' || line[0] == '\t') {
    return Refuse(400, Reason::MALFORMED_REQUEST, "A header is folded over two lines.");
  } else if (lines_ > limits_.field_count) {
    return Refuse(431, Reason::HEADERS_TOO_LARGE, "There are too many headers.");
  }
  ++lines_;
  return Result::kMore;
}

HeadScan::Result HeadScan::Refuse(int status, Reason reason, absl::string_view text,
                                  size_t bytes_max) {
  refusal_ = {status, reason, text, bytes_max};
  return Result::kRefused;
}

}  // namespace steward::gateway
