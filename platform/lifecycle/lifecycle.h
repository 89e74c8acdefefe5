#pragma once

// Lifecycles of records (steward.lifecycle.v1.Lifecycle): code asks them what may happen and never
// switches over states. A Lifecycle is immutable, hence thread-safe.

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "steward/lifecycle/v1/lifecycle.pb.h"

namespace steward::lifecycle {

using v1::Category;
using v1::Transition;

class Lifecycle {
 public:
  // Reads a document and refuses one that Lint refuses. `states` is the type of the records'
  // field `state`; its value names are the names of states. Errors: INTERNAL, with what is wrong
  // in the log text: a document is part of the program.
  static absl::StatusOr<Lifecycle> Load(absl::string_view json_document,
                                        const google::protobuf::EnumDescriptor* states);

  // The same of a document that is part of the program, and that a test loads: dies when it is
  // refused.
  static Lifecycle Shipped(absl::string_view json_document,
                           const google::protobuf::EnumDescriptor* states);

  const std::string& name() const { return document_.name(); }
  const std::string& initial_state() const { return document_.initial_state(); }

  // What callers may do, sorted; empty for a terminal state. What happens automatically is not
  // among them.
  std::vector<std::string> AllowedActions(absl::string_view state) const;
  bool Allows(absl::string_view state, absl::string_view action) const;

  // Carries out an action on a record that has a field `state` of the enum given to Load: sets the
  // state, clears cleared_fields, then demands required_fields. A caller sets the fields that come
  // with the action first. The record is unchanged when ILLEGAL_TRANSITION is returned, and of no
  // further use after INVALID_FIELD.
  absl::Status Apply(absl::string_view action, google::protobuf::Message* record) const;

  // Sets the initial state.
  void Restart(google::protobuf::Message* record) const;

  // A transition of the action, for its event type; an empty one when there is no such action.
  // All transitions of one action have one event type.
  const Transition& Find(absl::string_view action) const;
  // CATEGORY_UNSPECIFIED for a state that the lifecycle does not have.
  Category CategoryOf(absl::string_view state) const;

 private:
  const Transition* FindFrom(absl::string_view state, absl::string_view action) const;

  v1::Lifecycle document_;
  const google::protobuf::EnumDescriptor* states_ = nullptr;
};

}  // namespace steward::lifecycle
