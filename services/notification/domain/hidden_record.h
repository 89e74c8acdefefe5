#pragma once

// Records that most people are not told of. Pure, thread-safe.

#include <string>
#include <vector>

#include "google/protobuf/message.h"

namespace steward::notification {

// Whether records of this type can be confidential, or a VIP's.
bool MayBeHidden(const google::protobuf::Descriptor* type);
// Whether this one is.
bool IsHidden(const google::protobuf::Message& record);
// Who is told of it even so, each once, such as "users/alice".
std::vector<std::string> OwnersOf(const google::protobuf::Message& record);

}  // namespace steward::notification
