#include "services/directory/rpc/location_handlers.h"

#include <thread>

#include "google/protobuf/util/message_differencer.h"
#include "services/directory/rpc/user_handlers.h"
#include "services/directory/store/directory_for_test.h"

namespace steward::directory {
namespace {

using errors::Reason;
using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using v1::Location;

class LocationHandlersTest : public DirectoryTest {
 protected:
  absl::StatusOr<Location> Create(const std::string& id, const std::string& parent = "",
                                  const char* tenant = "acme") {
    v1::CreateLocationRequest request;
    request.set_location_id(id);
    request.mutable_location()->set_display_name(id);
    request.mutable_location()->set_parent(parent);
    request.mutable_location()->set_time_zone("Europe/Berlin");
    request.mutable_location()->set_country("DE");
    return handlers_.CreateLocation(CallOf(tenant, "CreateLocation"), request);
  }

  absl::StatusOr<Location> Get(const std::string& name, const char* tenant = "acme") {
    v1::GetLocationRequest request;
    request.set_name(name);
    return handlers_.GetLocation(CallOf(tenant), request);
  }

  absl::StatusOr<Location> Move(const std::string& name, const std::string& parent) {
    v1::UpdateLocationRequest request;
    request.mutable_location()->set_name(name);
    request.mutable_location()->set_parent(parent);
    request.mutable_update_mask()->add_paths("parent");
    return handlers_.UpdateLocation(CallOf("acme", "UpdateLocation"), request);
  }

  std::vector<std::string> ListOf(const std::string& filter, const char* tenant = "acme") {
    v1::ListLocationsRequest request;
    request.set_filter(filter);
    std::vector<std::string> names;
    const auto page = handlers_.ListLocations(CallOf(tenant), request)->Parse();
    for (const Location& location : page.locations()) names.push_back(location.name());
    return names;
  }

  absl::StatusOr<v1::User> CreateUser(const std::string& location) {
    v1::CreateUserRequest request;
    request.set_user_id("alice");
    request.mutable_user()->set_display_name("Alice");
    request.mutable_user()->set_location(location);
    return users_.CreateUser(CallOf("acme", "CreateUser"), request);
  }

  UserHandlers users_{&directory_};
  LocationHandlers handlers_{&directory_};
};

TEST_F(LocationHandlersTest, LeadALocationThroughItsLife) {
  const Location created = Create("hamburg").value();
  EXPECT_EQ(created.name(), "locations/hamburg");
  EXPECT_TRUE(MessageDifferencer::Equals(Get(created.name()).value(), created));
  EXPECT_THAT(Create("Hamburg"), HasReason(Reason::RESOURCE_ALREADY_EXISTS));

  v1::DisableLocationRequest disable;
  disable.set_name(created.name());
  disable.set_etag(created.etag());
  EXPECT_EQ(handlers_.DisableLocation(CallOf("acme"), disable)->state(), Location::DISABLED);
  EXPECT_THAT(handlers_.DisableLocation(CallOf("acme"), disable), HasReason(Reason::ETAG_MISMATCH));
  v1::EnableLocationRequest enable;
  enable.set_name(created.name());
  EXPECT_EQ(handlers_.EnableLocation(CallOf("acme"), enable)->state(), Location::ACTIVE);
  EXPECT_THAT(handlers_.EnableLocation(CallOf("acme"), enable),
              HasReason(Reason::ILLEGAL_TRANSITION));
  EXPECT_THAT(HistoryOf(created.name()), ElementsAre("created v1", "disabled v2", "enabled v3"));
}

TEST_F(LocationHandlersTest, FormATree) {
  ASSERT_THAT(Create("germany"), IsOk());
  ASSERT_THAT(Create("hamburg", "locations/germany"), IsOk());
  ASSERT_THAT(Create("harbour", "locations/hamburg"), IsOk());

  EXPECT_THAT(Create("lost", "locations/nowhere"), HasReason(Reason::REFERENCE_NOT_FOUND));
  EXPECT_THAT(Move("locations/germany", "locations/harbour"), HasReason(Reason::REFERENCE_CYCLE));
  EXPECT_THAT(Move("locations/germany", "locations/germany"), HasReason(Reason::REFERENCE_CYCLE));
  EXPECT_THAT(Move("locations/hamburg", "locations/nowhere"),
              HasReason(Reason::REFERENCE_NOT_FOUND));
  EXPECT_THAT(Move("locations/harbour", "locations/germany"), IsOk());
  EXPECT_THAT(ListOf("parent = \"locations/germany\" AND country = DE"),
              ElementsAre("locations/hamburg", "locations/harbour"));
}

TEST_F(LocationHandlersTest, CloseNoCircleWhenManyMoveAtOnce) {
  constexpr int kLocations = 6;
  auto name = [](int i) { return absl::StrCat("locations/l", i % kLocations); };
  for (int i = 0; i < kLocations; ++i) ASSERT_THAT(Create(absl::StrCat("l", i)), IsOk());
  std::vector<absl::Status> answers(kLocations);
  std::vector<std::thread> threads;
  for (int i = 0; i < kLocations; ++i)
    threads.emplace_back([&, i] { answers[i] = Move(name(i), name(i + 1)).status(); });
  for (std::thread& thread : threads) thread.join();

  int refused = 0;
  for (const absl::Status& answer : answers)
    refused += errors::ReasonOf(answer) == Reason::REFERENCE_CYCLE;
  EXPECT_EQ(refused, 1);
}

TEST_F(LocationHandlersTest, AreWhereUsersWork) {
  ASSERT_THAT(Create("hamburg"), IsOk());
  ASSERT_THAT(Create("abroad", "", "beta"), IsOk());

  for (const char* other : {"locations/abroad", "locations/nowhere", "locations/Hamburg"}) {
    auto refused = CreateUser(other);
    EXPECT_THAT(refused, HasReason(Reason::REFERENCE_NOT_FOUND)) << other;
    EXPECT_THAT(std::string(refused.status().message()), ::testing::HasSubstr("'user.location'"));
  }
  EXPECT_EQ(CreateUser("locations/hamburg")->location(), "locations/hamburg");
}

TEST_F(LocationHandlersTest, HideThemFromOtherTenants) {
  ASSERT_THAT(Create("hamburg"), IsOk());

  EXPECT_THAT(Get("locations/hamburg", "beta"), HasReason(Reason::RESOURCE_NOT_FOUND));
  EXPECT_THAT(ListOf("", "beta"), ElementsAre());
}

}  // namespace
}  // namespace steward::directory
