#include "services/notification/rpc/notification_handlers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "platform/testing/status_matchers.h"
#include "platform/time/timestamp.h"
#include "services/notification/rpc/notification_preference_handlers.h"
#include "services/notification/store/test_database.h"
#include "steward/audit/v1/audit.pb.h"

namespace steward::notification {
namespace {

using errors::Reason;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class NotificationHandlersTest : public testing::Test {
 protected:
  Call CallOf(const std::string& user, Scope scope = Scope::kOwn) {
    Call call = database_.CallOf("demo");
    call.roles.clear();
    call.subject = user;
    call.scope = scope;
    return call;
  }

  void Add(const std::string& id, const std::string& user, v1::Channel channel,
           bool confidential = false) {
    Told told;
    told.notification.set_name("notifications/" + id);
    told.notification.set_recipient(user);
    told.notification.set_reader(user);
    told.notification.set_channel(channel);
    told.notification.set_state(Notification::SENT);
    told.notification.set_confidential(confidential);
    *told.notification.mutable_create_time() = ToProto(absl::Now());
    const std::pair<std::string, Told> all[] = {{"demo", told}};
    ASSERT_THAT(database_.notices.Finish({}, all), IsOk());
  }

  std::vector<std::string> Listed(const Call& call, const std::string& filter = "") {
    v1::ListNotificationsRequest request;
    request.set_filter(filter);
    request.set_order_by("name");
    auto page = handlers_.ListNotifications(call, request);
    EXPECT_THAT(page, IsOk());
    std::vector<std::string> names;
    if (!page.ok()) return names;
    const auto response = page->Parse();
    for (const Notification& each : response.notifications()) names.push_back(each.name());
    return names;
  }

  absl::StatusOr<Notification> Mark(const Call& call, const std::string& id,
                                    bool validate_only = false) {
    v1::MarkNotificationReadRequest request;
    request.set_name("notifications/" + id);
    request.set_validate_only(validate_only);
    return handlers_.MarkNotificationRead(call, request);
  }

  int64_t MarkAll(const Call& call, bool validate_only = false) {
    v1::MarkAllNotificationsReadRequest request;
    request.set_validate_only(validate_only);
    return handlers_.MarkAllNotificationsRead(call, request)->marked_count();
  }

  TestDatabase database_;
  // The names in each event that tells of a read, oldest first.
  std::vector<std::string> Reads() {
    const auto rows = database_.Inspect(
        "SELECT event FROM journal WHERE type = 'dev.steward.notification.read.v1'"
        " ORDER BY event_offset");
    std::vector<std::string> reads;
    for (int row = 0; row < rows.rows(); ++row) {
      const absl::string_view bytes = rows.Bytes(row, 0);
      event::v1::Event event;
      audit::v1::Read read;
      EXPECT_TRUE(event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
      EXPECT_TRUE(event.resource().UnpackTo(&read));
      reads.push_back(absl::StrJoin(read.resources(), " "));
    }
    return reads;
  }

  NotificationHandlers handlers_{&database_.notifications, &database_.journal};
};

TEST_F(NotificationHandlersTest, ShowsPeopleTheirOwn) {
  Add("1", "users/rita", v1::INBOX);
  Add("2", "users/rita", v1::MAIL, true);
  Add("3", "users/bob", v1::INBOX);

  EXPECT_THAT(Listed(CallOf("users/rita")), ElementsAre("notifications/1", "notifications/2"));
  EXPECT_THAT(Listed(CallOf("users/bob")), ElementsAre("notifications/3"));
  EXPECT_THAT(Listed(CallOf("users/admin", Scope::kTenant)),
              ElementsAre("notifications/1", "notifications/3"));
}

TEST_F(NotificationHandlersTest, TellWhoElseReadsWhatIsConfidential) {
  Add("1", "users/rita", v1::INBOX);
  Add("2", "users/rita", v1::INBOX, true);
  Add("3", "users/bob", v1::MAIL, true);
  Call auditor = CallOf("users/ann", Scope::kTenant);
  auditor.roles = {"auditor"};
  auditor.permission = "notifications.get";
  v1::GetNotificationRequest get;

  for (const char* name : {"notifications/1", "notifications/2"}) {
    get.set_name(name);
    EXPECT_THAT(handlers_.GetNotification(auditor, get), IsOk());
    EXPECT_THAT(handlers_.GetNotification(CallOf("users/rita"), get), IsOk());
  }
  EXPECT_THAT(Listed(CallOf("users/rita")), SizeIs(2));
  EXPECT_THAT(Reads(), ElementsAre("notifications/2"));
  EXPECT_THAT(Listed(auditor), SizeIs(3));

  EXPECT_THAT(Reads(), ElementsAre("notifications/2", "notifications/2 notifications/3"));
}

TEST_F(NotificationHandlersTest, MarksWhatIsRead) {
  Add("1", "users/rita", v1::INBOX);
  Add("2", "users/rita", v1::INBOX);
  Add("3", "users/rita", v1::MAIL);
  Add("4", "users/bob", v1::INBOX);
  const Call rita = CallOf("users/rita");
  const std::string unread = "channel = INBOX AND NOT read_time:*";

  EXPECT_TRUE(Mark(rita, "1", true)->has_read_time());
  EXPECT_EQ(Listed(rita, unread).size(), 2u);
  const auto first = Mark(rita, "1");
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->recipient(), "users/rita");
  EXPECT_EQ(Mark(rita, "1")->read_time().seconds(), first->read_time().seconds());
  EXPECT_THAT(Listed(rita, unread), ElementsAre("notifications/2"));
  EXPECT_THAT(Mark(rita, "3"), HasReason(Reason::ILLEGAL_TRANSITION));
  EXPECT_THAT(Mark(rita, "4"), HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_EQ(MarkAll(rita, true), 1);
  EXPECT_EQ(MarkAll(rita), 1);
  EXPECT_EQ(MarkAll(rita), 0);
  EXPECT_THAT(Listed(rita, unread), IsEmpty());
  EXPECT_EQ(Listed(CallOf("users/bob"), unread).size(), 1u);
}

TEST_F(NotificationHandlersTest, MarksNothingInTheInboxOfSomebodyElse) {
  Add("1", "users/rita", v1::INBOX);
  Add("2", "users/rita", v1::MAIL);
  const Call admin = CallOf("users/admin", Scope::kTenant);

  for (const char* id : {"1", "2"})
    for (const bool validate_only : {true, false})
      EXPECT_THAT(Mark(admin, id, validate_only), HasReason(Reason::PERMISSION_DENIED));
  EXPECT_EQ(MarkAll(admin), 0);
  const auto found = database_.notifications.Get(admin, "notifications/1");
  ASSERT_THAT(found, IsOk());
  EXPECT_THAT(database_.notifications.MarkRead(admin, *found), IsOk());
  EXPECT_EQ(Listed(CallOf("users/rita"), "NOT read_time:*").size(), 2u);
}

TEST_F(NotificationHandlersTest, KeepsAPreferenceForEverybody) {
  const ContactStore contacts(&database_.points);
  NotificationPreferenceHandlers preferences(&database_.book, &contacts);
  v1::GetNotificationPreferenceRequest get;
  get.set_name("notificationPreferences/rita");
  v1::UpdateNotificationPreferenceRequest update;
  auto& wish = *update.mutable_notification_preference();
  wish.set_name(get.name());
  wish.add_mutes()->set_event_class(v1::TICKET);
  wish.mutable_mutes(0)->set_channel(v1::MAIL);
  const Call rita = CallOf("users/rita"), bob = CallOf("users/bob");

  EXPECT_EQ(preferences.GetNotificationPreference(rita, get)->user(), "users/rita");
  EXPECT_THAT(preferences.GetNotificationPreference(bob, get),
              HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_THAT(preferences.GetNotificationPreference(CallOf("users/admin", Scope::kTenant), get),
              HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_THAT(preferences.UpdateNotificationPreference(bob, update),
              HasReason(Reason::RESOURCE_NOT_FOUND));
  ASSERT_THAT(preferences.UpdateNotificationPreference(rita, update), IsOk());
  EXPECT_EQ(preferences.GetNotificationPreference(rita, get)->mutes_size(), 1);
  EXPECT_THAT(preferences.GetNotificationPreference(bob, get),
              HasReason(Reason::RESOURCE_NOT_FOUND));
  wish.clear_mutes();
  update.mutable_update_mask()->add_paths("mutes");
  EXPECT_EQ(preferences.UpdateNotificationPreference(rita, update)->mutes_size(), 0);
}

}  // namespace
}  // namespace steward::notification
