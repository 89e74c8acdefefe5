#pragma once

// What is read from the options of a type of message once and kept for the life of the process.

#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>

#include "google/protobuf/descriptor.h"

namespace steward::access {

// The rule of a type that is compiled in. Thread-safe.
template <class Rule>
const Rule& OfType(const google::protobuf::Descriptor* type) {
  static auto& mutex = *new std::shared_mutex;
  static auto& rules = *new std::map<const google::protobuf::Descriptor*, std::unique_ptr<Rule>>;
  {
    std::shared_lock lock(mutex);
    if (auto rule = rules.find(type); rule != rules.end()) return *rule->second;
  }
  std::lock_guard lock(mutex);
  auto& rule = rules[type];
  if (rule == nullptr) rule = std::make_unique<Rule>(type);
  return *rule;
}

}  // namespace steward::access
