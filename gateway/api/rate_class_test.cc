#include "gateway/api/rate_class.h"

#include <gtest/gtest.h>

#include "gateway/testing_api.h"

namespace steward::gateway {
namespace {

TEST(RateClassOf, IsSaidByVerbAndKind) {
  struct Case {
    const char* path;
    RateClass rate_class;
  };
  const Case kCases[] = {
      {"/steward.ticket.v1.TicketService/GetTicket", RateClass::kRead},
      {"/steward.about.v1.AboutService/GetAbout", RateClass::kRead},
      {"/steward.ticket.v1.TicketService/CreateTicket", RateClass::kWrite},
      {"/steward.batch.v1.BatchService/RunBatch", RateClass::kWrite},
      {"/steward.directory.v1.ScimService/RunScimBulk", RateClass::kWrite},
      {"/steward.ticket.v1.TicketService/ListTickets", RateClass::kRead},
      {"/steward.directory.v1.ScimService/ListScimUsers", RateClass::kRead},
      {"/steward.audit.v1.AuditService/ListAuditEvents", RateClass::kRead},
      {"/steward.directory.v1.ScimService/SearchScimUsers", RateClass::kExpensive},
      {"/steward.audit.v1.AuditService/VerifyAuditTrail", RateClass::kExpensive},
      {"/steward.event.v1.EventService/Watch", RateClass::kExpensive},
      {"/steward.ticket.v1.TicketService/ImportTickets", RateClass::kExpensive},
      {"/steward.quota.v1.QuotaService/GetQuota", RateClass::kFree},
  };
  for (const Case& each : kCases) {
    const Method* method = TestApi().Find(each.path);
    ASSERT_NE(method, nullptr) << each.path;
    EXPECT_EQ(NameOf(RateClassOf(*method->descriptor)), NameOf(each.rate_class)) << each.path;
  }
}

TEST(FindRateClass, KnowsThoseThatHaveLimits) {
  for (const RateClass each : kLimitedClasses) EXPECT_EQ(FindRateClass(NameOf(each)), each);
  EXPECT_EQ(FindRateClass("free"), absl::nullopt);
  EXPECT_EQ(FindRateClass("READ"), absl::nullopt);
}

}  // namespace
}  // namespace steward::gateway
