#pragma once

// Values of the fields of a message, typed as columns would be. Part of filter_match.h.

#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "google/protobuf/message.h"
#include "platform/resource/columns.h"

namespace steward::resource {

using MessageValue = std::variant<std::string, int64_t, double, bool, absl::Time, absl::Duration>;

// What a column for the field would be; nothing when no list filters by such fields. Its `sql` is
// empty, and its name lives as long as the type.
absl::optional<Column> ColumnOf(const google::protobuf::FieldDescriptor* field);

// Nothing when the field has presence and is not set. Not for lists.
absl::optional<MessageValue> ValueOf(const google::protobuf::Message& message,
                                     const google::protobuf::FieldDescriptor* field);
// The elements of a list of texts.
std::vector<std::string> TextsOf(const google::protobuf::Message& message,
                                 const google::protobuf::FieldDescriptor* field);

}  // namespace steward::resource
