#include "platform/access/field_rule.h"

#include <gtest/gtest.h>

#include "platform/testing/status_matchers.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::access {
namespace {

using errors::Reason;
using ticket::v1::CreateTicketRequest;
using ticket::v1::GetTicketRequest;
using ticket::v1::UpdateTicketRequest;

Call CallOf(const char* role) {
  Call call;
  call.roles = {role};
  return call;
}

template <class Request>
absl::Status Check(const char* role, const Request& request) {
  return FieldRule(Request::descriptor()).Check(CallOf(role), request);
}

TEST(FieldRule, LetsOnlyThosePassWhoMayWriteTheField) {
  CreateTicketRequest request;
  request.mutable_ticket()->set_title("Badge lost");
  EXPECT_THAT(Check("requester", request), IsOk());

  request.mutable_ticket()->set_confidential(true);
  EXPECT_THAT(Check("agent", request), IsOk());
  const absl::Status refused = Check("requester", request);
  EXPECT_THAT(refused, HasReason(Reason::PERMISSION_DENIED));
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
}

TEST(FieldRule, FollowsTheUpdateMask) {
  struct Case {
    std::vector<const char*> paths;
    bool confidential, refused;
  };
  for (const Case& c : std::vector<Case>{{{"title"}, true, false},
                                         {{"title"}, false, false},
                                         {{"confidential"}, false, true},
                                         {{"title", "confidential"}, true, true},
                                         {{"*"}, false, true},
                                         {{}, true, true},
                                         {{}, false, false}}) {
    UpdateTicketRequest request;
    request.mutable_ticket()->set_title("Badge lost");
    request.mutable_ticket()->set_confidential(c.confidential);
    for (const char* path : c.paths) request.mutable_update_mask()->add_paths(path);
    EXPECT_EQ(!Check("requester", request).ok(), c.refused) << request.ShortDebugString();
    EXPECT_THAT(Check("agent", request), IsOk()) << request.ShortDebugString();
  }
}

TEST(FieldRule, HasNothingToSayOfOtherRequests) {
  GetTicketRequest request;
  request.set_name("tickets/INC-1");
  EXPECT_THAT(Check("nobody", request), IsOk());
}

}  // namespace
}  // namespace steward::access
