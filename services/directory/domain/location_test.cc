#include "services/directory/domain/location.h"

#include "platform/testing/status_matchers.h"
#include "platform/time/timestamp.h"

namespace steward::directory {
namespace {

using errors::Reason;

const absl::Time kThen = absl::FromUnixSeconds(1770000000);
const absl::Time kNow = kThen + absl::Hours(5);

Location Hamburg() {
  Location location;
  location.set_display_name("Hamburg");
  location.set_parent("locations/germany");
  location.set_time_zone("Europe/Berlin");
  location.set_address("Hafenstraße 1, 20457 Hamburg");
  location.set_country("DE");
  return location;
}

v1::UpdateLocationRequest Request(const Location& patch, const std::string& path) {
  v1::UpdateLocationRequest request;
  *request.mutable_location() = patch;
  request.mutable_update_mask()->add_paths(path);
  return request;
}

TEST(CreateLocation, IsActive) {
  Location draft = Hamburg();
  draft.set_state(Location::DISABLED);

  auto location = CreateLocation(draft, kThen);

  ASSERT_THAT(location, IsOk());
  EXPECT_EQ(location->state(), Location::ACTIVE);
  EXPECT_EQ(location->address(), "Hafenstraße 1, 20457 Hamburg");
  EXPECT_EQ(FromProto(location->create_time()), kThen);
}

TEST(CreateLocation, NeedsATimeZoneThatExistsOrNone) {
  Location location = Hamburg();
  location.set_time_zone("");
  EXPECT_THAT(CreateLocation(location, kNow), IsOk());
  location.set_time_zone("Europe/Atlantis");
  auto refused = CreateLocation(location, kNow);
  EXPECT_THAT(refused, HasReason(Reason::INVALID_FIELD));
  EXPECT_THAT(std::string(refused.status().message()), ::testing::HasSubstr("location.time_zone"));
}

TEST(UpdateLocation, KeepsTheRulesOfTheContract) {
  struct Case {
    const char* field;
    std::string value;
    Reason reason;
  };
  const Case kCases[] = {
      {"display_name", "Hamburg, Speicherstadt", Reason::REASON_UNSPECIFIED},
      {"display_name", "", Reason::INVALID_FIELD},
      {"time_zone", "UTC", Reason::REASON_UNSPECIFIED},
      {"time_zone", "Mars/Olympus", Reason::INVALID_FIELD},
      {"country", "AT", Reason::REASON_UNSPECIFIED},
      {"country", "", Reason::REASON_UNSPECIFIED},
      {"country", "de", Reason::INVALID_FIELD},
      {"country", "DEU", Reason::INVALID_FIELD},
      {"parent", "germany", Reason::INVALID_FIELD},
      {"parent", "organizations/germany", Reason::INVALID_FIELD},
      {"address", std::string(1024, 'a'), Reason::REASON_UNSPECIFIED},
      {"address", std::string(1025, 'a'), Reason::INVALID_FIELD},
      {"no_such_field", "", Reason::INVALID_UPDATE_MASK},
  };
  const Location before = CreateLocation(Hamburg(), kThen).value();
  for (const Case& c : kCases) {
    Location patch;
    if (const auto* field = Location::descriptor()->FindFieldByName(c.field))
      patch.GetReflection()->SetString(&patch, field, c.value);
    auto after = UpdateLocation(before, Request(patch, c.field), kNow);
    EXPECT_EQ(errors::ReasonOf(after.status()), c.reason) << c.field << " " << c.value;
    if (!after.ok()) continue;
    EXPECT_EQ(FromProto(after->update_time()), kNow);
  }
}

}  // namespace
}  // namespace steward::directory
