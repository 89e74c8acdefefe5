#include "services/notification/domain/webhook.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "platform/status/errors.h"

namespace steward::notification {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::ElementsAre;
using testing::HasSubstr;

const absl::Time kThen = absl::FromUnixMillis(1767225600123);
const absl::Time kNow = kThen + absl::Hours(1);

Webhook Draft() {
  Webhook draft;
  draft.set_display_name("Pager");
  draft.set_url("https://hooks.example.com/steward");
  draft.add_event_types("dev.steward.ticket.resolved.v1");
  draft.add_event_types("dev.steward.ticket.created.v1");
  draft.add_event_types("dev.steward.ticket.resolved.v1");
  return draft;
}

Webhook Enabled() { return Create(Draft(), "users/alice", kThen).value(); }
Webhook Disabled() { return Disable(Enabled(), "gone", kThen).value(); }

TEST(Create, SetsWhatTheServerOwns) {
  Webhook draft = Draft();
  draft.set_state(Webhook::DISABLED);
  draft.set_creator("users/mallory");
  draft.set_secret("whsec_x");

  Webhook created = Create(draft, "users/alice", kThen).value();

  EXPECT_EQ(created.state(), Webhook::ENABLED);
  EXPECT_EQ(created.creator(), "users/alice");
  EXPECT_EQ(created.secret(), "");
  EXPECT_EQ(created.create_time().seconds(), 1767225600);
  EXPECT_EQ(created.create_time().nanos(), 123000000);
  EXPECT_THAT(created.event_types(),
              ElementsAre("dev.steward.ticket.created.v1", "dev.steward.ticket.resolved.v1"));
}

TEST(Create, RefusesWhatIsNotAnEventType) {
  for (const char* type :
       {"ticket.created", "dev.steward.ticket", "dev.steward.ticket.created",
        "dev.steward.ticket.created.v", "dev.steward.ticket.created.v1x", "dev.steward..created.v1",
        "dev.steward.Ticket.created.v1", "dev.steward.ticket.*.v1", "dev.steward.a.b.c.d.v1",
        "dev.steward.directory..created.v1", ""}) {
    Webhook draft = Draft();
    draft.add_event_types(type);

    absl::Status status = Create(draft, "users/alice", kThen).status();

    EXPECT_EQ(errors::ReasonOf(status), errors::Reason::INVALID_FIELD) << type;
    EXPECT_THAT(std::string(status.message()), HasSubstr("webhook.event_types[3]")) << type;
  }
}

TEST(Update, TakesSettingsOnly) {
  Webhook changed = Disabled();
  changed.set_url("https://other.example.com/");
  changed.set_creator("users/mallory");
  changed.set_state(Webhook::ENABLED);

  Webhook updated = Update(Disabled(), changed, kNow).value();

  EXPECT_EQ(updated.url(), "https://other.example.com/");
  EXPECT_EQ(updated.creator(), "users/alice");
  EXPECT_EQ(updated.state(), Webhook::DISABLED);
  EXPECT_EQ(updated.update_time().seconds(), absl::ToUnixSeconds(kNow));
  EXPECT_EQ(updated.create_time().seconds(), absl::ToUnixSeconds(kThen));
}

TEST(Update, LeavesTheWebhookAsItIsWhenNothingDiffers) {
  Webhook same = Draft();

  Webhook updated = Update(Enabled(), same, kNow).value();

  EXPECT_TRUE(MessageDifferencer::Equals(updated, Enabled()));
}

TEST(Update, RefusesWhatIsNotAnEventType) {
  Webhook changed = Enabled();
  changed.add_event_types("all");

  EXPECT_EQ(errors::ReasonOf(Update(Enabled(), changed, kNow).status()),
            errors::Reason::INVALID_FIELD);
}

TEST(Transition, FollowsTheTable) {
  Webhook enabled = Enable(Disabled(), kNow).value();
  EXPECT_EQ(enabled.state(), Webhook::ENABLED);
  EXPECT_EQ(enabled.disable_reason(), "");
  EXPECT_EQ(enabled.update_time().seconds(), absl::ToUnixSeconds(kNow));

  Webhook disabled = Disable(Enabled(), "The endpoint answered 410 Gone.", kNow).value();
  EXPECT_EQ(disabled.state(), Webhook::DISABLED);
  EXPECT_EQ(disabled.disable_reason(), "The endpoint answered 410 Gone.");
  EXPECT_EQ(disabled.update_time().seconds(), absl::ToUnixSeconds(kNow));
}

TEST(Transition, NamesWhatIsAllowedInstead) {
  absl::Status enabling = Enable(Enabled(), kNow).status();
  absl::Status disabling = Disable(Disabled(), "", kNow).status();

  EXPECT_EQ(errors::ReasonOf(enabling), errors::Reason::ILLEGAL_TRANSITION);
  EXPECT_THAT(std::string(enabling.message()),
              HasSubstr("state ENABLED; allowed: delete, disable"));
  EXPECT_EQ(errors::ReasonOf(disabling), errors::Reason::ILLEGAL_TRANSITION);
  EXPECT_THAT(std::string(disabling.message()),
              HasSubstr("state DISABLED; allowed: delete, enable"));
}

TEST(Delete, IsPossibleInEveryState) {
  EXPECT_EQ(Delete(Disabled(), kNow).update_time().seconds(), absl::ToUnixSeconds(kNow));
  EXPECT_EQ(Delete(Enabled(), kNow).state(), Webhook::ENABLED);
}

TEST(Wants, FollowsStateAndTypes) {
  EXPECT_TRUE(Wants(Enabled(), "dev.steward.ticket.created.v1"));
  EXPECT_FALSE(Wants(Enabled(), "dev.steward.ticket.closed.v1"));
  EXPECT_FALSE(Wants(Disabled(), "dev.steward.ticket.created.v1"));

  Webhook all = Enabled();
  all.clear_event_types();
  EXPECT_TRUE(Wants(all, "dev.steward.ticket.closed.v1"));
}

}  // namespace
}  // namespace steward::notification
