#include "services/notification/domain/event_resources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "services/notification/shipped.h"
#include "steward/catalog/v1/service_offering.pb.h"
#include "steward/ticket/v1/comment.pb.h"

namespace steward::notification {
namespace {

TEST(ResourceTypeOf, IsKnownForAllThatPeopleCanBeToldOf) {
  int types = 0;
  for (absl::string_view part : absl::StrSplit(shipped::kEventTypes, '"')) {
    if (part.substr(0, 4) != "dev.") continue;
    ++types;
    EXPECT_NE(ResourceTypeOf(part), nullptr) << part;
  }
  EXPECT_GT(types, 50);
}

TEST(ResourceTypeOf, IsSaidByTheNounsOfTheType) {
  EXPECT_EQ(ResourceTypeOf("dev.steward.ticket.comment.created.v1"),
            ticket::v1::Comment::descriptor());
  EXPECT_EQ(ResourceTypeOf("dev.steward.catalog.offering.published.v1"),
            catalog::v1::ServiceOffering::descriptor());
  EXPECT_EQ(ResourceTypeOf("dev.steward.horse.created.v1"), nullptr);
  EXPECT_EQ(ResourceTypeOf("ticket"), nullptr);
}

}  // namespace
}  // namespace steward::notification
