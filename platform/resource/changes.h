#pragma once

#include "google/protobuf/message.h"
#include "google/protobuf/repeated_field.h"
#include "steward/event/v1/event.pb.h"

namespace steward::resource {

// Appends to `out` the top-level fields in which two messages of the same type differ, in the
// order of the contract, with their values in JSON form (proto3 JSON mapping: enum names, 64-bit
// numbers as strings, RFC 3339 timestamps, lower-camel-case names in nested messages). A field that
// is not set has no value. `etag`, `update_time` and secret fields, at any depth, are left out.
// Thread-safe.
void DiffFields(const google::protobuf::Message& before, const google::protobuf::Message& after,
                google::protobuf::RepeatedPtrField<event::v1::FieldChange>* out);

}  // namespace steward::resource
