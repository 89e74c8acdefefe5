#include "platform/access/field_rule.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
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

template <class Request, class Resource>
absl::Status CheckUpdate(const char* role, const Request& request, const Resource& current) {
  return FieldRule(Request::descriptor()).CheckUpdate(CallOf(role), request, current);
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
    bool was, confidential, refused;
  };
  for (const Case& c : std::vector<Case>{{{"title"}, false, true, false},
                                         {{"title"}, true, false, false},
                                         {{"confidential"}, true, false, true},
                                         {{"confidential"}, false, true, true},
                                         {{"confidential"}, true, true, false},
                                         {{"confidential"}, false, false, false},
                                         {{"title", "confidential"}, false, true, true},
                                         {{"*"}, true, false, true},
                                         {{"*"}, true, true, false},
                                         {{}, false, true, true},
                                         {{}, true, true, false},
                                         {{}, true, false, false}}) {
    ticket::v1::Ticket current;
    current.set_confidential(c.was);
    UpdateTicketRequest request;
    request.mutable_ticket()->set_title("Badge lost");
    request.mutable_ticket()->set_confidential(c.confidential);
    for (const char* path : c.paths) request.mutable_update_mask()->add_paths(path);
    const std::string what = absl::StrCat(c.was ? "was " : "", request.ShortDebugString());
    EXPECT_EQ(!CheckUpdate("requester", request, current).ok(), c.refused) << what;
    EXPECT_THAT(CheckUpdate("agent", request, current), IsOk()) << what;
    EXPECT_THAT(Check("requester", request), IsOk()) << what;
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
  const char* same = "roles: 'auditor' roles: 'agent'";
  for (const Case& c : std::vector<Case>{{"provisioner", "roles: 'tenant_admin'", "", true},
                                         {"provisioner", "roles: 'agent'", "roles", true},
                                         {"provisioner", "", "roles", true},
                                         {"provisioner", "", "*", true},
                                         {"provisioner", "title: 'CEO'", "", false},
                                         {"provisioner", "roles: 'agent'", "title", false},
                                         {"provisioner", same, "", false},
                                         {"provisioner", same, "roles", false},
                                         {"provisioner", same, "*", false},
                                         {"tenant_admin", "roles: 'agent'", "roles", false}}) {
    directory::v1::User current;
    for (const char* role : {"agent", "auditor"}) current.add_roles(role);
    directory::v1::UpdateUserRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(c.user, request.mutable_user()));
    if (*c.path != '\0') request.mutable_update_mask()->add_paths(c.path);
    EXPECT_EQ(!CheckUpdate(c.role, request, current).ok(), c.refused)
        << c.role << " " << c.user << " " << c.path;
  }
}

TEST(FieldRule, HasNothingToSayOfOtherRequests) {
  GetTicketRequest request;
  request.set_name("tickets/INC-1");
  EXPECT_THAT(Check("nobody", request), IsOk());
}

}  // namespace
}  // namespace steward::access
