#pragma once

// Fields that are marked secret (steward.options.v1.FieldRules). Only those of the resource itself
// are looked at, not those of messages in it. Thread-safe.

#include "google/protobuf/message.h"

namespace steward::resource {

// Whether one of them is set.
bool HasSecrets(const google::protobuf::Message& resource);

void ClearSecrets(google::protobuf::Message* resource);

}  // namespace steward::resource
