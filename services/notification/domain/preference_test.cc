#include "services/notification/domain/preference.h"

#include <gtest/gtest.h>

#include "platform/testing/status_matchers.h"

namespace steward::notification {
namespace {

using errors::Reason;

const absl::Time kNow = absl::FromUnixSeconds(1700000000);

NotificationPreference Muting(v1::EventClass event_class, v1::Channel channel, int times = 1) {
  NotificationPreference preference;
  for (int i = 0; i < times; ++i) {
    auto* mute = preference.add_mutes();
    mute->set_event_class(event_class);
    mute->set_channel(channel);
  }
  return preference;
}

TEST(UpdatePreference, MutesWhatMayBeMuted) {
  struct Case {
    v1::EventClass event_class;
    v1::Channel channel;
    bool may_be_muted;
  };
  const Case cases[] = {
      {v1::TICKET, v1::MAIL, true},    {v1::TICKET, v1::INBOX, true},
      {v1::CHANGE, v1::MAIL, true},    {v1::REQUEST, v1::MAIL, true},
      {v1::APPROVAL, v1::MAIL, false}, {v1::APPROVAL, v1::INBOX, true},
      {v1::SECURITY, v1::MAIL, false}, {v1::SECURITY, v1::INBOX, true},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(testing::Message() << each.event_class << " " << each.channel);
    const auto wish = Muting(each.event_class, each.channel);
    EXPECT_EQ(UpdatePreference({}, wish, {}, kNow).ok(), each.may_be_muted);
    EXPECT_EQ(Mutes(wish, each.event_class, each.channel), each.may_be_muted);
  }
  EXPECT_FALSE(Mutes(Muting(v1::TICKET, v1::MAIL), v1::TICKET, v1::INBOX));
  EXPECT_FALSE(Mutes(Muting(v1::TICKET, v1::MAIL), v1::CHANGE, v1::MAIL));
}

TEST(UpdatePreference, TakesEachPairOnce) {
  EXPECT_THAT(UpdatePreference({}, Muting(v1::TICKET, v1::MAIL, 2), {}, kNow),
              HasReason(Reason::INVALID_FIELD));
  EXPECT_THAT(UpdatePreference({}, Muting(v1::EVENT_CLASS_UNSPECIFIED, v1::MAIL), {}, kNow),
              HasReason(Reason::INVALID_FIELD));
}

}  // namespace
}  // namespace steward::notification
