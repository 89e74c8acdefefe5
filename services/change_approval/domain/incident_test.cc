#include "services/change_approval/domain/incident.h"

#include "services/change_approval/domain/changes_for_test.h"

namespace steward::change {
namespace {

using ticket::v1::Ticket;

TEST(Incident, IsLinkedToTheChange) {
  Change change = ChangeIn(ChangeModel::NORMAL, Change::REVIEW);
  change.set_failure_notes("It does not boot.");

  const auto request = IncidentFor(change);

  EXPECT_EQ(request.request_id(), "incident-CHG-7");
  const Ticket& incident = request.ticket();
  EXPECT_EQ(incident.kind(), Ticket::INCIDENT);
  EXPECT_EQ(incident.title(), "Change CHG-7 was backed out");
  EXPECT_EQ(incident.description(), "It does not boot.");
  EXPECT_EQ(incident.requester(), "users/ivan");
  ASSERT_EQ(incident.links_size(), 1);
  EXPECT_EQ(incident.links(0).type(), Ticket::Link::CAUSED_BY);
  EXPECT_EQ(incident.links(0).name(), "changes/CHG-7");
  change.clear_implementer();
  EXPECT_EQ(IncidentFor(change).ticket().requester(), "users/rita");
}

TEST(Incident, IsAssignedUnderARequestIdOfTheChange) {
  const auto request = AssignmentOf("tickets/INC-1", ChangeIn(ChangeModel::NORMAL, Change::REVIEW),
                                    "groups/network");

  EXPECT_EQ(request.name(), "tickets/INC-1");
  EXPECT_EQ(request.request_id(), "incident-CHG-7-assign");
  EXPECT_EQ(request.assignment_group(), "groups/network");
}

TEST(Incident, StaysTheFirstOne) {
  const Change change = Recorded(ChangeModel::NORMAL);
  const Change with = WithIncident(change, "tickets/INC-1", kNow + absl::Hours(1));
  EXPECT_EQ(with.incident(), "tickets/INC-1");
  EXPECT_EQ(FromProto(with.update_time()), kNow + absl::Hours(1));
  EXPECT_EQ(WithIncident(with, "tickets/INC-2", kNow).incident(), "tickets/INC-1");
}

}  // namespace
}  // namespace steward::change
