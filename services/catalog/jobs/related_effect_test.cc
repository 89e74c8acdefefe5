#include "services/catalog/jobs/related_effect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/testing/status_matchers.h"
#include "steward/approval/v1/approval.pb.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::catalog {
namespace {

using approval::v1::Approval;
using ticket::v1::Ticket;

Approval AskedBy(const std::string& creator, const std::string& subject = "requests/REQ-1") {
  Approval approval;
  approval.set_subject(subject);
  approval.set_creator(creator);
  approval.set_state(Approval::APPROVED);
  return approval;
}

Ticket OpenedBy(const std::string& creator, const std::string& parent = "requests/REQ-1") {
  Ticket ticket;
  ticket.set_parent(parent);
  ticket.set_creator(creator);
  ticket.set_state(Ticket::RESOLVED);
  return ticket;
}

// How many statements the event of a resource sets off.
template <class Resource>
size_t Effects(const Resource& resource) {
  event::v1::StoredEvent stored;
  stored.set_tenant("acme");
  stored.mutable_event()->mutable_resource()->PackFrom(resource);
  std::vector<pg::Statement> statements;
  EXPECT_THAT(RelatedEffect(stored, &statements), IsOk());
  return statements.size();
}

TEST(RelatedEffect, HearsOfWhatTheCatalogAskedForARequest) {
  EXPECT_EQ(Effects(AskedBy("services/catalog")), 2);
  EXPECT_EQ(Effects(OpenedBy("services/catalog")), 2);
}

TEST(RelatedEffect, LetsNobodyElseLeadARequest) {
  EXPECT_EQ(Effects(AskedBy("users/mallory")), 0);
  EXPECT_EQ(Effects(OpenedBy("users/mallory")), 0);
}

TEST(RelatedEffect, LeavesOtherRecordsAlone) {
  EXPECT_EQ(Effects(AskedBy("services/catalog", "changes/CHG-1")), 0);
  EXPECT_EQ(Effects(OpenedBy("services/catalog", "tickets/INC-1")), 0);
  EXPECT_EQ(Effects(OpenedBy("services/catalog", "")), 0);
}

TEST(RelatedEffect, RefusesWhatItCannotRead) {
  event::v1::StoredEvent stored;
  stored.mutable_event()->mutable_resource()->PackFrom(Approval());
  stored.mutable_event()->mutable_resource()->set_value("?");
  std::vector<pg::Statement> statements;
  EXPECT_FALSE(RelatedEffect(stored, &statements).ok());
}

}  // namespace
}  // namespace steward::catalog
