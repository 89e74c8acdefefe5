#include "gateway/transcode/field_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/testing_api.h"
#include "google/rpc/error_details.pb.h"
#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

using errors::Reason;

const Route& RouteOf(const std::string& method, const std::string& target) {
  static const RouteTable* routes = new RouteTable(RouteTable::Build(TestApi()).value());
  Target parsed = ParseTarget(target).value();
  return *routes->Find(method, &parsed).value();
}

google::rpc::Status Renamed(const Route& route, const absl::Status& status) {
  return WithJsonNames(route, errors::ToProto(status));
}

std::map<std::string, std::string> MetadataOf(const google::rpc::Status& error) {
  google::rpc::ErrorInfo info;
  EXPECT_TRUE(error.details(0).UnpackTo(&info));
  return {info.metadata().begin(), info.metadata().end()};
}

TEST(JsonPath, LeadsThroughWhatTheClientSent) {
  const struct {
    const char* method;
    const char* target;
    const char* path;
    const char* json;
  } kCases[] = {
      {"POST", "/v1/tickets", "ticket.title", "title"},
      {"POST", "/v1/tickets", "ticket.assignment_group", "assignmentGroup"},
      {"POST", "/v1/tickets", "ticket", ""},
      {"POST", "/v1/tickets", "request_id", "requestId"},
      {"POST", "/v1/tickets", "ticket.tit_le", "tit_le"},
      {"PATCH", "/v1/tickets/INC-1", "ticket.name", "name"},
      {"PATCH", "/v1/tickets/INC-1", "update_mask", "updateMask"},
      {"POST", "/v1/tickets/INC-1:hold", "hold_reason", "holdReason"},
      // Of the record, not of the request.
      {"POST", "/v1/tickets/INC-1:hold", "assignment_group", "assignmentGroup"},
      {"POST", "/v1/tickets/INC-1:hold", "ticket.assignment_group", "assignmentGroup"},
      {"POST", "/v1/tickets/INC-1:hold", "group.assignment_group", "group.assignment_group"},
      {"POST", "/v1/webhooks", "webhook.event_types[3]", "eventTypes[3]"},
      {"GET", "/v1/tickets", "page_size", "pageSize"},
      {"GET", "/v1/tickets", "", ""},
      {"GET", "/v1/tickets", "a.b", "a.b"},
  };
  for (const auto& test : kCases)
    EXPECT_EQ(JsonPath(RouteOf(test.method, test.target), test.path), test.json) << test.path;
}

TEST(WithJsonNames, RenamesViolationsMetadataAndMessage) {
  errors::Violations violations;
  violations.Add("ticket.assignment_group", "is longer than 5 characters");
  violations.Add("request_id", "must not be request_id: at all");

  const auto error = Renamed(RouteOf("POST", "/v1/tickets"), violations.ToStatus());

  EXPECT_EQ(error.message(),
            "assignmentGroup: is longer than 5 characters; requestId: must not be requestId: at "
            "all");
  EXPECT_EQ(MetadataOf(error).at("field"), "assignmentGroup");
  google::rpc::BadRequest detail;
  ASSERT_TRUE(error.details(1).UnpackTo(&detail));
  EXPECT_EQ(detail.field_violations(0).field(), "assignmentGroup");
  EXPECT_EQ(detail.field_violations(1).field(), "requestId");
}

TEST(WithJsonNames, RenamesFieldsThatARuleNames) {
  errors::Violations violations;
  violations.Add("ticket.title", "must differ from hold_reason");
  violations.Add("request_id", "must differ from hold_reason");

  const auto error = Renamed(RouteOf("POST", "/v1/tickets"), violations.ToStatus());

  EXPECT_EQ(error.message(),
            "title: must differ from holdReason; requestId: must differ from hold_reason");
  google::rpc::BadRequest detail;
  ASSERT_TRUE(error.details(1).UnpackTo(&detail));
  EXPECT_EQ(detail.field_violations(0).description(), "must differ from holdReason");
  EXPECT_EQ(detail.field_violations(1).description(), "must differ from hold_reason");
}

TEST(WithJsonNames, RenamesWhatTheBodyParserNamed) {
  const auto make = [](const char* message, const char* field) {
    return Renamed(RouteOf("POST", "/v1/tickets"),
                   errors::Make(absl::StatusCode::kInvalidArgument, Reason::MALFORMED_REQUEST,
                                message, {{"field", field}}));
  };
  const auto named = make("ticket.hold_reason: Expected a string.", "ticket.hold_reason");
  EXPECT_EQ(named.message(), "holdReason: Expected a string.");
  EXPECT_EQ(MetadataOf(named).at("field"), "holdReason");
  EXPECT_EQ(make("ticket: The body has too many values.", "ticket").message(),
            "The body has too many values.");
}

TEST(WithJsonNames, RenamesWhatARefusalQuotes) {
  const auto error =
      Renamed(RouteOf("POST", "/v1/tickets"), errors::ReferenceDisabled("ticket.assignment_group"));

  EXPECT_EQ(error.message(), "What 'assignmentGroup' names is disabled.");
  EXPECT_EQ(MetadataOf(error).at("field"), "assignmentGroup");
}

TEST(WithJsonNames, RenamesThePathOfAMask) {
  const auto error =
      Renamed(RouteOf("PATCH", "/v1/tickets/INC-1"),
              errors::Make(absl::StatusCode::kInvalidArgument, Reason::INVALID_UPDATE_MASK,
                           "Paths into a field are not supported; name 'hold_reason' as a whole.",
                           {{"path", "hold_reason.sub_field"}}));

  EXPECT_EQ(error.message(), "Paths into a field are not supported; name 'holdReason' as a whole.");
  EXPECT_EQ(MetadataOf(error).at("path"), "holdReason.subField");
}

// In filters clients write proto names.
TEST(WithJsonNames, LeavesTheFieldsOfFiltersAsTheyAre) {
  const auto error =
      Renamed(RouteOf("GET", "/v1/tickets"),
              errors::Make(absl::StatusCode::kInvalidArgument, Reason::INVALID_FILTER,
                           "The resource has no such field", {{"field", "page_size"}}));

  EXPECT_EQ(MetadataOf(error).at("field"), "page_size");
}

}  // namespace
}  // namespace steward::gateway
