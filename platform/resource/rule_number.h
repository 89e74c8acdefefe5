#pragma once

// Numbers of rules such as "so many of them": each goes with one rule only. Thread-safe.

#include <string>

#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"

namespace steward::resource {

// Adds what is wrong with the number in `field`: set without its rule, or not from 1 to `max`.
inline void CheckRuleNumber(bool has_rule, int number, int max, const std::string& field,
                            errors::Violations* violations) {
  if (!has_rule && number != 0)
    violations->Add(field, "must not be set with this rule");
  else if (has_rule && (number < 1 || number > max))
    violations->Add(field, absl::StrCat("must be from 1 to ", max));
}

}  // namespace steward::resource
