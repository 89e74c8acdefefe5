#include "gateway/transcode/read_mask.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "gateway/testing_api.h"
#include "platform/json/print.h"
#include "platform/status/errors.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::gateway {
namespace {

using errors::Reason;
using Query = std::vector<std::pair<std::string, std::string>>;

const Method& Of(absl::string_view name) {
  return *TestApi().Find(absl::StrCat("/steward.", name));
}

std::string Print(const Method& method, const google::protobuf::Message& response,
                  absl::string_view paths) {
  const auto shown = ReadMaskOf(method, paths);
  EXPECT_TRUE(shown.ok()) << paths;
  const std::string part = *OnlyShown(*shown, response.SerializeAsString());
  std::string json;
  EXPECT_TRUE(json::PrintJson(*method.response, part, &json).ok());
  return json;
}

TEST(ReadMask, IsOfTheResource) {
  ticket::v1::Ticket ticket;
  ticket.set_name("tickets/INC-1");
  ticket.set_title("VPN");
  ticket.mutable_create_time()->set_seconds(0);
  const Method& get = Of("ticket.v1.TicketService/GetTicket");
  EXPECT_EQ(Print(get, ticket, "title"), R"({"title":"VPN"})");
  EXPECT_EQ(Print(get, ticket, " name , createTime"),
            R"({"name":"tickets/INC-1","createTime":"1970-01-01T00:00:00Z"})");
  EXPECT_EQ(Print(get, ticket, "assignee"), "{}");
  EXPECT_EQ(ReadMaskOf(get, "*").value(), nullptr);
}

TEST(ReadMask, LeavesAPageItsToken) {
  ticket::v1::ListTicketsResponse page;
  for (const char* name : {"tickets/INC-1", "tickets/INC-2"}) {
    page.add_tickets()->set_name(name);
    page.mutable_tickets()->rbegin()->set_title("VPN");
  }
  page.set_next_page_token("next");
  EXPECT_EQ(Print(Of("ticket.v1.TicketService/ListTickets"), page, "name"),
            R"({"tickets":[{"name":"tickets/INC-1"},{"name":"tickets/INC-2"}],)"
            R"("nextPageToken":"next"})");
}

TEST(ReadMask, NamesFieldsOnly) {
  const Method& list = Of("ticket.v1.TicketService/ListTickets");
  const struct {
    std::string paths;
    Reason reason;
  } cases[] = {{"tittle", Reason::UNKNOWN_FIELD},
               {"name,tickets.name", Reason::UNKNOWN_FIELD},
               {"create_time.seconds", Reason::UNKNOWN_FIELD},
               {"", Reason::INVALID_FIELD},
               {"name,", Reason::INVALID_FIELD},
               {"*,name", Reason::INVALID_FIELD},
               {"name,*", Reason::INVALID_FIELD}};
  for (const auto& each : cases)
    EXPECT_EQ(errors::ReasonOf(ReadMaskOf(list, each.paths).status()), each.reason) << each.paths;
  std::string many = "name";
  for (int i = 1; i < 100; ++i) many += ",name";
  EXPECT_TRUE(ReadMaskOf(list, many).ok());
  EXPECT_EQ(errors::ReasonOf(ReadMaskOf(list, many + ",name").status()), Reason::INVALID_FIELD);
}

TEST(ReadMask, IsTakenFromTheQuery) {
  const Method& get = Of("ticket.v1.TicketService/GetTicket");
  Query query = {{"a", "b"}, {"fields", "title"}, {"c", "d"}};
  const auto shown = TakeReadMask(get, &query);
  ASSERT_TRUE(shown.ok());
  EXPECT_NE(*shown, nullptr);
  EXPECT_EQ(query, (Query{{"a", "b"}, {"c", "d"}}));
  EXPECT_EQ(TakeReadMask(get, &query).value(), nullptr);
  Query twice = {{"fields", "title"}, {"fields", "name"}};
  EXPECT_EQ(errors::ReasonOf(TakeReadMask(get, &twice).status()), Reason::DUPLICATE_FIELD);
}

TEST(ReadMask, IsTakenByWhatReads) {
  for (const char* name :
       {"ticket.v1.TicketService/CreateTicket", "ticket.v1.TicketService/ResolveTicket",
        "event.v1.EventService/Watch", "directory.v1.ScimService/ListScimUsers"}) {
    SCOPED_TRACE(name);
    ASSERT_NE(TestApi().Find(absl::StrCat("/steward.", name)), nullptr);
    EXPECT_FALSE(TakesReadMask(Of(name)));
    Query query = {{"fields", "name"}};
    EXPECT_EQ(TakeReadMask(Of(name), &query).value(), nullptr);
    EXPECT_EQ(query.size(), 1U);
    EXPECT_EQ(errors::ReasonOf(ReadMaskOfMetadata(Of(name), "name").status()),
              Reason::INVALID_FIELD);
    EXPECT_EQ(ReadMaskOfMetadata(Of(name), "").value(), nullptr);
  }
  for (const auto& method : TestApi().methods())
    if (method->reads_only && !method->server_streaming && !method->answers_raw) {
      EXPECT_TRUE(TakesReadMask(*method)) << method->full_name;
    }
}

}  // namespace
}  // namespace steward::gateway
