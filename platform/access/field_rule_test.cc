#include "platform/access/field_rule.h"

#include <gtest/gtest.h>

#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/text_format.h"
#include "platform/testing/status_matchers.h"
#include "steward/directory/v1/user_service.pb.h"
#include "steward/options/v1/options.pb.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::access {
namespace {

using errors::Reason;
using google::protobuf::Descriptor;
using google::protobuf::FileDescriptorProto;
using google::protobuf::Message;
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

// A request whose resource has an owner, a list of notes, and labels, with a guarded field in each.
const Descriptor* NestedRequest() {
  static auto* pool = new google::protobuf::DescriptorPool;
  FileDescriptorProto file;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        name: "nested.proto"
        syntax: "proto3"
        message_type {
          name: "Note"
          field { name: "text" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
          field {
            name: "secret"
            number: 2
            type: TYPE_BOOL
            label: LABEL_OPTIONAL
            options {
              [steward.options.v1.field] { write_permission: "tickets.classify" }
            }
          }
        }
        message_type {
          name: "Thing"
          field { name: "title" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
          field {
            name: "first"
            number: 2
            type: TYPE_MESSAGE
            type_name: "Note"
            label: LABEL_OPTIONAL
          }
          field {
            name: "notes"
            number: 3
            type: TYPE_MESSAGE
            type_name: "Note"
            label: LABEL_REPEATED
          }
          field {
            name: "labels"
            number: 4
            type: TYPE_STRING
            label: LABEL_REPEATED
            options {
              [steward.options.v1.field] { write_permission: "tickets.classify" }
            }
          }
        }
        message_type {
          name: "Request"
          field {
            name: "thing"
            number: 1
            type: TYPE_MESSAGE
            type_name: "Thing"
            label: LABEL_OPTIONAL
          }
        }
      )pb",
      &file));
  if (const auto* known = pool->FindMessageTypeByName("Request")) return known;
  return pool->BuildFile(file)->FindMessageTypeByName("Request");
}

TEST(FieldRule, LooksIntoMessagesAndLists) {
  struct Case {
    const char* request;
    bool refused;
  };
  const Case kCases[] = {
      {"thing { title: 'a' first { text: 'a' } notes { text: 'a' } notes { } }", false},
      {"thing { first { secret: true } }", true},
      {"thing { notes { secret: true } }", true},
      {"thing { notes { text: 'a' } notes { secret: true } }", true},
      {"thing { labels: '' }", true},
      {"", false},
  };
  google::protobuf::DynamicMessageFactory messages;
  for (const Case& c : kCases) {
    const std::unique_ptr<Message> request(messages.GetPrototype(NestedRequest())->New());
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(c.request, request.get()));
    const FieldRule rule(NestedRequest());
    EXPECT_EQ(!rule.Check(CallOf("requester"), *request).ok(), c.refused) << c.request;
    EXPECT_THAT(rule.Check(CallOf("agent"), *request), IsOk()) << c.request;
  }
}

TEST(FieldRule, LetsOnlyAdministratorsGiveRoles) {
  struct Case {
    const char *role, *user, *path;
    bool refused;
  };
  for (const Case& c : std::vector<Case>{{"provisioner", "roles: 'tenant_admin'", "", true},
                                         {"provisioner", "roles: 'agent'", "roles", true},
                                         {"provisioner", "", "roles", true},
                                         {"provisioner", "", "*", true},
                                         {"provisioner", "title: 'CEO'", "", false},
                                         {"provisioner", "roles: 'agent'", "title", false},
                                         {"tenant_admin", "roles: 'agent'", "roles", false}}) {
    directory::v1::UpdateUserRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(c.user, request.mutable_user()));
    if (*c.path != '\0') request.mutable_update_mask()->add_paths(c.path);
    EXPECT_EQ(!Check(c.role, request).ok(), c.refused) << c.role << " " << c.user << " " << c.path;
  }
}

TEST(FieldRule, HasNothingToSayOfOtherRequests) {
  GetTicketRequest request;
  request.set_name("tickets/INC-1");
  EXPECT_THAT(Check("nobody", request), IsOk());
}

}  // namespace
}  // namespace steward::access
