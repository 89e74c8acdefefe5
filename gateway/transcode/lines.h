#pragma once

// Splits what arrives in pieces into lines (application/x-ndjson).

#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace steward::gateway {

class Lines {
 public:
  // Longest line that Next gives.
  explicit Lines(size_t max) : max_(max) {}

  void Add(std::string piece);
  // That was all: what is left is a line, too.
  void End() { ended_ = true; }

  enum class Result { kLine, kMore, kTooLong };
  // The next line that is not blank, without its end, until the next call; CR LF ends one as LF
  // does.
  Result Next(absl::string_view* line);
  // Of the last line, counted from 1, blank ones included.
  int number() const { return number_; }

 private:
  const size_t max_;
  std::string text_;
  // What was given, and what holds no end of a line.
  size_t given_ = 0;
  size_t scanned_ = 0;
  int number_ = 0;
  bool ended_ = false;
};

}  // namespace steward::gateway
