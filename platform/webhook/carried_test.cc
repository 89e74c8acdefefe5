#include "platform/webhook/carried.h"

#include <gmock/gmock.h>

#include "platform/testing/status_matchers.h"
#include "steward/directory/v1/user.pb.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::webhook {
namespace {

using event::v1::Event;

event::v1::Event Of(const google::protobuf::Message& resource, const char* service = "ticket") {
  Event event;
  event.set_service(service);
  event.mutable_resource()->PackFrom(resource);
  return event;
}

class MakeCarriedTest : public ::testing::Test {
 protected:
  access::EventRule rule_{google::protobuf::DescriptorPool::generated_pool()};
};

TEST_F(MakeCarriedTest, LeavesOutWhatTakesAPermissionToRead) {
  directory::v1::User user;
  user.set_display_name("Kari");
  user.set_phone("+49 40 1");
  Event event = Of(user, "directory");
  for (const char* path : {"phone", "display_name"}) event.add_changes()->set_path(path);

  EXPECT_TRUE(MakeCarried(rule_, &event).value());
  ASSERT_EQ(event.changes_size(), 1);
  EXPECT_EQ(event.changes(0).path(), "display_name");
  ASSERT_TRUE(event.resource().UnpackTo(&user));
  EXPECT_EQ(user.phone(), "");
  EXPECT_EQ(user.display_name(), "Kari");
}

TEST_F(MakeCarriedTest, TellsWhatNoWebhookGets) {
  ticket::v1::Ticket ticket;
  Event open = Of(ticket);
  Event own = Of(ticket, "notification");
  ticket.set_confidential(true);
  Event hidden = Of(ticket);

  EXPECT_TRUE(MakeCarried(rule_, &open).value());
  EXPECT_FALSE(MakeCarried(rule_, &own).value());
  EXPECT_FALSE(MakeCarried(rule_, &hidden).value());
}

TEST_F(MakeCarriedTest, TakesOutWhatABeforeTellsOfConfidentialTimes) {
  Event opened = Of(ticket::v1::Ticket());
  auto* change = opened.add_changes();
  change->set_path("confidential");
  change->mutable_before()->set_bool_value(true);
  opened.add_changes()->set_path("title");

  EXPECT_TRUE(MakeCarried(rule_, &opened).value());
  EXPECT_EQ(opened.changes_size(), 0);
}

TEST_F(MakeCarriedTest, FailsForWhatItDoesNotKnow) {
  Event event;
  event.mutable_resource()->set_type_url("type.googleapis.com/steward.later.v1.Thing");

  EXPECT_THAT(MakeCarried(rule_, &event).status(), HasReason(errors::Reason::INTERNAL));
}

}  // namespace
}  // namespace steward::webhook
