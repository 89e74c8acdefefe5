#include "services/change_approval/domain/kind.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "services/change_approval/change_documents.h"

namespace steward::change {
namespace {

using lifecycle::Lifecycle;

struct Traits {
  ChangeModel::Kind kind;
  Lifecycle lifecycle;
  bool uses_template;
  absl::string_view asks_with;
  bool keeps_window;
};

Lifecycle Shipped(absl::string_view document) {
  return Lifecycle::Shipped(document, Change::State_descriptor());
}

// The first one stands for a kind that is none.
const Traits& TraitsOf(ChangeModel::Kind kind) {
  static const Traits kinds[] = {
      {ChangeModel::NORMAL, Shipped(documents::kNormal), false, "requestApproval", true},
      {ChangeModel::STANDARD, Shipped(documents::kStandard), true, "", true},
      {ChangeModel::EMERGENCY, Shipped(documents::kEmergency), false, "start", false},
  };
  const auto* found = std::find_if(std::begin(kinds), std::end(kinds),
                                   [&](const Traits& traits) { return traits.kind == kind; });
  return found == std::end(kinds) ? kinds[0] : *found;
}

}  // namespace

const Lifecycle& LifecycleOf(ChangeModel::Kind kind) { return TraitsOf(kind).lifecycle; }

const std::string& EventTypeOf(const Change& change, absl::string_view action) {
  return LifecycleOf(change.kind()).Find(action).event_type();
}

bool UsesTemplate(ChangeModel::Kind kind) { return TraitsOf(kind).uses_template; }

bool AsksWith(ChangeModel::Kind kind, absl::string_view action) {
  return !action.empty() && TraitsOf(kind).asks_with == action;
}

bool KeepsWindow(ChangeModel::Kind kind) { return TraitsOf(kind).keeps_window; }

}  // namespace steward::change
