#pragma once

// What rules.cc has to look at in messages of one type, worked out once per type.

#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "re2/re2.h"

namespace steward::resource {

struct MessagePlan;

struct FieldPlan {
  enum class Check { kPresence, kString, kEnum, kMessage, kPageSize };

  const google::protobuf::FieldDescriptor* field = nullptr;
  Check check = Check::kPresence;
  bool required = false;
  // 0: no limit.
  int max_len = 0;
  int max_items = 0;
  std::string reference;
  // Null: no pattern.
  std::unique_ptr<RE2> pattern;
  // Plan of a message field.
  const MessagePlan* child = nullptr;
};

struct MessagePlan {
  enum class Kind { kPlain, kTimestamp, kDuration };

  const google::protobuf::Descriptor* type = nullptr;
  Kind kind = Kind::kPlain;
  // The message has a field update_mask.
  bool is_update = false;
  // Set when the message is a resource that has a name.
  const google::protobuf::FieldDescriptor* name = nullptr;
  std::string collection;
  // Fields that CheckRules looks at; output-only ones are not among them.
  std::vector<FieldPlan> fields;
  std::vector<const google::protobuf::FieldDescriptor*> output_only;
  // Message fields that ClearOutputOnly descends into.
  std::vector<const google::protobuf::FieldDescriptor*> messages;
};

// The plan of a type; lives as long as the process. Thread-safe. Dies on a pattern that is not
// RE2, which a test of the contract catches long before.
const MessagePlan& PlanOf(const google::protobuf::Descriptor* type);

}  // namespace steward::resource
