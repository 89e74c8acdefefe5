#include "tools/stewardctl/event_types.h"

#include <gmock/gmock.h>

#include "tools/stewardctl/failure.h"

namespace steward::ctl {
namespace {

TEST(EventTypes, AreThoseOfTheContract) {
  EXPECT_THAT(
      EventTypes(Contract::Get()),
      testing::IsSupersetOf({"dev.steward.ticket.created.v1", "dev.steward.webhook.enabled.v1",
                             "dev.steward.directory.api_key.leaked.v1",
                             "dev.steward.directory.user.tokens_revoked.v1"}));
}

TEST(EventTypes, AreTakenByNameAndByPattern) {
  for (const char* type :
       {"dev.steward.ticket.created.v1", "dev.steward.ticket.*", "*.created.v1", "*"})
    EXPECT_TRUE(CheckEventTypes(Contract::Get(), "--type", {type}).ok()) << type;
  EXPECT_TRUE(CheckEventTypes(Contract::Get(), "--type", {}).ok());
}

TEST(EventTypes, ThatAreNoneAreRefusedWithTheNearest) {
  const std::pair<const char*, const char*> cases[] = {
      {"dev.steward.ticket.craeted.v1", "dev.steward.ticket.created.v1"},
      {"ticket.created", "dev.steward.ticket.created.v1"},
      {"dev.steward.tickets.*", "dev.steward.ticket.*"},
      {"dev.steward.ticket", "dev.steward.ticket.assigned.v1"},
      {"nothing", "dev.steward.*"},
  };
  for (const auto& [type, expected] : cases) {
    const absl::Status status = CheckEventTypes(Contract::Get(), "--type", {"*", type});
    EXPECT_EQ(ExitStatusOf(status), kWrongUsage) << type;
    EXPECT_THAT(std::string(status.message()), testing::HasSubstr(expected)) << type;
  }
}

}  // namespace
}  // namespace steward::ctl
