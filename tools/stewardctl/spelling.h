#pragma once

// Words of the contract as people type them. Thread-safe.

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace steward::ctl {

// "revoke-tokens" for "revokeTokens" and "RevokeTokens", "hold-reason" for "hold_reason".
std::string ToKebab(absl::string_view name);
// "holdReason" for "hold_reason".
std::string ToCamel(absl::string_view name);

// The one of the words that was probably meant: at most two letters off, or a third of the word.
// Empty: none is near.
std::string Nearest(absl::string_view word, const std::vector<std::string>& words);

// "; did you mean 'tickets'?" or nothing.
std::string DidYouMean(absl::string_view word, const std::vector<std::string>& words);

}  // namespace steward::ctl
