#pragma once

// What the type of an event says: "dev.steward.ticket.comment.created.v1" is about a Comment, and
// what happened is "created". All functions are thread-safe.

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace steward::notification {

// The type of the resource that such events hold; null when this program does not know it.
const google::protobuf::Descriptor* ResourceTypeOf(absl::string_view event_type);

// "created"; empty when it is no event type.
std::string VerbOf(absl::string_view event_type);

}  // namespace steward::notification
