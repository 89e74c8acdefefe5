// Lists of tickets against an oracle in memory.

#include <algorithm>
#include <set>
#include <tuple>

#include "absl/strings/match.h"
#include "google/rpc/error_details.pb.h"
#include "platform/pg/connection.h"
#include "services/ticket/store/tickets_for_test.h"

namespace steward::ticket {
namespace {

using errors::Reason;

const absl::Time kThen = absl::FromUnixSeconds(1770000000);

std::string NamesOf(const std::vector<Ticket>& tickets) {
  std::string names;
  for (const Ticket& ticket : tickets) absl::StrAppend(&names, ticket.name().substr(8), " ");
  return names;
}

absl::Time ResolveTime(const Ticket& ticket) {
  return ticket.has_resolve_time() ? FromProto(ticket.resolve_time()) : absl::InfinitePast();
}

struct Filter {
  std::string text;
  std::function<bool(const Ticket&)> matches;
};

std::vector<Filter> Filters() {
  return {
      {"", [](const Ticket&) { return true; }},
      {"state = NEW", [](const Ticket& t) { return t.state() == Ticket::NEW; }},
      {"state != NEW", [](const Ticket& t) { return t.state() != Ticket::NEW; }},
      {"priority = P1 OR priority = P2", [](const Ticket& t) { return t.priority() <= 2; }},
      {"state = RESOLVED AND (priority = P1 OR reopen_count > 3)",
       [](const Ticket& t) {
         return t.state() == Ticket::RESOLVED &&
                (t.priority() == Ticket::P1 || t.reopen_count() > 3);
       }},
      {"title:\"vpn\"", [](const Ticket& t) { return absl::StrContains(t.title(), "VPN"); }},
      {"title:\"100%_\"", [](const Ticket& t) { return absl::StrContains(t.title(), "100%_"); }},
      {"title = \"VPN*\" -assignee:*",
       [](const Ticket& t) { return absl::StartsWith(t.title(), "VPN") && t.assignee().empty(); }},
      {"NOT assignee = \"users/a1\"", [](const Ticket& t) { return t.assignee() != "users/a1"; }},
      {"reopen_count >= 2 reopen_count < 5",
       [](const Ticket& t) { return t.reopen_count() >= 2 && t.reopen_count() < 5; }},
      {"resolve_time:*", [](const Ticket& t) { return t.has_resolve_time(); }},
      {"NOT resolve_time > \"2026-02-02T05:00:00Z\"",
       [](const Ticket& t) {
         return !(t.has_resolve_time() &&
                  FromProto(t.resolve_time()) > absl::FromUnixSeconds(1770008400));
       }},
      {"create_time < \"2026-02-02T02:50:00Z\"",
       [](const Ticket& t) {
         return FromProto(t.create_time()) < absl::FromUnixSeconds(1770000600);
       }},
      {"name = \"tickets/INC-1*\"",
       [](const Ticket& t) { return absl::StartsWith(t.name(), "tickets/INC-1"); }},
      {"state = NEW AND state = CLOSED", [](const Ticket&) { return false; }},
  };
}

// Whether one ticket stands before another; ids break ties in the direction of the last key.
struct Order {
  std::string text;
  std::function<bool(const Ticket&, const Ticket&)> before;
};

std::vector<Order> Orders() {
  return {
      {"",
       [](const Ticket& a, const Ticket& b) {
         return std::make_tuple(FromProto(b.create_time()), b.name()) <
                std::make_tuple(FromProto(a.create_time()), a.name());
       }},
      {"create_time",
       [](const Ticket& a, const Ticket& b) {
         return std::make_tuple(FromProto(a.create_time()), a.name()) <
                std::make_tuple(FromProto(b.create_time()), b.name());
       }},
      {"priority, create_time desc",
       [](const Ticket& a, const Ticket& b) {
         return std::make_tuple(a.priority(), FromProto(b.create_time()), b.name()) <
                std::make_tuple(b.priority(), FromProto(a.create_time()), a.name());
       }},
      {"title desc, reopen_count",
       [](const Ticket& a, const Ticket& b) {
         return std::make_tuple(b.title(), a.reopen_count(), a.name()) <
                std::make_tuple(a.title(), b.reopen_count(), b.name());
       }},
      {"resolve_time, state desc",
       [](const Ticket& a, const Ticket& b) {
         return std::make_tuple(ResolveTime(a), b.state(), b.name()) <
                std::make_tuple(ResolveTime(b), a.state(), a.name());
       }},
      {"resolve_time desc",
       [](const Ticket& a, const Ticket& b) {
         return std::make_tuple(ResolveTime(b), b.name()) <
                std::make_tuple(ResolveTime(a), a.name());
       }},
      {"name", [](const Ticket& a, const Ticket& b) { return a.name() < b.name(); }},
      {"assignee, name desc",
       [](const Ticket& a, const Ticket& b) {
         return std::make_tuple(a.assignee(), b.name()) < std::make_tuple(b.assignee(), a.name());
       }},
  };
}

class TicketListTest : public TicketsTest {
 protected:
  static Ticket Sample(int i) {
    Ticket ticket;
    ticket.set_kind(Ticket::INCIDENT);
    ticket.set_title(absl::StrCat(i % 3 == 0 ? "VPN" : "mail 100%_\\", " number ", i % 17));
    ticket.set_state(static_cast<Ticket::State>(1 + i % 6));
    ticket.set_priority(static_cast<Ticket::Priority>(1 + i % 5));
    ticket.set_requester(absl::StrCat("users/u", i % 4));
    if (i % 4 != 0) ticket.set_assignee(absl::StrCat("users/a", i % 3));
    ticket.set_reopen_count(i % 7);
    *ticket.mutable_create_time() = ToProto(kThen + absl::Minutes(i / 5) + absl::Nanoseconds(999));
    *ticket.mutable_update_time() = ToProto(kThen + absl::Minutes(i));
    if (i % 3 == 1) *ticket.mutable_resolve_time() = ToProto(kThen + absl::Hours(i % 10));
    return ticket;
  }

