#pragma once

// What was said last between us and a mail server (RFC 5321, codes of RFC 3463). Belongs to one
// thread.

#include <string>

#include "absl/strings/string_view.h"

namespace steward::notification {

class SmtpDialog {
 public:
  // A command of ours and a line of a reply, each with or without its line end.
  void NoteCommand(absl::string_view line);
  void NoteReply(absl::string_view line);

  // Whether the server said of the recipient or of the message that it will never take it. What it
  // says of itself, of us or of the sender may be mended: a mail is worth another attempt.
  bool IsFinal() const;

 private:
  enum class Step { kBefore, kSender, kRecipient, kMessage };

  Step step_ = Step::kBefore;
  bool is_over_ = false;
  std::string reply_;
};

}  // namespace steward::notification
