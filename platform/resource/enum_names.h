#pragma once

#include <string>

#include "google/protobuf/descriptor.h"

namespace steward::resource {

// The values that clients may choose from, for texts: "NEW, CLOSED"; without the one that means
// "not set". Thread-safe.
std::string EnumNames(const google::protobuf::EnumDescriptor& type);

}  // namespace steward::resource
