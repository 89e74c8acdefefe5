// Which mails are taken to be sent, and what is known of them by then.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "absl/strings/str_cat.h"
#include "platform/time/timestamp.h"
#include "services/notification/domain/mail_attempt.h"
#include "services/notification/jobs/telling_for_test.h"

namespace steward::notification {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class MailClaimTest : public TellingTest {
 protected:
  // Makes notifications of all that is to be told.
  void TellAll() {
    const absl::Time now = absl::Now();
    auto notices = database_.notices.Take(now, now + absl::Minutes(1), 1000);
    ASSERT_THAT(notices, IsOk());
    auto told = TellNotices(database_.telling, *notices, {true, "", now}, catch_up_);
    ASSERT_THAT(told, IsOk());
    ASSERT_THAT(database_.notices.Finish(*notices, told->told), IsOk());
  }

  std::vector<MailClaim> Mails(absl::Time at = absl::Now(), int limit = 10) {
    auto claims = database_.mails.Take(at, at + absl::Minutes(1), limit);
    EXPECT_THAT(claims, IsOk());
    return *std::move(claims);
  }

  void HearOfBob(int version, const std::string& email, directory::v1::User::State state) {
    directory::v1::User bob;
    bob.set_display_name("Bob");
    bob.set_email(email);
    bob.set_state(state);
    Hear("users/bob", bob, version);
  }

