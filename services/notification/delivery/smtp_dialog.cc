#include "services/notification/delivery/smtp_dialog.h"

#include "absl/strings/match.h"
#include "re2/re2.h"

namespace steward::notification {
namespace {

// Digits of an enhanced code "5.subject.detail".
constexpr char kAddress = '1', kMailbox = '2', kSystem = '3', kContent = '6', kPolicy = '7';
// Of the subject kSystem: the message is too large.
constexpr absl::string_view kTooLarge = "4";
constexpr int kStorageExceeded = 552;

}  // namespace

void SmtpDialog::NoteCommand(absl::string_view line) {
  // Whoever was refused says farewell, and is answered; that is not about the mail.
  is_over_ = absl::StartsWithIgnoreCase(line, "QUIT");
  if (is_over_) return;
  reply_.clear();
  if (absl::StartsWithIgnoreCase(line, "MAIL FROM"))
    step_ = Step::kSender;
  else if (absl::StartsWithIgnoreCase(line, "RCPT TO"))
    step_ = Step::kRecipient;
  else if (absl::StartsWithIgnoreCase(line, "DATA"))
    step_ = Step::kMessage;
  else
    step_ = Step::kBefore;
}

void SmtpDialog::NoteReply(absl::string_view line) {
  if (!is_over_) reply_ = std::string(line);
}

bool SmtpDialog::IsFinal() const {
  static const RE2* const form = new RE2("^(55[0-9])(?:[ -]5\\.([0-9])[0-9]*\\.([0-9]+))?");
  int code = 0;
  std::string subject, detail;
  if (!RE2::PartialMatch(reply_, *form, &code, &subject, &detail)) return false;
  if (step_ == Step::kBefore) return false;
  if (step_ == Step::kSender) return code == kStorageExceeded;
  if (subject.empty() || subject == "0") return true;
  switch (subject[0]) {
    case kAddress:
    case kMailbox:
    case kContent:
      return true;
    case kSystem:
      return detail == kTooLarge;
    case kPolicy:
      // Of a recipient it says that we may not send there.
      return step_ == Step::kMessage;
    default:
      return false;
  }
}

}  // namespace steward::notification
