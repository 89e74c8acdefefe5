#include "services/change_approval/domain/change.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "platform/resource/mask.h"
#include "platform/resource/requester.h"
#include "platform/resource/rules.h"
#include "platform/resource/title.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"
#include "services/change_approval/domain/risk.h"

namespace steward::change {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr absl::Duration kWindowMax = absl::Hours(24 * 30);

absl::Duration WindowMaxOf(const ChangeTemplate& source) {
  if (!source.has_max_duration()) return kWindowMax;
  return absl::Seconds(source.max_duration().seconds());
}

void CheckWindow(const Change& change, const ChangeTemplate& source,
                 errors::Violations* violations) {
  if (!change.has_planned_start_time() || !change.has_planned_end_time()) return;
  const absl::Duration window =
      FromProto(change.planned_end_time()) - FromProto(change.planned_start_time());
  if (window <= absl::ZeroDuration())
    violations->Add("change.planned_end_time", "must be after the start");
  else if (window > WindowMaxOf(source))
    violations->Add("change.planned_end_time", "is later than such a change may end");
}

void CheckWindowIsPlanned(const Change& change, errors::Violations* violations) {
  if (!change.has_planned_start_time())
    violations->Add("change.planned_start_time", "is required of a STANDARD change");
  if (!change.has_planned_end_time())
    violations->Add("change.planned_end_time", "is required of a STANDARD change");
}

absl::Status CheckPlan(const Change& change, const ChangeTemplate& source) {
  errors::Violations violations;
  if (!resource::IsTitle(change.title())) violations.Add("change.title", resource::kNotATitle);
  CheckWindow(change, source, &violations);
  if (UsesTemplate(change.kind())) CheckWindowIsPlanned(change, &violations);
  return violations.ToStatus();
}

// What a standard change has from its template and from nowhere else.
void Fix(const ChangeTemplate& source, Change* change) {
  change->set_implementation_plan(source.implementation_plan());
  change->set_backout_plan(source.backout_plan());
  change->set_test_plan(source.test_plan());
  change->set_impact(source.impact());
  *change->mutable_configuration_items() = source.configuration_items();
}

// Takes over what the template says; `change` may repeat it.
absl::Status TakeOver(const ChangeTemplate& source, Change* change) {
  Change fixed = *change;
  Fix(source, &fixed);
  const auto* reflection = Change::GetReflection();
  errors::Violations violations;
  MessageDifferencer differ;
  for (int number : {Change::kImplementationPlanFieldNumber, Change::kBackoutPlanFieldNumber,
                     Change::kTestPlanFieldNumber, Change::kImpactFieldNumber,
                     Change::kConfigurationItemsFieldNumber}) {
    const auto* field = Change::descriptor()->FindFieldByNumber(number);
    const bool is_set = field->is_repeated() ? reflection->FieldSize(*change, field) > 0
                                             : reflection->HasField(*change, field);
    if (is_set && !differ.CompareWithFields(fixed, *change, {field}, {field}))
      violations.Add(absl::StrCat("change.", field->name()), "is what the template says");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  *change = std::move(fixed);
  if (change->title().empty()) change->set_title(source.title());
  if (change->description().empty()) change->set_description(source.description());
  return absl::OkStatus();
}

// Whose change it was is on record, and an incident is opened for them.
absl::Status CheckPartiesStay(const Change& before, const Change& after) {
  errors::Violations violations;
  if (!before.has_actual_start_time()) return absl::OkStatus();
  if (before.requester() != after.requester())
    violations.Add("change.requester", "stays once the change is carried out");
  if (before.implementer() != after.implementer())
    violations.Add("change.implementer", "stays once the change is carried out");
  return violations.ToStatus();
}

}  // namespace

absl::StatusOr<Change> Create(const Change& draft, const ChangeModel& model,
                              const ChangeTemplate& source, absl::string_view caller,
                              absl::Time now) {
  Change change = draft;
  resource::ClearOutputOnly(&change);
  change.clear_etag();
  change.set_kind(model.kind());
  LifecycleOf(model.kind()).Restart(&change);
  RETURN_IF_ERROR(
      resource::SettleRequester(caller, "change.requester", change.mutable_requester()));
  change.set_creator(std::string(caller));
  *change.mutable_create_time() = ToProto(now);
  *change.mutable_update_time() = ToProto(now);
  const bool uses_template = UsesTemplate(model.kind());
  if (uses_template != !change.template_().empty())
    return errors::InvalidField("change.template", uses_template
                                                       ? "is required of a STANDARD change"
                                                       : "is for STANDARD changes only");
  if (uses_template) RETURN_IF_ERROR(TakeOver(source, &change));
  if (change.impact() == Change::IMPACT_UNSPECIFIED) change.set_impact(Change::MEDIUM);
  RETURN_IF_ERROR(CheckPlan(change, source));
  if (uses_template) *change.mutable_risk() = RiskOf(change, ShippedPolicy(), now);
  return change;
}

absl::StatusOr<Change> Update(const Change& change, const v1::UpdateChangeRequest& request,
                              const ChangeTemplate& source, absl::Time now) {
  ASSIGN_OR_RETURN(auto fields,
                   resource::ResolveUpdateMask(request.update_mask(), request.change(), change));
  Change next = change;
  resource::ApplyUpdate(fields, request.change(), &next);
  RETURN_IF_ERROR(LifecycleOf(change.kind()).Apply("update", &next));
  if (next.requester().empty())
    return errors::InvalidField("change.requester", "cannot be cleared: name somebody else");
  RETURN_IF_ERROR(CheckPartiesStay(change, next));
  RETURN_IF_ERROR(resource::CheckResource(next, "change"));
  if (UsesTemplate(change.kind())) RETURN_IF_ERROR(TakeOver(source, &next));
  if (next.impact() == Change::IMPACT_UNSPECIFIED) next.set_impact(Change::MEDIUM);
  RETURN_IF_ERROR(CheckPlan(next, source));
  if (next.has_risk() && HasOtherRisk(change, next))
    *next.mutable_risk() = RiskOf(next, ShippedPolicy(), now);
  const bool is_assessed = LifecycleOf(next.kind()).Find("assess").from_size() > 0;
  if (next.has_risk() && is_assessed) RETURN_IF_ERROR(CheckRisk(next, ShippedPolicy()));
  if (!MessageDifferencer::Equals(next, change)) *next.mutable_update_time() = ToProto(now);
  return next;
}

}  // namespace steward::change
