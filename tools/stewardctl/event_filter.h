#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "steward/event/v1/event.pb.h"

namespace steward::ctl {

// Which events somebody wants to see; an empty rule wants all. Thread-safe.
struct EventFilter {
  // Types, or patterns of them as of files (fnmatch): "dev.steward.ticket.*".
  std::vector<std::string> types;
  // Of the resources, such as "groups/*/memberships".
  std::string collection;
  // Of the resources.
  std::vector<std::string> names;

  bool Wants(const event::v1::Event& event) const;
};

}  // namespace steward::ctl
