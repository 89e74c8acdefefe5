#include "platform/lifecycle/lifecycle.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "platform/lifecycle/lint.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::lifecycle {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor* StateField(const Message& record, const EnumDescriptor* states) {
  const auto* field = record.GetDescriptor()->FindFieldByName("state");
  return field != nullptr && field->enum_type() == states ? field : nullptr;
}

bool IsSet(const Message& record, const FieldDescriptor* field) {
  return field->is_repeated() ? record.GetReflection()->FieldSize(record, field) > 0
                              : record.GetReflection()->HasField(record, field);
}

absl::Status ClearFields(const Transition& transition, Message* record) {
  for (const std::string& name : transition.cleared_fields()) {
    const auto* field = record->GetDescriptor()->FindFieldByName(name);
    if (field == nullptr) return errors::Internal(absl::StrCat("no field '", name, "' to clear"));
    record->GetReflection()->ClearField(record, field);
  }
  return absl::OkStatus();
}

absl::Status DemandFields(const Transition& transition, const Message& record) {
  errors::Violations violations;
  for (const std::string& name : transition.required_fields()) {
    const auto* field = record.GetDescriptor()->FindFieldByName(name);
    if (field == nullptr) return errors::Internal(absl::StrCat("no field '", name, "' to demand"));
    if (!IsSet(record, field))
      violations.Add(name, absl::StrCat("is required to ", transition.action()));
  }
  return violations.ToStatus();
}

}  // namespace

absl::StatusOr<Lifecycle> Lifecycle::Load(absl::string_view json_document,
                                          const EnumDescriptor* states) {
  Lifecycle lifecycle;
  lifecycle.states_ = states;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = false;
  const auto parsed = google::protobuf::util::JsonStringToMessage(std::string(json_document),
                                                                  &lifecycle.document_, options);
  if (!parsed.ok())
    return errors::Internal(absl::StrCat("lifecycle document: ", parsed.ToString()));
  RETURN_IF_ERROR(Lint(lifecycle.document_, states));
  return lifecycle;
}

Lifecycle Lifecycle::Shipped(absl::string_view json_document, const EnumDescriptor* states) {
  auto loaded = Load(json_document, states);
  if (!loaded.ok()) std::abort();
  return *std::move(loaded);
}

std::vector<std::string> Lifecycle::AllowedActions(absl::string_view state) const {
  std::vector<std::string> actions;
  for (const Transition& transition : document_.transitions())
    if (!transition.automatic() && FindFrom(state, transition.action()) == &transition)
      actions.push_back(transition.action());
  std::sort(actions.begin(), actions.end());
  return actions;
}

bool Lifecycle::Allows(absl::string_view state, absl::string_view action) const {
  return FindFrom(state, action) != nullptr;
}

absl::Status Lifecycle::Apply(absl::string_view action, Message* record) const {
  const FieldDescriptor* field = StateField(*record, states_);
  if (field == nullptr) return errors::Internal("the record has no state of this lifecycle");
  const std::string state = record->GetReflection()->GetEnum(*record, field)->name();
  const Transition* transition = FindFrom(state, action);
  if (transition == nullptr) return errors::IllegalTransition(state, action, AllowedActions(state));
  if (!transition->to().empty())
    record->GetReflection()->SetEnum(record, field, states_->FindValueByName(transition->to()));
  RETURN_IF_ERROR(ClearFields(*transition, record));
  return DemandFields(*transition, *record);
}

void Lifecycle::Restart(Message* record) const {
  const FieldDescriptor* field = StateField(*record, states_);
  if (field != nullptr)
    record->GetReflection()->SetEnum(record, field, states_->FindValueByName(initial_state()));
}

const Transition& Lifecycle::Find(absl::string_view action) const {
  for (const Transition& transition : document_.transitions())
    if (transition.action() == action) return transition;
  return Transition::default_instance();
}

Category Lifecycle::CategoryOf(absl::string_view state) const {
  for (const v1::State& known : document_.states())
    if (known.name() == state) return known.category();
  return v1::CATEGORY_UNSPECIFIED;
}

const Transition* Lifecycle::FindFrom(absl::string_view state, absl::string_view action) const {
  for (const Transition& transition : document_.transitions()) {
    if (transition.action() != action) continue;
    const auto& from = transition.from();
    if (std::find(from.begin(), from.end(), state) != from.end()) return &transition;
  }
  return nullptr;
}

}  // namespace steward::lifecycle