  void Fill(int count) {
    for (int i = 0; i < count; ++i) {
      auto ticket = Put("acme", Sample(i));
      ASSERT_THAT(ticket, IsOk());
      tickets_.push_back(*ticket);
    }
    for (int i = 0; i < 5; ++i) ASSERT_THAT(Put("beta", Sample(i)), IsOk());
  }

  // Turns all pages.
  std::vector<Ticket> All(const std::string& filter, const std::string& order_by, int page_size) {
    std::vector<Ticket> all;
    store::ListRequest request{filter, order_by, page_size, "", ""};
    do {
      auto encoded = store_.List(CallOf("acme"), request);
      EXPECT_THAT(encoded, IsOk()) << filter << " | " << order_by;
      if (!encoded.ok()) break;
      const auto page = encoded->Parse();
      EXPECT_LE(page.tickets_size(), page_size);
      EXPECT_TRUE(page.tickets_size() > 0 || page.next_page_token().empty());
      all.insert(all.end(), page.tickets().begin(), page.tickets().end());
      request.page_token = page.next_page_token();
    } while (!request.page_token.empty() && all.size() < 1000);
    return all;
  }

  std::vector<Ticket> tickets_;
};

TEST_F(TicketListTest, EqualsTheOracleForFiltersAndOrders) {
  Fill(120);
  for (const Filter& filter : Filters()) {
    for (const Order& order : Orders()) {
      std::vector<Ticket> expected;
      std::copy_if(tickets_.begin(), tickets_.end(), std::back_inserter(expected), filter.matches);
      std::sort(expected.begin(), expected.end(), order.before);
      EXPECT_EQ(NamesOf(All(filter.text, order.text, 7)), NamesOf(expected))
          << filter.text << " | " << order.text;
    }
  }
  EXPECT_EQ(All("", "", 1000).size(), 120u);
}

TEST_F(TicketListTest, NeitherSkipsNorRepeatsRowsWhenOthersAreAdded) {
  Fill(40);
  for (const char* order_by : {"create_time desc", "create_time", "title, priority desc"}) {
    std::set<std::string> expected, seen;
    for (const Ticket& ticket : tickets_) expected.insert(ticket.name());
    store::ListRequest request{"", order_by, 6, "", ""};
    int pages = 0;
    do {
      auto encoded = store_.List(CallOf("acme"), request);
      ASSERT_THAT(encoded, IsOk());
      const auto page = encoded->Parse();
      for (const Ticket& ticket : page.tickets())
        EXPECT_TRUE(seen.insert(ticket.name()).second) << ticket.name() << " came twice";
      request.page_token = page.next_page_token();
      ASSERT_THAT(Put("acme", Sample(pages)), IsOk());
      ASSERT_THAT(Put("acme", Sample(39 - pages)), IsOk());
    } while (!request.page_token.empty() && ++pages < 40);
    EXPECT_TRUE(std::includes(seen.begin(), seen.end(), expected.begin(), expected.end()))
        << order_by;
  }
}

TEST_F(TicketListTest, EndsAPageBeforeItOutgrowsAMessage) {
  constexpr int kTickets = 300;
  Ticket large = Sample(1);
  large.set_description(std::string(20'000, 'x'));
  for (int i = 0; i < kTickets; ++i) ASSERT_THAT(Put("acme", large), IsOk());

  store::ListRequest request{"", "", 1000, "", ""};
  auto first = store_.List(CallOf("acme"), request);
  ASSERT_THAT(first, IsOk());
  EXPECT_LT(first->bytes.size(), 4u << 20);
  request.page_token = first->Parse().next_page_token();
  auto second = store_.List(CallOf("acme"), request);
  ASSERT_THAT(second, IsOk());

  EXPECT_GT(first->Parse().tickets_size(), 100);
  EXPECT_LT(first->Parse().tickets_size(), kTickets);
  EXPECT_EQ(first->Parse().tickets_size() + second->Parse().tickets_size(), kTickets);
  EXPECT_EQ(second->Parse().next_page_token(), "");
}

TEST_F(TicketListTest, TurnsPagesOfRowsOfAllSizes) {
  std::vector<std::string> expected;
  for (int i = 0; i < 60; ++i) {
    Ticket ticket = Sample(i);
    // Some are larger than a page.
    ticket.set_description(std::string(i % 20 == 7 ? 4 << 20 : i % 3 * 300'000, 'x'));
    auto put = Put("acme", ticket);
    ASSERT_THAT(put, IsOk());
    expected.push_back(put->name());
  }

  for (int page_size : {1, 50, 51, 1000}) {
    std::vector<std::string> names;
    for (const Ticket& ticket : All("", "create_time", page_size)) names.push_back(ticket.name());
    EXPECT_THAT(names, ::testing::UnorderedElementsAreArray(expected)) << page_size;
  }
}

TEST_F(TicketListTest, RefusesATokenOfAnotherList) {
  Fill(10);
  store::ListRequest request{"", "", 3, "", ""};
  const std::string token = store_.List(CallOf("acme"), request)->Parse().next_page_token();
  ASSERT_NE(token, "");

  for (const store::ListRequest& other :
       {store::ListRequest{"state = NEW", "", 3, token, ""},
        store::ListRequest{"", "title", 3, token, ""},
        store::ListRequest{"", "", 3, token + "x", ""}, store::ListRequest{"", "", 3, "AAAA", ""}})
    EXPECT_THAT(store_.List(CallOf("acme"), other), HasReason(Reason::INVALID_PAGE_TOKEN));
  request.page_token = token;
  EXPECT_THAT(store_.List(CallOf("beta"), request), HasReason(Reason::INVALID_PAGE_TOKEN));
  request.page_size = 5;
  EXPECT_THAT(store_.List(CallOf("acme"), request), IsOk());
}

TEST_F(TicketListTest, RefusesWhatItDoesNotUnderstand) {
  for (const char* filter : {"state = WRONG", "no_such = 1", "description:x", "etag = x", "state <",
                             "title = 'x'; DROP TABLE ticket", "create_time > yesterday"})
    EXPECT_THAT(store_.List(CallOf("acme"), {filter, "", 0, "", ""}),
                HasReason(Reason::INVALID_FILTER))
        << filter;
  for (const char* order_by : {"no_such", "title down", "title, title", "description", "title;"})
    EXPECT_THAT(store_.List(CallOf("acme"), {"", order_by, 0, "", ""}),
                HasReason(Reason::INVALID_FILTER))
        << order_by;
  EXPECT_THAT(store_.List(CallOf("acme"), {"", "", -1, "", ""}), HasReason(Reason::INVALID_FIELD));
}

// Somebody who holds the table stands for a filter that looks at everything.
TEST_F(TicketListTest, EndWhatTakesTooLongAndNameTheFilter) {
  Fill(3);
  pg::Pool hasty(application_, 1, 0, absl::Milliseconds(50));
  const store::Lister lister(&hasty, &tokens_);
  const TicketStore store(&points_, &lister, &hasty);
  const auto holder = pg::Connection::Open(owner_).value();
  ASSERT_THAT(holder->RunScript("BEGIN; LOCK TABLE ticket IN ACCESS EXCLUSIVE MODE"), IsOk());

  const auto slow = store.List(CallOf("acme"), {"title:vpn", "", 0, "", ""}).status();

  EXPECT_THAT(slow, HasReason(Reason::DEADLINE_EXCEEDED));
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(info.ParseFromString(
      std::string(*slow.GetPayload("type.googleapis.com/google.rpc.ErrorInfo"))));
  EXPECT_EQ(info.metadata().at("field"), "filter");
  ASSERT_THAT(holder->RunScript("ROLLBACK"), IsOk());
  EXPECT_THAT(store.List(CallOf("acme"), {"title:vpn", "", 0, "", ""}), IsOk());
}

}  // namespace
}  // namespace steward::ticket
