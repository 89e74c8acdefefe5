#pragma once

// What follows from the kind of a change. All functions are thread-safe.

#include "absl/strings/string_view.h"
#include "platform/lifecycle/lifecycle.h"
#include "steward/change/v1/change.pb.h"

namespace steward::change {

using v1::Change;
using v1::ChangeModel;

// The lifecycle of a kind that ships with this release. Lives as long as the process.
const lifecycle::Lifecycle& LifecycleOf(ChangeModel::Kind kind);

// Type of the event that tells of an action on the change.
const std::string& EventTypeOf(const Change& change, absl::string_view action);

// Whether changes of the kind are made from templates, which are approved, and not asked about.
bool UsesTemplate(ChangeModel::Kind kind);
// Whether the approval of such changes is asked for with the action.
bool AsksWith(ChangeModel::Kind kind, absl::string_view action);
// Whether such changes are carried out in their planned window only.
bool KeepsWindow(ChangeModel::Kind kind);

}  // namespace steward::change
