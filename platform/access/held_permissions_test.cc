#include "platform/access/held_permissions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "google/rpc/error_details.pb.h"
#include "platform/testing/status_matchers.h"
#include "steward/directory/v1/user_service.pb.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::access {
namespace {

using ::testing::IsSupersetOf;
using ticket::v1::Ticket;

TEST(HeldPermissions, AreThoseOfMethodsFieldsAndFlags) {
  EXPECT_THAT(PermissionsOf(*Ticket::descriptor()),
              IsSupersetOf({"tickets.work", "tickets.classify", "tickets.readConfidential",
                            "tickets.readVip"}));
  EXPECT_THAT(PermissionsOf(*directory::v1::User::descriptor()),
              IsSupersetOf({"users.revokeTokens", "users.grantRoles", "users.readContact"}));
  EXPECT_EQ(PermissionsOf(*Ticket::descriptor()).count(""), 0u);
}

TEST(HeldPermissions, AreRefusedWhereTheyDoNotExist) {
  const std::vector<std::string> asked = {"tickets.fly", "tickets.get", "users.get"};
  const absl::Status refused = CheckPermissionsExist(PermissionsOf(*Ticket::descriptor()), asked);
  EXPECT_THAT(refused, HasReason(errors::Reason::INVALID_FIELD));
  const auto payload = refused.GetPayload("type.googleapis.com/google.rpc.BadRequest");
  google::rpc::BadRequest detail;
  ASSERT_TRUE(payload && detail.ParseFromString(std::string(*payload)));
  ASSERT_EQ(detail.field_violations_size(), 2);
  EXPECT_EQ(detail.field_violations(0).field(), "permissions[0]");
  EXPECT_EQ(detail.field_violations(1).field(), "permissions[2]");
}

TEST(HeldPermissions, AreThoseThatReachTheRecord) {
  const std::vector<std::string> asked = {"tickets.work", "tickets.get", "webhooks.get",
                                          "tickets.readVip"};
  const auto held = [&](const char* role, const char* requester, bool vip) {
    Ticket ticket;
    ticket.set_requester(requester);
    ticket.set_vip(vip);
    const std::vector<std::string> roles = {role};
    return absl::StrJoin(PermissionsOn(RecordRule::Of(Ticket::descriptor()),
                                       {"users/alice", roles, {}, Scope::kNone}, ticket, asked),
                         " ");
  };

  EXPECT_EQ(held("requester", "users/alice", false), "tickets.get");
  EXPECT_EQ(held("requester", "users/bob", false), "");
  EXPECT_EQ(held("agent", "users/bob", false), "tickets.work tickets.get tickets.readVip");
  EXPECT_EQ(held("integration", "users/bob", true), "");
  EXPECT_EQ(held("agent", "users/bob", true), "tickets.work tickets.get tickets.readVip");
}

}  // namespace
}  // namespace steward::access
