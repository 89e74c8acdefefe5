#include "gateway/transcode/routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/testing_api.h"
#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

const RouteTable& Routes() {
  static const RouteTable* routes = new RouteTable(RouteTable::Build(TestApi()).value());
  return *routes;
}

struct Case {
  const char* method;
  const char* target;
  const char* expected;  // Name of the method, or reason of the error.
};

std::string Found(const Case& test) {
  auto target = ParseTarget(test.target);
  if (!target.ok()) return error::v1::Reason_Name(errors::ReasonOf(target.status()));
  const auto route = Routes().Find(test.method, &*target);
  if (!route.ok()) return error::v1::Reason_Name(errors::ReasonOf(route.status()));
  return (*route)->method->descriptor->name();
}

class RouteTest : public testing::TestWithParam<Case> {};

TEST_P(RouteTest, FindsTheMethodOrSaysWhyNot) { EXPECT_EQ(Found(GetParam()), GetParam().expected); }

INSTANTIATE_TEST_SUITE_P(
    Targets, RouteTest,
    testing::Values(
        Case{"POST", "/v1/tickets", "CreateTicket"},
        Case{"GET", "/v1/tickets?pageSize=2", "ListTickets"},
        Case{"HEAD", "/v1/tickets", "ListTickets"}, Case{"GET", "/v1/tickets/INC-1", "GetTicket"},
        Case{"PATCH", "/v1/tickets/INC-1", "UpdateTicket"},
        Case{"POST", "/v1/tickets/INC-1:assign", "AssignTicket"},
        Case{"GET", "/v1/tickets/INC-1/history", "ListTicketHistory"},
        Case{"GET", "/v1/tickets/%49NC-1", "GetTicket"}, Case{"GET", "/v1/events:watch", "Watch"},
        Case{"DELETE", "/v1/webhooks/WHK-1", "DeleteWebhook"},
        Case{"DELETE", "/v1/tickets/INC-1", "METHOD_NOT_ALLOWED"},
        Case{"POST", "/v1/tickets/INC-1:destroy", "ROUTE_NOT_FOUND"},
        Case{"POST", "/v1/tickets/INC-1%3Aassign", "METHOD_NOT_ALLOWED"},
        Case{"GET", "/v1/nothing", "ROUTE_NOT_FOUND"}, Case{"GET", "/", "ROUTE_NOT_FOUND"},
        Case{"GET", "/v1/tickets/", "MALFORMED_REQUEST"},
        Case{"GET", "/v1//tickets", "MALFORMED_REQUEST"},
        Case{"GET", "/v1/tickets/../webhooks", "MALFORMED_REQUEST"},
        Case{"GET", "/v1/tickets/%2e%2e", "MALFORMED_REQUEST"},
        Case{"GET", "/v1/tickets/a%2fb", "MALFORMED_REQUEST"},
        Case{"GET", "/v1/tickets/%00", "MALFORMED_REQUEST"},
        Case{"GET", "/v1/tickets/%c0%af", "MALFORMED_REQUEST"},
        Case{"GET", "/v1/tickets/%4", "MALFORMED_REQUEST"},
        Case{"GET", "/v1/tickets/%zz", "MALFORMED_REQUEST"},
        Case{"GET", "/scim/v2/Schemas/urn:ietf:params:scim:schemas:core:2.0:User", "GetScimSchema"},
        Case{"POST", "/scim/v2/Users/.search", "SearchScimUsers"},
        Case{"PUT", "/scim/v2/Users/alice", "ReplaceScimUser"},
        Case{"POST", "/scim/v2/Users/alice", "METHOD_NOT_ALLOWED"},
        Case{"GET", "/scim/v2/Users/a:%2fb", "MALFORMED_REQUEST"},
        Case{"GET", "/scim/v2/Users/a:%0d%0ab", "MALFORMED_REQUEST"},
        Case{"GET", "/scim/v2/Users/a:%5cb", "MALFORMED_REQUEST"},
        Case{"GET", "/v1/users/alice:leave", "ROUTE_NOT_FOUND"}));

TEST(RouteTable, ListsTheOtherMethodsOfAPath) {
  Target target = ParseTarget("/v1/tickets").value();
  const auto route = Routes().Find("PUT", &target);

  const auto error = errors::ToProto(route.status());
  EXPECT_THAT(error.ShortDebugString(), testing::HasSubstr("GET, HEAD, POST"));
}

TEST(RouteTable, LeavesInternalMethodsOut) {
  for (const auto& route : Routes().routes())
    EXPECT_EQ(route->method->full_name.find("JournalService"), std::string::npos);
  EXPECT_EQ(TestApi().Find("/steward.event.v1.JournalService/ListEvents"), nullptr);
  EXPECT_NE(TestApi().Find("/steward.ticket.v1.TicketService/GetTicket"), nullptr);
}

TEST(PathTemplate, JoinsTheSegmentsOfAVariable) {
  const PathTemplate path = ParseTemplate("/v1/{ticket.name=tickets/*}:assign").value();

  EXPECT_THAT(path.segments, testing::ElementsAre("v1", "tickets", "*"));
  EXPECT_EQ(path.verb, "assign");
  ASSERT_EQ(path.variables.size(), 1u);
  EXPECT_EQ(path.variables[0].field, "ticket.name");
  EXPECT_EQ(PathTemplate::Value(path.variables[0], {"v1", "tickets", "INC-1"}), "tickets/INC-1");
}

TEST(PathTemplate, RefusesWhatItCannotMatch) {
  for (const char* text : {"", "v1/tickets", "/v1/{name", "/v1/{name=**}", "/v1/", "/v1/a b"})
    EXPECT_FALSE(ParseTemplate(text).ok()) << text;
}

}  // namespace
}  // namespace steward::gateway
