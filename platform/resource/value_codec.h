#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "platform/resource/sql.h"

namespace steward::resource {

// Appends `number` as 8 bytes, the highest first.
void AppendUint64(uint64_t number, std::string* out);
// Takes 8 bytes off the front of `in`; false when there are fewer.
bool TakeUint64(absl::string_view* in, uint64_t* number);

// Compact binary form of a list of values, the same on every machine. Times keep microseconds,
// as PostgreSQL does. Thread-safe.
std::string EncodeValues(const std::vector<Value>& values);
// Nothing when `bytes` is not what EncodeValues gave.
absl::optional<std::vector<Value>> DecodeValues(absl::string_view bytes);

}  // namespace steward::resource
