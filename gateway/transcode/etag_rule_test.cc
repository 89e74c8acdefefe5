#include "gateway/transcode/etag_rule.h"

#include <gtest/gtest.h>

#include "gateway/testing_api.h"
#include "platform/status/errors.h"
#include "steward/directory/v1/membership_service.pb.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::gateway {
namespace {

std::string Update(const char* etag) {
  ticket::v1::UpdateTicketRequest request;
  request.mutable_ticket()->set_name("tickets/INC-1");
  request.mutable_ticket()->set_etag(etag);
  return request.SerializeAsString();
}

std::string Delete(const char* etag) {
  directory::v1::DeleteMembershipRequest request;
  request.set_etag(etag);
  return request.SerializeAsString();
}

TEST(EtagRule, AsksForOneWhereThereIsOne) {
  constexpr char kUpdate[] = "/steward.ticket.v1.TicketService/UpdateTicket";
  constexpr char kDelete[] = "/steward.directory.v1.MembershipService/DeleteMembership";
  struct Case {
    const char* tenant;
    const char* method;
    std::string wire;
    bool asks;
  };
  const Case kCases[] = {
      {"careful", kUpdate, Update(""), true},
      {"careful", kUpdate, "", true},
      {"careful", kUpdate, Update("e"), false},
      {"careless", kUpdate, Update(""), false},
      {"careful", kDelete, Delete(""), true},
      {"careful", kDelete, Delete("e"), false},
      {"careful", "/steward.ticket.v1.TicketService/StartTicket", "", false},
      {"careful", "/steward.ticket.v1.TicketService/CreateTicket", "", false},
      {"careful", "/steward.ticket.v1.TicketService/GetTicket", "", false},
      {"careful", "/steward.directory.v1.ScimService/DeleteScimUser", "", false},
  };
  const RouteTable routes = RouteTable::Build(TestApi()).value();
  const EtagRule rule({"careful"}, routes);
  const EtagRule all({"*"}, routes);
  const EtagRule none({}, routes);
  for (const Case& each : kCases) {
    const Method* method = TestApi().Find(each.method);
    ASSERT_NE(method, nullptr) << each.method;
    const absl::Status status = rule.Check(each.tenant, *method, each.wire);
    const auto reason =
        each.asks ? errors::Reason::ETAG_REQUIRED : errors::Reason::REASON_UNSPECIFIED;
    EXPECT_EQ(errors::ReasonOf(status), reason) << each.tenant << " " << each.method;
    if (each.asks) EXPECT_FALSE(all.Check("any", *method, each.wire).ok());
    EXPECT_TRUE(none.Check("any", *method, each.wire).ok());
  }
}

}  // namespace
}  // namespace steward::gateway
