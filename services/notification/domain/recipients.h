#pragma once

// Whom a rule names. Pure functions, thread-safe.

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "steward/notification/v1/notification_rule.pb.h"

namespace steward::notification {

using v1::NotificationRule;

// Names that stand for approvers rather than for a field: of the open stage those who have not
// decided, and the same while nobody has, which is when the stage has just been opened.
inline constexpr absl::string_view kApprovers = "approvers";
inline constexpr absl::string_view kNewApprovers = "new_approvers";

// Whether resources of the type have people under this name: a field of texts that names users or
// groups, or one of the above.
bool NamesPeople(const google::protobuf::Descriptor& type, absl::string_view field);

// The users and groups that the rule names in a resource, such as "users/alice" and
// "groups/network", each once, in the order of the rule.
std::vector<std::string> NamedBy(const NotificationRule& rule,
                                 const google::protobuf::Message& resource);

// Those of them whom the rule names as approvers.
std::vector<std::string> ApproversNamedBy(const NotificationRule& rule,
                                          const google::protobuf::Message& resource);

}  // namespace steward::notification
