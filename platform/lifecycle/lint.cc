#include "platform/lifecycle/lint.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::lifecycle {
namespace {

using google::protobuf::EnumDescriptor;
using States = std::map<std::string, v1::Category>;
// Pairs of states, the second of which follows the first.
using Steps = std::vector<std::pair<std::string, std::string>>;

absl::Status Fault(const v1::Lifecycle& document, absl::string_view text) {
  return errors::Internal(absl::StrCat("lifecycle '", document.name(), "': ", text));
}

absl::StatusOr<States> LintStates(const v1::Lifecycle& document, const EnumDescriptor* names) {
  States states;
  bool has_terminal = false;
  for (const v1::State& state : document.states()) {
    const auto* value = names->FindValueByName(state.name());
    if (value == nullptr || value->number() == 0)
      return Fault(document,
                   absl::StrCat("state ", state.name(), " is not a value of ", names->full_name()));
    if (state.category() == v1::CATEGORY_UNSPECIFIED)
      return Fault(document, absl::StrCat("state ", state.name(), " has no category"));
    if (!states.emplace(state.name(), state.category()).second)
      return Fault(document, absl::StrCat("state ", state.name(), " occurs twice"));
    has_terminal = has_terminal || state.category() == v1::TERMINAL;
  }
  if (states.count(document.initial_state()) == 0)
    return Fault(document, "the initial state is not one of the states");
  if (!has_terminal) return Fault(document, "there is no terminal state");
  return states;
}

absl::Status LintTransition(const v1::Lifecycle& document, const v1::Transition& transition,
                            const States& states) {
  const std::string& action = transition.action();
  if (action.empty() || transition.event_type().empty() || transition.from().empty())
    return Fault(document, absl::StrCat("action '", action,
                                        "' lacks its name, its event type or its from-states"));
  if (!transition.to().empty() && states.count(transition.to()) == 0)
    return Fault(document, absl::StrCat(action, " leads to an unknown state"));
  for (const std::string& from : transition.from()) {
    auto state = states.find(from);
    if (state == states.end())
      return Fault(document, absl::StrCat(action, " starts from an unknown state"));
    if (state->second == v1::TERMINAL)
      return Fault(document, absl::StrCat(action, " leads out of terminal state ", from));
  }
  return absl::OkStatus();
}

absl::StatusOr<Steps> LintTransitions(const v1::Lifecycle& document, const States& states) {
  Steps steps;
  std::set<std::pair<std::string, std::string>> seen;
  std::map<std::string, std::string> event_types;
  for (const v1::Transition& transition : document.transitions()) {
    RETURN_IF_ERROR(LintTransition(document, transition, states));
    const std::string& action = transition.action();
    if (event_types.emplace(action, transition.event_type()).first->second !=
        transition.event_type())
      return Fault(document, absl::StrCat(action, " has two event types"));
    for (const std::string& from : transition.from()) {
      if (!seen.emplace(action, from).second)
        return Fault(document, absl::StrCat(action, " occurs twice for state ", from));
      if (!transition.to().empty()) steps.emplace_back(from, transition.to());
    }
  }
  return steps;
}

// All states that `found` leads to, itself among them.
std::set<std::string> Closure(std::set<std::string> found, const Steps& steps) {
  size_t size = 0;
  while (size != found.size()) {
    size = found.size();
    for (const auto& [from, to] : steps)
      if (found.count(from) > 0) found.insert(to);
  }
  return found;
}

}  // namespace

absl::Status Lint(const v1::Lifecycle& document, const EnumDescriptor* names) {
  ASSIGN_OR_RETURN(const States states, LintStates(document, names));
  ASSIGN_OR_RETURN(const Steps steps, LintTransitions(document, states));
  Steps backwards;
  for (const auto& [from, to] : steps) backwards.emplace_back(to, from);
  std::set<std::string> terminal;
  for (const auto& [state, category] : states)
    if (category == v1::TERMINAL) terminal.insert(state);
  const std::set<std::string> reachable = Closure({document.initial_state()}, steps);
  const std::set<std::string> ending = Closure(terminal, backwards);
  for (const auto& [state, category] : states) {
    if (reachable.count(state) == 0)
      return Fault(document, absl::StrCat("state ", state, " cannot be reached"));
    if (ending.count(state) == 0)
      return Fault(document, absl::StrCat("state ", state, " leads to no terminal state"));
  }
  return absl::OkStatus();
}

}  // namespace steward::lifecycle
