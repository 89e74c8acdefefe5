#pragma once

// The terminal, or the pipe in its place.

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace steward::ctl {

enum class Colour { kRed, kGreen, kYellow, kBold };

// The text in a colour; as it is unless `colours`.
std::string Coloured(Colour colour, absl::string_view text, bool colours);

// The text without what would control a terminal: line breaks and tabs become blanks, other control
// characters (C0, DEL, C1) and broken UTF-8 become U+FFFD.
std::string Printable(absl::string_view text);
// The same for texts of several lines: line breaks and tabs stay.
std::string PrintableLines(absl::string_view text);

// Number of code points.
size_t Width(absl::string_view text);
// At most `width` code points, the last of them "…" when something is cut off.
std::string Shortened(absl::string_view text, size_t width);

bool StdoutIsTerminal();
bool StderrIsTerminal();
bool StdinIsTerminal();

// Writes to standard output at once. When nobody reads any more, the process ends quietly.
void Write(absl::string_view text);
// Writes to standard error.
void Complain(absl::string_view text);

// One line of progress on standard error, replaced by the next; nothing unless it is a terminal.
void ShowProgress(absl::string_view text);
// Takes it away.
void EndProgress();

// While it lives, a process that is interrupted says this on standard error before it ends. One at
// a time.
class LastWords {
 public:
  explicit LastWords(absl::string_view text);
  ~LastWords();
  LastWords(const LastWords&) = delete;
  LastWords& operator=(const LastWords&) = delete;
};

// A line typed at the terminal, without showing it if `secret`. Interrupted, the terminal is as it
// was before. Fails without a terminal.
absl::StatusOr<std::string> Ask(absl::string_view question, bool secret);

}  // namespace steward::ctl
