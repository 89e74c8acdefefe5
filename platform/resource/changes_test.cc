#include "platform/resource/changes.h"

#include <string>

#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "steward/event/v1/journal_service.pb.h"
#include "steward/notification/v1/webhook.pb.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::resource {
namespace {

using google::protobuf::Message;
using notification::v1::Webhook;
using ticket::v1::Ticket;

// "path: before -> after" of each change, a line each.
std::string Diff(const Message& before, const Message& after) {
  event::v1::Event event;
  DiffFields(before, after, event.mutable_changes());
  std::string lines;
  for (const auto& change : event.changes()) {
    std::string from = "absent", to = "absent";
    if (change.has_before()) {
      from.clear();
      EXPECT_TRUE(google::protobuf::util::MessageToJsonString(change.before(), &from).ok());
    }
    if (change.has_after()) {
      to.clear();
      EXPECT_TRUE(google::protobuf::util::MessageToJsonString(change.after(), &to).ok());
    }
    lines += change.path() + ": " + from + " -> " + to + "\n";
  }
  return lines;
}

TEST(DiffFields, FindsNothingBetweenEqualMessages) {
  Ticket ticket;
  ticket.set_title("VPN");
  ticket.mutable_create_time()->set_seconds(1);

  EXPECT_EQ(Diff(ticket, ticket), "");
}

TEST(DiffFields, GivesValuesInTheirJsonForm) {
  Ticket before, after;
  before.set_state(Ticket::NEW);
  after.set_state(Ticket::RESOLVED);
  before.set_title("VPN");
  after.set_title("VPN down");
  after.set_reopen_count(2);
  before.set_hold_reason(Ticket::AWAITING_VENDOR);
  after.mutable_resolve_time()->set_seconds(1'700'000'000);

  EXPECT_EQ(Diff(before, after),
            "title: \"VPN\" -> \"VPN down\"\n"
            "state: \"NEW\" -> \"RESOLVED\"\n"
            "hold_reason: \"AWAITING_VENDOR\" -> absent\n"
            "reopen_count: absent -> 2\n"
            "resolve_time: absent -> \"2023-11-14T22:13:20Z\"\n");
}

TEST(DiffFields, LeavesOutEtagUpdateTimeAndSecrets) {
  Webhook before, after;
  after.set_etag("2");
  after.mutable_update_time()->set_seconds(5);
  after.set_secret("whsec_x");

  EXPECT_EQ(Diff(before, after), "");
}

TEST(DiffFields, GivesListsAsAWhole) {
  Webhook before, after;
  before.add_event_types("a");
  after.add_event_types("a");
  after.add_event_types("b");

  EXPECT_EQ(Diff(before, after), "event_types: [\"a\"] -> [\"a\",\"b\"]\n");
}

TEST(DiffFields, WalksNestedMessagesAndBigNumbers) {
  event::v1::StoredEvent before, after;
  before.mutable_position()->set_event_id("e1");
  after.mutable_position()->set_offset(9'007'199'254'740'993);

  EXPECT_EQ(Diff(before, after),
            "position: {\"eventId\":\"e1\"} -> {\"offset\":\"9007199254740993\"}\n");
}

}  // namespace
}  // namespace steward::resource
