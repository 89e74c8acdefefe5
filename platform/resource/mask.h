#pragma once

// Update masks (AIP-134, AIP-161). Masks name top-level fields of the resource. Thread-safe.

#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"

namespace steward::resource {

// The fields of `current` that an update changes, each once.
//
//   empty mask   the fields that are set in `patch` and can be updated
//   "*" alone    all fields that can be updated
//   otherwise    the named fields that can be updated
//
// A field can be updated unless it is output-only, immutable, `name` or `etag`. Those are left out,
// so that a resource can be sent back as it was read; an immutable one only while it is as it was
// (AIP-203): where it is named, or set, with another value, that is an error.
// Errors: INVALID_UPDATE_MASK with metadata "path" for an immutable field that would change, an
// unknown one, a path into a field, an empty path, "*" among others, and more than 100 paths.
absl::StatusOr<std::vector<const google::protobuf::FieldDescriptor*>> ResolveUpdateMask(
    const google::protobuf::FieldMask& mask, const google::protobuf::Message& patch,
    const google::protobuf::Message& current);

// Makes `fields` of `target` equal to those of `patch`: copied when set, else cleared. Both
// messages are of the same type.
void ApplyUpdate(const std::vector<const google::protobuf::FieldDescriptor*>& fields,
                 const google::protobuf::Message& patch, google::protobuf::Message* target);

}  // namespace steward::resource
