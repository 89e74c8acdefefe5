#pragma once

// What the type of an event says: "dev.steward.ticket.comment.created.v1" is about a Comment, and
// what happened is "created". Pure functions, hence thread-safe.

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace steward::webhook {

// Which of `messages` such events hold: the resource that is called as the last noun, or ends so,
// in the package of the first one; else the one that is called so anywhere. Null when none is.
const google::protobuf::Descriptor* ResourceOfType(
    absl::string_view event_type, const std::vector<const google::protobuf::Descriptor*>& messages);

// "created"; empty when it is no event type.
std::string VerbOf(absl::string_view event_type);

// "TicketCommentCreatedV1"; empty when it is no event type.
std::string NameOfType(absl::string_view event_type);

}  // namespace steward::webhook
