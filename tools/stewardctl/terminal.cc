#include "tools/stewardctl/terminal.h"

#include <fcntl.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "tools/stewardctl/failure.h"

namespace steward::ctl {
namespace {

constexpr absl::string_view kReplacement = "\xEF\xBF\xBD";

// Length of the well-formed UTF-8 sequence at the start of the text; 0: there is none.
size_t SequenceLength(absl::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const size_t length = first < 0x80    ? 1
                        : first < 0xC2  ? 0
                        : first < 0xE0  ? 2
                        : first < 0xF0  ? 3
                        : first <= 0xF4 ? 4
                                        : 0;
  if (length == 0 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  return length;
}

bool IsControl(absl::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1) return first < 0x20 || first == 0x7F;
  return sequence.size() == 2 && first == 0xC2 && static_cast<unsigned char>(sequence[1]) < 0xA0;
}

std::string Cleaned(absl::string_view text, bool lines) {
  std::string clean;
  while (!text.empty()) {
    const size_t length = SequenceLength(text);
    const absl::string_view sequence = text.substr(0, length == 0 ? 1 : length);
    text.remove_prefix(sequence.size());
    const bool blank = sequence == "\n" || sequence == "\t" || sequence == "\r";
    if (blank) {
      absl::StrAppend(&clean, lines && sequence != "\r" ? sequence : " ");
    } else {
      absl::StrAppend(&clean, length == 0 || IsControl(sequence) ? kReplacement : sequence);
    }
  }
  return clean;
}

void WriteTo(int file, absl::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && file == STDOUT_FILENO) _exit(errno == EPIPE ? kOk : kFailure);
    if (written < 0) return;
    text.remove_prefix(static_cast<size_t>(written));
  }
}

// The terminal as it was before a secret was asked for.
int terminal_file = -1;
termios terminal_before;

void Restore(int signal_number) {
  tcsetattr(terminal_file, TCSANOW, &terminal_before);
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

// Switches the echo of a terminal off, until it is destroyed or a signal ends the process.
class Silence {
 public:
  explicit Silence(int file) {
    terminal_file = file;
    tcgetattr(file, &terminal_before);
    termios silent = terminal_before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    for (int number : kSignals) signal(number, Restore);
    tcsetattr(file, TCSANOW, &silent);
  }
  ~Silence() {
    tcsetattr(terminal_file, TCSANOW, &terminal_before);
    for (int number : kSignals) signal(number, SIG_DFL);
  }

 private:
  static constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
};

// What an interrupted process says: in a signal handler nothing may be allocated.
char last_words[512];
size_t last_words_size;

void SayLastWords(int signal_number) {
  WriteTo(STDERR_FILENO, {last_words, last_words_size});
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

std::string ReadLine(int file) {
  std::string line;
  char c = 0;
  while (read(file, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

}  // namespace

std::string Coloured(Colour colour, absl::string_view text, bool colours) {
  if (!colours) return std::string(text);
  static constexpr const char* kCodes[] = {"31", "32", "33", "1"};
  return absl::StrCat("\033[", kCodes[static_cast<int>(colour)], "m", text, "\033[0m");
}

std::string Printable(absl::string_view text) { return Cleaned(text, false); }

std::string PrintableLines(absl::string_view text) { return Cleaned(text, true); }

size_t Width(absl::string_view text) {
  size_t width = 0;
  for (char c : text) width += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return width;
}

std::string Shortened(absl::string_view text, size_t width) {
  if (Width(text) <= width) return std::string(text);
  size_t end = 0;
  for (size_t left = width; end < text.size(); ++end)
    if ((static_cast<unsigned char>(text[end]) & 0xC0) != 0x80 && left-- <= 1) break;
  return absl::StrCat(text.substr(0, end), "…");
}

bool StdoutIsTerminal() { return isatty(STDOUT_FILENO) == 1; }
bool StderrIsTerminal() { return isatty(STDERR_FILENO) == 1; }
bool StdinIsTerminal() { return isatty(STDIN_FILENO) == 1; }

void Write(absl::string_view text) { WriteTo(STDOUT_FILENO, text); }

void Complain(absl::string_view text) { WriteTo(STDERR_FILENO, text); }

void ShowProgress(absl::string_view text) {
  if (StderrIsTerminal()) Complain(absl::StrCat("\r\033[K", text));
}

void EndProgress() { ShowProgress(""); }

LastWords::LastWords(absl::string_view text) {
  const std::string lines = absl::StrCat("\n", text);
  last_words_size = lines.copy(last_words, sizeof(last_words));
  for (int number : {SIGINT, SIGTERM}) signal(number, SayLastWords);
}

LastWords::~LastWords() {
  for (int number : {SIGINT, SIGTERM}) signal(number, SIG_DFL);
}

absl::StatusOr<std::string> Ask(absl::string_view question, bool secret) {
  const int file = open("/dev/tty", O_RDWR | O_CLOEXEC);
  if (file < 0) return LocalFailure("There is no terminal to ask at.");
  std::string line;
  if (secret) {
    const Silence silence(file);
    WriteTo(file, question);
    line = ReadLine(file);
    WriteTo(file, "\n");
  } else {
    WriteTo(file, question);
    line = ReadLine(file);
  }
  close(file);
  return line;
}

}  // namespace steward::ctl
