#include "gateway/http/head_scan.h"

#include <algorithm>

namespace steward::gateway {

using error::v1::Reason;

HeadScan::Result HeadScan::Feed(absl::string_view bytes) {
  while (position_ < bytes.size()) {
    const size_t feed = bytes.find('\n', position_);
    const absl::string_view fresh =
        bytes.substr(position_, std::min(feed, bytes.size()) - position_);
    const size_t to_cr = fresh.find('\r');
    const size_t end = position_ + std::min(to_cr, fresh.size());
    if (Result result = CheckLength(end); result != Result::kMore) return result;
    if (fresh.find('\0') != absl::string_view::npos)
      return Refuse(400, Reason::MALFORMED_REQUEST, "The head contains NUL.");
    if (to_cr != absl::string_view::npos && end + 1 < bytes.size() && bytes[end + 1] != '\n')
      return Refuse(400, Reason::MALFORMED_REQUEST, "A line of the head ends in a bare CR.");
    if (feed == absl::string_view::npos) {
      // What follows a CR at the end is not known yet.
      position_ = end;
      return Result::kMore;
    }
    if (to_cr == absl::string_view::npos)
      return Refuse(400, Reason::MALFORMED_REQUEST, "A line of the head ends in a bare LF.");
    const absl::string_view line = bytes.substr(line_start_, end - line_start_);
    position_ = line_start_ = feed + 1;
    if (Result result = Line(line); result != Result::kMore) return result;
  }
  return Result::kMore;
}

HeadScan::Result HeadScan::CheckLength(size_t end) {
  const size_t length = end - line_start_;
  if (lines_ == 0 && length > limits_.request_line)
    return Refuse(414, Reason::HEADERS_TOO_LARGE, "The request line is too long.",
                  limits_.request_line);
  if (lines_ > 0 && length > limits_.field)
    return Refuse(431, Reason::HEADERS_TOO_LARGE, "A header is too long.", limits_.field);
  if (lines_ > 0 && end - fields_start_ > limits_.fields)
    return Refuse(431, Reason::HEADERS_TOO_LARGE, "The headers are too long together.",
                  limits_.fields);
  return Result::kMore;
}

HeadScan::Result HeadScan::Line(absl::string_view line) {
  if (lines_ == 0) {
    if (line.empty()) return Refuse(400, Reason::MALFORMED_REQUEST, "No request line.");
    fields_start_ = line_start_;
  } else if (line.empty()) {
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
