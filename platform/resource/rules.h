#pragma once

// The rules that fields declare in the contract (steward.options.v1.FieldRules). The first check
// of a message type builds a plan that all later ones share. All functions are thread-safe.

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace steward::resource {

// OK, or INVALID_FIELD with every violation of `request` and the messages in it; paths are proto
// names ("ticket.title", "rules[2].pattern"). Checked are
//
//   required, max_len (code points), pattern (the whole string), max_items (default 100),
//   reference (the string is a name in that collection), enum values known, strings well-formed
//   UTF-8 without NUL, timestamps and durations in range, page_size >= 0.
//
// An empty optional string passes pattern and reference. Output-only fields are not checked, as
// nothing of them is used. A message with a field `update_mask` is an update (AIP-134): `required`
// is not checked within its resource, but the resource's `name` must be set and fit its collection.
// The mask itself is judged by ResolveUpdateMask.
absl::Status CheckRules(const google::protobuf::Message& request);

// The same for a resource by itself, such as one that an update was applied to. `path` is the name
// of the resource's field in the request and starts the paths of the violations.
absl::Status CheckResource(const google::protobuf::Message& resource, absl::string_view path);

// Clears all output-only fields of `request` and of the messages in it. In an update `name` of the
// resource stays: it says which resource is meant.
void ClearOutputOnly(google::protobuf::Message* request);

}  // namespace steward::resource
