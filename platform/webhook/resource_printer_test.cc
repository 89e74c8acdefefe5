#include "platform/webhook/resource_printer.h"

#include <gtest/gtest.h>

#include "steward/notification/v1/webhook.pb.h"

namespace steward::webhook {
namespace {

google::protobuf::Any Packed() {
  notification::v1::Webhook webhook;
  webhook.set_name("webhooks/WHK-1");
  webhook.set_display_name("Pager");
  webhook.set_state(notification::v1::Webhook::ENABLED);
  google::protobuf::Any any;
  any.PackFrom(webhook);
  return any;
}

TEST(PrintBySchema, PrintsTheResourceWithoutItsType) {
  EXPECT_EQ(PrintBySchema(json::Schema::Generated())(Packed()).value(),
            R"({"name":"webhooks/WHK-1","displayName":"Pager","state":"ENABLED"})");
}

TEST(PrintBySchema, RefusesTypesThatItDoesNotKnow) {
  google::protobuf::Any unknown = Packed();
  for (const char* type_url : {"type.googleapis.com/steward.other.v1.Thing", "", "no-slash"}) {
    unknown.set_type_url(type_url);
    EXPECT_EQ(PrintBySchema(json::Schema::Generated())(unknown).status().code(),
              absl::StatusCode::kInternal);
  }
}

TEST(PrintBySchema, RefusesResourcesThatAreBroken) {
  google::protobuf::Any broken = Packed();
  broken.set_value("\xff\xff");

  EXPECT_EQ(PrintBySchema(json::Schema::Generated())(broken).status().code(),
            absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace steward::webhook
