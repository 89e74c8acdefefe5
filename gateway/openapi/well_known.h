#pragma once

// JSON Schemas of scalars and of the messages that have a JSON form of their own.

#include "gateway/openapi/json.h"
#include "google/protobuf/descriptor.h"

namespace steward::gateway::openapi {

// Of any type but message, group and enum.
Json ScalarSchema(google::protobuf::FieldDescriptor::Type type);

// HasOwnForm(message) is true.
Json WellKnownSchema(const google::protobuf::Descriptor& message);

// A message with a JSON form of its own that is no object or list: it may be a query parameter.
bool IsTextForm(const google::protobuf::Descriptor& message);

}  // namespace steward::gateway::openapi
