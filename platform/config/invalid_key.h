#pragma once

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "platform/status/errors.h"

namespace steward::config {

// INVALID_ARGUMENT for operators, "key: what": the value of a key was read and cannot be used.
inline absl::Status InvalidKey(absl::string_view key, absl::string_view what) {
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::INVALID_FIELD,
                      absl::StrCat(key, ": ", what));
}

}  // namespace steward::config
