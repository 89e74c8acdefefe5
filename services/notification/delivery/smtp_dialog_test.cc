#include "services/notification/delivery/smtp_dialog.h"

#include <gtest/gtest.h>

#include <vector>

namespace steward::notification {
namespace {

TEST(SmtpDialog, TellsWhatIsSaidOfTheMailFromWhatIsSaidOfTheServer) {
  struct Case {
    std::vector<const char*> commands;
    const char* reply;
    bool is_final;
  };
  const Case cases[] = {
      {{}, "554 No SMTP service here\r\n", false},
      {{}, "421 Too many connections", false},
      {{"EHLO here"}, "550 Access denied", false},
      {{"EHLO here", "AUTH PLAIN"}, "535 5.7.8 Authentication failed", false},
      {{"MAIL FROM:<a@b>"}, "530 5.7.0 Must issue a STARTTLS command first", false},
      {{"MAIL FROM:<a@b>"}, "553 5.7.1 Sender address rejected", false},
      {{"MAIL FROM:<a@b> SIZE=900"}, "552 5.3.4 Message size exceeds fixed limit", true},
      {{"MAIL FROM:<a@b>", "RCPT TO:<c@d>"}, "550 5.1.1 User unknown\r\n", true},
      {{"MAIL FROM:<a@b>", "RCPT TO:<c@d>"}, "550 No such mailbox", true},
      {{"MAIL FROM:<a@b>", "RCPT TO:<c@d>"}, "552 5.2.2 Mailbox full", true},
      {{"MAIL FROM:<a@b>", "RCPT TO:<c@d>"}, "554 5.7.1 Relay access denied", false},
      {{"MAIL FROM:<a@b>", "RCPT TO:<c@d>"}, "550 5.4.1 No route", false},
      {{"MAIL FROM:<a@b>", "RCPT TO:<c@d>"}, "503 5.5.1 Nested MAIL command", false},
      {{"MAIL FROM:<a@b>", "RCPT TO:<c@d>"}, "451 4.7.1 Greylisted", false},
      {{"MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA"}, "554 No", true},
      {{"MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA"}, "554 5.7.1 Looks like spam", true},
      {{"MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA"}, "550 5.6.0 Not well formed", true},
      {{"MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA"}, "552 5.3.4 Too large", true},
      {{"MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA"}, "554 5.3.0 Something is broken", false},
      {{"MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA"}, "250 2.0.0 Queued", false},
      {{"RCPT TO:<c@d>"}, "451 4.0.0 Failed after 550 5.1.1", false},
  };
  for (const Case& each : cases) {
    SmtpDialog dialog;
    dialog.NoteReply("220 mail.example.com");
    for (const char* command : each.commands) {
      dialog.NoteCommand(command);
      dialog.NoteReply("250-One of several lines");
    }

    dialog.NoteReply(each.reply);

    EXPECT_EQ(dialog.IsFinal(), each.is_final) << each.commands.size() << ": " << each.reply;
  }
}

TEST(SmtpDialog, EndsBeforeTheFarewell) {
  SmtpDialog refused, closing;
  refused.NoteCommand("RCPT TO:<c@d>");
  refused.NoteReply("550 5.1.1 User unknown");
  closing.NoteCommand("RCPT TO:<c@d>");
  for (SmtpDialog* each : {&refused, &closing}) {
    each->NoteCommand("QUIT\r\n");
    each->NoteReply("554 Bye");
  }

  EXPECT_TRUE(refused.IsFinal());
  EXPECT_FALSE(closing.IsFinal());
}

TEST(SmtpDialog, KnowsNothingOfAReplyThatDidNotCome) {
  SmtpDialog dialog;
  dialog.NoteCommand("RCPT TO:<c@d>");
  dialog.NoteReply("550 5.1.1 User unknown");
  dialog.NoteCommand("RCPT TO:<e@f>");

  EXPECT_FALSE(dialog.IsFinal());
}

}  // namespace
}  // namespace steward::notification
