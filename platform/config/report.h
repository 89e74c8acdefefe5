#pragma once

// Texts that Config shows to the operator.

#include <cstddef>
#include <deque>
#include <string>

#include "absl/strings/string_view.h"
#include "platform/config/setting.h"

namespace steward::config {

inline constexpr absl::string_view kEnvironmentPrefix = "STEWARD_CONFIG_";

// "STEWARD_CONFIG_PORT" for the key "port".
std::string EnvironmentName(const Setting& setting);

// Usage, then every key with its type, default, environment variable and doc.
std::string RenderHelp(absl::string_view program, absl::string_view what_it_does,
                       const std::deque<Setting>& settings);

// A YAML file with the values in force, each with its origin; no secrets.
std::string RenderConfig(const std::deque<Setting>& settings);

// Levenshtein's distance: insertions, deletions and replacements from `a` to `b`.
size_t EditDistance(absl::string_view a, absl::string_view b);

}  // namespace steward::config
