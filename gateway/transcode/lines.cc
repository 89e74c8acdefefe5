#include "gateway/transcode/lines.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"

namespace steward::gateway {

void Lines::Add(std::string piece) {
  text_.erase(0, given_);
  scanned_ -= given_;
  given_ = 0;
  text_.empty() ? text_ = std::move(piece) : text_ += piece;
}

Lines::Result Lines::Next(absl::string_view* line) {
  while (true) {
    size_t end = text_.find('\n', scanned_);
    if (end == std::string::npos) {
      scanned_ = text_.size();
      if (scanned_ - given_ > max_) return ++number_, Result::kTooLong;
      if (!ended_ || given_ == scanned_) return Result::kMore;
      end = scanned_;
    }
    ++number_;
    *line = absl::string_view(text_).substr(given_, end - given_);
    scanned_ = given_ = std::min(end + 1, text_.size());
    absl::ConsumeSuffix(line, "\r");
    if (line->size() > max_) return Result::kTooLong;
    if (!absl::StripAsciiWhitespace(*line).empty()) return Result::kLine;
  }
}

}  // namespace steward::gateway
