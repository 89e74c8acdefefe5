#include "platform/resource/order.h"

#include <string>

#include "gtest/gtest.h"
#include "platform/resource/ticket_columns_for_test.h"
#include "platform/status/errors.h"

namespace steward::resource {
namespace {

using errors::Reason;
using ticket::v1::Ticket;

Order Parse(const std::string& order_by) { return Order::Parse(order_by, TicketColumns()).value(); }

TEST(Order, EndsWithTheId) {
  EXPECT_EQ(Parse("").OrderBy(), "ORDER BY t.id");
  EXPECT_EQ(Parse("priority").OrderBy(), "ORDER BY t.priority, t.id");
  EXPECT_EQ(Parse(" priority asc ,create_time  desc ").OrderBy(),
            "ORDER BY t.priority, t.create_time DESC, t.id DESC");
  EXPECT_EQ(Parse("name desc, title").OrderBy(), "ORDER BY t.id DESC, t.title");
}

TEST(Order, GivesWhatIsNotSetTheLowestPlace) {
  EXPECT_EQ(Parse("close_time desc").OrderBy(),
            "ORDER BY COALESCE(t.close_time, '-infinity'::timestamptz) DESC, t.id DESC");
}

TEST(Order, RefusesWhatItDoesNotUnderstand) {
  for (const char* order_by :
       {"colour", "description", "title; drop table", "random()", "title desc desc", "title DESC",
        "title,", ",", ",title", "title,,state", "desc desc", "title, title", "title, title desc",
        "title desc, state x", "title -1", "1", "\xFF",
        "title, state, priority, create_time, close_time, assignee"})
    EXPECT_EQ(errors::ReasonOf(Order::Parse(order_by, TicketColumns()).status()),
              Reason::INVALID_FILTER)
        << order_by;
  EXPECT_TRUE(
      Order::Parse("title, state, priority, create_time, close_time", TicketColumns()).ok());
}

TEST(Order, ComparesRowsWhenAnIndexCan) {
  const Order descending = Parse("create_time desc");
  const std::vector<Value> keys = {absl::UnixEpoch(), "INC-1"};

  const auto sql = descending.After(keys, 4);

  EXPECT_EQ(sql->text, "(t.create_time, t.id) < ($4::timestamptz, $5::text)");
  EXPECT_EQ(sql->params, keys);
  EXPECT_EQ(Parse("").After({"INC-1"}, 1)->text, "(t.id) > ($1::text)");
}

TEST(Order, SpellsOutMixedDirectionsAndNulls) {
  EXPECT_EQ(
      Parse("priority, create_time desc").After({int64_t{1}, absl::UnixEpoch(), "x"}, 1)->text,
      "(t.priority > $1::smallint OR (t.priority = $1::smallint AND "
      "(t.create_time < $2::timestamptz OR (t.create_time = $2::timestamptz AND "
      "t.id < $3::text))))");
  EXPECT_EQ(Parse("close_time").After({absl::InfinitePast(), "x"}, 1)->text,
            "(COALESCE(t.close_time, '-infinity'::timestamptz) > $1::timestamptz OR "
            "(COALESCE(t.close_time, '-infinity'::timestamptz) = $1::timestamptz AND "
            "t.id > $2::text))");
}

TEST(Order, RefusesKeysOfAnotherOrder) {
  const Order order = Parse("priority");
  for (const std::vector<Value>& keys : std::vector<std::vector<Value>>{
           {}, {"x"}, {"x", "y"}, {int64_t{1}, int64_t{2}}, {int64_t{1}, "x", "y"}})
    EXPECT_EQ(errors::ReasonOf(order.After(keys, 1).status()), Reason::INVALID_PAGE_TOKEN);
}

TEST(Order, ReadsTheKeysOfAResource) {
  Ticket ticket;
  ticket.set_name("tickets/INC-1");
  ticket.set_priority(Ticket::P2);
  ticket.set_reopen_count(3);
  ticket.mutable_create_time()->set_seconds(5);
  ticket.mutable_create_time()->set_nanos(6000);
  const Order order = Parse("priority, reopen_count, create_time, close_time, title");

  const std::vector<Value> keys = order.KeysOf(ticket, "INC-1");

  EXPECT_EQ(keys, (std::vector<Value>{int64_t{2}, int64_t{3}, absl::FromUnixMicros(5'000'006),
                                      absl::InfinitePast(), "", "INC-1"}));
  EXPECT_TRUE(order.After(keys, 1).ok());
}

}  // namespace
}  // namespace steward::resource