  // The ticket that Bob was assigned, as it stands by now; its assignee and flags.
  void HearOfTicket(const std::string& assignee, bool confidential, bool vip = false) {
    event::v1::StoredEvent stored = TestEvent("demo", absl::Now(), "dev.steward.ticket.updated.v1");
    ticket::v1::Ticket ticket;
    ticket.set_assignee(assignee);
    ticket.set_confidential(confidential);
    ticket.set_vip(vip);
    stored.mutable_event()->mutable_resource()->PackFrom(ticket);
    ASSERT_THAT(Apply(effect_, stored), IsOk());
  }
};

TEST_F(MailClaimTest, FailsAloneWhenItCannotBeRead) {
  for (const char* user : {"bob", "bea"}) {
    HearOfUser(user);
    ASSERT_THAT(Apply(effect_, Assigned(absl::StrCat("users/", user))), IsOk());
  }
  TellAll();
  auto superuser =
      pg::Connection::Open(TestPostgres::Get().SuperuserConninfo(database_.owner)).value();
  ASSERT_THAT(superuser->RunScript("UPDATE notification SET body = '\\xff'"
                                   " WHERE recipient = 'users/bob' AND channel = 1"),
              IsOk());

  std::vector<MailClaim> claims = Mails();

  std::map<std::string, Notification::Reason> hurdles;
  for (MailClaim& claim : claims) {
    hurdles[claim.notification.recipient()] = claim.hurdle;
    if (claim.hurdle == Notification::UNREADABLE)
      claim.notification = GiveUp(claim.notification, claim.hurdle);
  }
  EXPECT_THAT(hurdles,
              UnorderedElementsAre(testing::Pair("users/bea", Notification::REASON_UNSPECIFIED),
                                   testing::Pair("users/bob", Notification::UNREADABLE)));
  ASSERT_THAT(database_.mails.Finish(claims), IsOk());
  Call call = database_.CallOf("demo");
  call.scope = Scope::kTenant;
  for (const MailClaim& claim : claims) {
    if (claim.hurdle != Notification::UNREADABLE) continue;
    const auto log = database_.notifications.Get(call, claim.notification.name());
    ASSERT_THAT(log, IsOk());
    EXPECT_EQ(log->state(), Notification::FAILED);
    EXPECT_EQ(log->reason(), Notification::UNREADABLE);
    EXPECT_EQ(log->event_type(), "dev.steward.ticket.assigned.v1");
    EXPECT_EQ(log->rule(), "notificationRules/ticket-assigned");
    EXPECT_EQ(log->attempt_count(), 0);
  }
}

TEST_F(MailClaimTest, IsALeaseOfOneWorkerAtATime) {
  HearOfUser("bob");
  ASSERT_THAT(Apply(effect_, Assigned("users/bob")), IsOk());
  TellAll();
  const absl::Time now = absl::Now();

  std::vector<MailClaim> claims = Mails(now);
  ASSERT_THAT(claims, SizeIs(1));
  EXPECT_EQ(claims[0].address, "bob@example.com");
  EXPECT_THAT(Mails(now + absl::Seconds(1)), IsEmpty());
  ASSERT_THAT(database_.mails.Release(claims), IsOk());
  std::vector<MailClaim> again = Mails(now + absl::Seconds(1));
  ASSERT_THAT(again, SizeIs(1));
  claims[0].notification.set_state(Notification::FAILED);
  ASSERT_THAT(database_.mails.Finish(claims), IsOk());
  again[0].notification.set_state(Notification::SENT);
  *again[0].notification.mutable_send_time() = ToProto(now);
  ASSERT_THAT(database_.mails.Finish(again), IsOk());
  EXPECT_THAT(Stored(), UnorderedElementsAre("users/bob 1 2", "users/bob 2 2"));
}

TEST_F(MailClaimTest, LooksAgainAtTheRecipientAndTheRecord) {
  struct Case {
    const char* what;
    std::function<void()> meanwhile;
    Notification::Reason hurdle;
    const char* address;
  };
  using User = directory::v1::User;
  const Case cases[] = {
      {"nothing", [] {}, Notification::REASON_UNSPECIFIED, "bob@example.com"},
      {"another address", [&] { HearOfBob(2, "new@example.com", User::ACTIVE); },
       Notification::REASON_UNSPECIFIED, "new@example.com"},
      {"no address", [&] { HearOfBob(3, "", User::ACTIVE); }, Notification::NO_ADDRESS, ""},
      {"disabled", [&] { HearOfBob(4, "bob@example.com", User::DISABLED); }, Notification::INACTIVE,
       "bob@example.com"},
      {"back", [&] { HearOfBob(5, "bob@example.com", User::ACTIVE); },
       Notification::REASON_UNSPECIFIED, "bob@example.com"},
      {"confidential, his own", [&] { HearOfTicket("users/bob", true); },
       Notification::REASON_UNSPECIFIED, "bob@example.com"},
      {"confidential, of another", [&] { HearOfTicket("users/mike", true); },
       Notification::NO_ACCESS, "bob@example.com"},
      {"a VIP's", [&] { HearOfTicket("users/mike", false, true); }, Notification::NO_ACCESS,
       "bob@example.com"},
      {"open again", [&] { HearOfTicket("users/mike", false); }, Notification::REASON_UNSPECIFIED,
       "bob@example.com"},
  };
  HearOfBob(1, "bob@example.com", User::ACTIVE);
  ASSERT_THAT(Apply(effect_, Assigned("users/bob")), IsOk());
  TellAll();
  for (const Case& each : cases) {
    SCOPED_TRACE(each.what);
    each.meanwhile();

    const std::vector<MailClaim> claims = Mails();

    ASSERT_THAT(claims, SizeIs(1));
    EXPECT_EQ(claims[0].hurdle, each.hurdle);
    EXPECT_EQ(claims[0].address, each.address);
    ASSERT_THAT(database_.mails.Release(claims), IsOk());
  }
}

TEST_F(MailClaimTest, KeepsFromOthersThatAMailWasToBeSent) {
  HearOfBob(1, "bob@example.com", directory::v1::User::ACTIVE);
  ASSERT_THAT(Apply(effect_, Assigned("users/bob")), IsOk());
  TellAll();
  HearOfTicket("users/mike", true);
  std::vector<MailClaim> claims = Mails();
  ASSERT_THAT(claims, SizeIs(1));

  claims[0].notification = Suppress(claims[0].notification, claims[0].hurdle);
  ASSERT_THAT(database_.mails.Finish(claims), IsOk());

  const auto rows = database_.Inspect(
      "SELECT state, reason, reader, confidential FROM notification WHERE channel = 1");
  ASSERT_EQ(rows.rows(), 1);
  EXPECT_EQ(rows.Int(0, 0), Notification::SUPPRESSED);
  EXPECT_EQ(rows.Int(0, 1), Notification::NO_ACCESS);
  EXPECT_EQ(rows.Text(0, 2), "");
  EXPECT_TRUE(rows.Bool(0, 3));
}

TEST_F(MailClaimTest, GivesEveryTenantItsPart) {
  for (const auto& [tenant, count] : std::map<std::string, int>{{"flood", 50}, {"a", 1}, {"b", 2}})
    for (int i = 0; i < count; ++i)
      ASSERT_THAT(
          (*pg::Connection::Open(TestPostgres::Get().SuperuserConninfo(database_.owner)))
              ->RunScript(absl::StrCat(
                  "INSERT INTO notification (tenant_id, id, event_id, event_type, event_class,"
                  " resource, rule, recipient, reader, channel, state, reason, subject,"
                  " confidential, create_time, next_attempt_time, address, html, body) VALUES ('",
                  tenant, "', '", i,
                  "', '', '', 1, '', '', '', '', 1, 1, 0, '', false, now(), now() - interval '",
                  tenant == "flood" ? 2 : 1, " hours', '', '', '')")),
          IsOk());

  std::map<std::string, int> taken;
  for (const MailClaim& claim : Mails(absl::Now(), 9)) ++taken[claim.tenant];

  EXPECT_EQ(taken, (std::map<std::string, int>{{"flood", 3}, {"a", 1}, {"b", 2}}));
}

}  // namespace
}  // namespace steward::notification
