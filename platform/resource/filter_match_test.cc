#include "platform/resource/filter_match.h"

#include <gtest/gtest.h>

#include "platform/testing/status_matchers.h"
#include "platform/time/timestamp.h"
#include "steward/notification/v1/webhook.pb.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::resource {
namespace {

using errors::Reason;
using ticket::v1::Ticket;

Ticket VpnIsDown() {
  Ticket ticket;
  ticket.set_title("VPN is down");
  ticket.set_priority(Ticket::P1);
  ticket.set_requester("users/rita");
  ticket.set_confidential(true);
  *ticket.mutable_create_time() = ToProto(absl::FromUnixSeconds(1700000000));
  return ticket;
}

struct Case {
  const char* filter;
  bool matches;
};

TEST(FilterMatcher, JudgesAsAListDoes) {
  const Case cases[] = {
      {"", true},
      {"priority = P1", true},
      {"priority != P1", false},
      {"priority = P2", false},
      {"priority = P2 OR priority = P1", true},
      {"confidential = true AND priority = P2", false},
      {"priority = P2 OR priority = P1 requester = \"users/bob\"", false},
      {"NOT priority = P2", true},
      {"-requester = \"users/rita\"", false},
      {"requester = \"users/*\"", true},
      {"title = \"*down\"", true},
      {"title = \"*is*\"", true},
      {"title = \"is*\"", false},
      {"title != \"VPN*\"", false},
      {"title = \"*\"", true},
      {"title:vpn", true},
      {"title:\"*\"", false},
      {"title:*", true},
      {"assignee:*", false},
      {"assignee = \"\"", true},
      {"title > \"VPN\"", true},
      {"confidential = true", true},
      {"vip:*", false},
      {"create_time < \"2030-01-01T00:00:00Z\"", true},
      {"create_time = \"2023-11-14T22:13:20Z\"", true},
      {"create_time:*", true},
      {"resolve_time < \"2030-01-01T00:00:00Z\"", false},
      {"NOT resolve_time < \"2030-01-01T00:00:00Z\"", true},
      {"resolve_time != \"2030-01-01T00:00:00Z\"", true},
      {"resolve_time:*", false},
  };
  const Ticket ticket = VpnIsDown();
  for (const Case& each : cases) {
    SCOPED_TRACE(each.filter);
    auto matcher = FilterMatcher::Compile(each.filter, Ticket::descriptor());
    ASSERT_THAT(matcher, IsOk());
    EXPECT_EQ(matcher->Matches(ticket), each.matches);
  }
}

TEST(FilterMatcher, LooksIntoListsAndNumbers) {
  notification::v1::Webhook webhook;
  webhook.add_event_types("dev.steward.ticket.created.v1");
  const Case of_webhook[] = {
      {"event_types:\"dev.steward.ticket.created.v1\"", true},
      {"event_types:\"dev.steward\"", false},
      {"event_types:*", true},
  };
  for (const Case& each : of_webhook)
    EXPECT_EQ(FilterMatcher::Compile(each.filter, webhook.GetDescriptor())->Matches(webhook),
              each.matches)
        << each.filter;

  notification::v1::Delivery delivery;
  delivery.set_attempt_count(3);
  const Case of_delivery[] = {{"attempt_count >= 3", true}, {"attempt_count < 3", false}};
  for (const Case& each : of_delivery)
    EXPECT_EQ(FilterMatcher::Compile(each.filter, delivery.GetDescriptor())->Matches(delivery),
              each.matches)
        << each.filter;
}

TEST(FilterMatcher, RefusesWhatAListRefuses) {
  for (const char* filter :
       {"prioritty = P1", "priority = P9", "priority > P1", "confidential > true",
        "create_time = yesterday", "description:vpn", "links:*", "title = ", "event = 1", "vpn"}) {
    SCOPED_TRACE(filter);
    EXPECT_THAT(FilterMatcher::Compile(filter, Ticket::descriptor()),
                HasReason(Reason::INVALID_FILTER));
  }
  EXPECT_THAT(FilterMatcher::Compile(std::string(5000, ' ') + "title = a", Ticket::descriptor()),
              HasReason(Reason::FILTER_TOO_COMPLEX));
}

}  // namespace
}  // namespace steward::resource
