#include "services/notification/jobs/notice_worker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "platform/journal/shard.h"
#include "platform/testing/eventually.h"
#include "platform/testing/postgres.h"
#include "platform/time/timestamp.h"
#include "services/notification/jobs/telling_for_test.h"
#include "steward/approval/v1/approval.pb.h"
#include "steward/directory/v1/membership.pb.h"
#include "steward/directory/v1/substitute.pb.h"
#include "steward/notification/v1/notification_template_service.pb.h"

namespace steward::notification {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class NoticeWorkerTest : public TellingTest {};

TEST_F(NoticeWorkerTest, NotesOnlyWhatARuleMayWant) {
  ASSERT_THAT(Apply(effect_, Assigned("users/bob")), IsOk());
  ASSERT_THAT(Apply(effect_, TestEvent("demo", absl::Now(), "dev.steward.ticket.held.v1")), IsOk());

  EXPECT_THAT(Take(), SizeIs(1));
  EXPECT_THAT(Take(), IsEmpty());
  EXPECT_THAT(Take(absl::Now() + absl::Minutes(2)), SizeIs(1));
}

TEST_F(NoticeWorkerTest, TellsOnceWhateverIsRepeated) {
  HearOfUser("bob");
  ASSERT_THAT(Apply(effect_, Assigned("users/bob")), IsOk());
  const std::vector<Notice> notices = Take();
  const Terms terms{true, "", absl::Now()};

  auto told = TellNotices(database_.telling, notices, terms, catch_up_);
  ASSERT_THAT(told, IsOk());
  ASSERT_THAT(database_.notices.Finish(notices, told->told), IsOk());
  ASSERT_THAT(database_.notices.Finish(notices, told->told), IsOk());

  EXPECT_THAT(Stored(), ElementsAre("users/bob 1 1", "users/bob 2 2"));
  EXPECT_THAT(Take(absl::Now() + absl::Hours(1)), IsEmpty());
  EXPECT_EQ(asked_, 0);
}

TEST_F(NoticeWorkerTest, CatchesUpWithTheDirectoryForSomebodyUnknown) {
  ASSERT_THAT(Apply(effect_, Assigned("users/new")), IsOk());
  const std::vector<Notice> notices = Take();
  const people::CatchUp hear = [&](absl::string_view tenant, absl::Time) {
    EXPECT_EQ(tenant, "demo");
    HearOfUser("new");
    return absl::OkStatus();
  };

  auto told = TellNotices(database_.telling, notices, {true, "", absl::Now()}, hear);

  ASSERT_THAT(told, IsOk());
  ASSERT_THAT(told->told, SizeIs(2));
  EXPECT_EQ(told->told[0].second.notification.state(), Notification::PENDING);
}

TEST_F(NoticeWorkerTest, TellsWhoeverStandsInForAnApproverByNow) {
  for (const char* user : {"ann", "sam", "sue"}) HearOfUser(user);
  const auto hear_of = [&](const std::string& substitute, absl::Time end, const char* tenant) {
    directory::v1::Substitute standing;
    standing.set_user("users/ann");
    standing.set_substitute("users/" + substitute);
    *standing.mutable_start_time() = ToProto(absl::Now() - absl::Hours(2));
    *standing.mutable_end_time() = ToProto(end);
    Hear("users/ann/substitutes/" + substitute, standing, 1, tenant);
  };
  approval::v1::Approval approval;
  approval.set_state(approval::v1::Approval::PENDING);
  auto* stage = approval.add_stages();
  stage->set_state(approval::v1::Stage::OPEN);
  stage->add_approvers()->set_user("users/ann");
  event::v1::StoredEvent asked =
      TestEvent("demo", absl::Now(), "dev.steward.approval.requested.v1");
  asked.mutable_event()->mutable_resource()->PackFrom(approval);
  ASSERT_THAT(Apply(effect_, asked), IsOk());
  // The directory tells of them only when it is asked.
  const people::CatchUp hear = [&](absl::string_view, absl::Time) {
    hear_of("sam", absl::Now() + absl::Hours(1), "demo");
    hear_of("sue", absl::Now() - absl::Hours(1), "demo");
    hear_of("sue", absl::Now() + absl::Hours(1), "other");
    return absl::OkStatus();
  };

  NoticeWorker worker({.notices = &database_.notices,
                       .store = &database_.telling,
                       .catch_up = hear,
                       .sends_mails = true});

  ASSERT_TRUE(Eventually([&] { return !Stored().empty(); }));
  EXPECT_THAT(Stored(),
              ElementsAre("users/ann 1 1", "users/ann 2 2", "users/sam 1 1", "users/sam 2 2"));
}

TEST_F(NoticeWorkerTest, LooksIntoEachShardOfTheDirectoryOnce) {
  std::set<int> shards;
  for (int i = 0; i < 30; ++i) {
    const std::string tenant = absl::StrCat("tenant", i);
    shards.insert(journal::ShardOf(tenant));
    ASSERT_THAT(Apply(effect_, Assigned("users/new", tenant)), IsOk());
  }
  {
    NoticeWorker worker(
        {.notices = &database_.notices, .store = &database_.telling, .catch_up = catch_up_});
    ASSERT_TRUE(
        Eventually([&] { return database_.Inspect("SELECT event_id FROM notice").rows() == 0; }));
  }
  EXPECT_EQ(asked_, static_cast<int>(shards.size()));
}

TEST_F(NoticeWorkerTest, TellsTheMembersOfAGroupByARuleOfTheTenant) {
  for (const char* user : {"ben", "bea"}) {
    HearOfUser(user);
    directory::v1::Membership membership;
    *membership.mutable_start_time() = ToProto(absl::Now() - absl::Hours(1));
    Hear(absl::StrCat("groups/network/memberships/", user), membership);
  }
  NotificationRule rule;
  rule.add_event_types("dev.steward.ticket.held.v1");
  rule.add_recipients()->set_group("groups/network");
  rule.add_channels(v1::INBOX);
  rule.set_state(NotificationRule::ENABLED);
  rule.set_event_class(v1::TICKET);
  rule.set_template_("notificationTemplates/ticket-assigned");
  const Call call = database_.CallOf("demo");
  ASSERT_THAT(
      database_.book.rules.Create(call, v1::NotificationRule(), "held", "dev.steward.x.created.v1",
                                  [&]() -> absl::StatusOr<NotificationRule> { return rule; }),
      IsOk());
  ASSERT_THAT(Apply(effect_, TestEvent("demo", absl::Now(), "dev.steward.ticket.held.v1")), IsOk());
  ASSERT_THAT(Apply(effect_, TestEvent("other", absl::Now(), "dev.steward.ticket.held.v1")),
              IsOk());

  NoticeWorker worker(
      {.notices = &database_.notices, .store = &database_.telling, .catch_up = catch_up_});

  ASSERT_TRUE(Eventually([&] { return Stored().size() == 2; }));
  EXPECT_THAT(Stored(), ElementsAre("users/bea 2 2", "users/ben 2 2"));
}

TEST_F(NoticeWorkerTest, TellsTheOthersWhenOneCannotBeTold) {
  HearOfUser("bob");
  event::v1::StoredEvent broken = Assigned("users/bob");
  // No text of the database takes it.
  broken.mutable_event()->set_resource_name(std::string("tickets/INC-1/\0", 15));
  ASSERT_THAT(Apply(effect_, broken), IsOk());
  ASSERT_THAT(Apply(effect_, Assigned("users/bob")), IsOk());

  NoticeWorker worker({.notices = &database_.notices,
                       .store = &database_.telling,
                       .catch_up = catch_up_,
                       .sends_mails = true});

  ASSERT_TRUE(Eventually([&] { return Stored().size() == 2; }));
  EXPECT_EQ(database_.Inspect("SELECT event_id FROM notice").rows(), 1);
}

TEST_F(NoticeWorkerTest, TellsTheOthersWhenOneTakesTooLong) {
  HearOfUser("bob");
  const event::v1::StoredEvent slow = Assigned("users/bob");
  ASSERT_THAT(Apply(effect_, slow), IsOk());
  ASSERT_THAT(Apply(effect_, Assigned("users/bob")), IsOk());
  const std::string id = NotificationId(slow.event().id(), "notificationRules/ticket-assigned",
                                        "users/bob", v1::INBOX);
  auto other = pg::Connection::Open(TestPostgres::Get().SuperuserConninfo(database_.owner));
  ASSERT_THAT(other, IsOk());
  // Whoever inserts the same waits for the end of this transaction.
  ASSERT_THAT(
      (*other)->RunScript(absl::StrCat(
          "BEGIN; INSERT INTO notification (tenant_id, id, event_id, event_type, event_class,"
          " resource, rule, recipient, reader, channel, state, reason, subject, confidential,"
          " create_time, address, html, body) VALUES ('demo', '",
          id, "', '', '', 1, '', '', '', '', 1, 3, 0, '', false, now(), '', '', '')")),
      IsOk());
  const NoticeStore hasty(&database_.pool, absl::Milliseconds(500));

  NoticeWorker worker(
      {.notices = &hasty, .store = &database_.telling, .catch_up = catch_up_, .sends_mails = true});

  ASSERT_TRUE(Eventually([&] { return Stored().size() == 2; }));
  EXPECT_EQ(database_.Inspect("SELECT event_id FROM notice").rows(), 1);
}

TEST_F(NoticeWorkerTest, TellsOfManyEventsInParts) {
  v1::UpdateNotificationTemplateRequest request;
  const Call call = database_.CallOf("demo");
  NotificationTemplate words;
  words.set_subject("x");
  words.set_text(std::string(200'000, 'x'));
  ASSERT_THAT(database_.book.templates.Create(
                  call, request, "ticket-assigned", "dev.steward.notification.template.created.v1",
                  [&]() -> absl::StatusOr<NotificationTemplate> { return words; }),
              IsOk());
  HearOfUser("bob");
  for (int i = 0; i < 100; ++i) ASSERT_THAT(Apply(effect_, Assigned("users/bob")), IsOk());
  auto notices = database_.notices.Take(absl::Now(), absl::Now() + absl::Minutes(1), 100);
  ASSERT_THAT(notices, IsOk());

  const auto told = TellNotices(database_.telling, *notices, {true, "", absl::Now()}, catch_up_);

  ASSERT_THAT(told, IsOk());
  // Each is two messages of 200 kB; 32 MiB are enough for 84.
  EXPECT_EQ(told->notices, 84);
  EXPECT_THAT(told->told, SizeIs(168));
}

TEST_F(NoticeWorkerTest, StoresManyInOneGo) {
  std::vector<std::pair<std::string, Told>> told(2500);
  for (size_t i = 0; i < told.size(); ++i) {
    told[i].first = "demo";
    told[i].second.notification.set_name(absl::StrCat("notifications/", i));
    *told[i].second.notification.mutable_create_time() = ToProto(absl::Now());
  }

  ASSERT_THAT(database_.notices.Finish({}, told), IsOk());

  EXPECT_THAT(Stored(), SizeIs(2500));
}

TEST_F(NoticeWorkerTest, KnowsUsersAsTheyWereSaidLast) {
  HearOfUser("bob", 2, "new@example.com");
  HearOfUser("bob", 1, "old@example.com");

  auto people = database_.telling.People({{"demo", "users/bob"}, {"other", "users/bob"}});

  ASSERT_THAT(people, IsOk());
  ASSERT_THAT(*people, SizeIs(1));
  EXPECT_EQ(people->at("demo").at("users/bob").email, "new@example.com");
}

}  // namespace
}  // namespace steward::notification
