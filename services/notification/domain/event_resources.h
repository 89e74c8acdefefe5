#pragma once

// What events of other services are about. All functions are thread-safe.

#include <memory>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "steward/event/v1/event.pb.h"

namespace steward::notification {

// Keeps the messages that events hold in the program, which finds them by their names only: the
// linker would leave them out.
void LinkEventResources();

// The type of the resource that events of this type hold; null when this program does not know it.
const google::protobuf::Descriptor* ResourceTypeOf(absl::string_view event_type);
// The type of an event's resource; null when this program does not know it.
const google::protobuf::Descriptor* TypeOf(const event::v1::Event& event);
// The resource of an event; null when its type is not known, or its bytes are none of that type.
std::unique_ptr<google::protobuf::Message> ResourceOf(const event::v1::Event& event);

}  // namespace steward::notification
