#include "services/change_approval/domain/risk.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"
#include "services/change_approval/change_documents.h"

namespace steward::change {
namespace {

using v1::ChangeModel;

bool IsSet(const Change& change, const std::string& name) {
  const auto* field = Change::descriptor()->FindFieldByName(name);
  return Change::GetReflection()->HasField(change, field);
}

std::string NoticeOf(absl::Duration notice) {
  const int64_t minutes = absl::ToInt64Minutes(absl::AbsDuration(notice));
  return notice < absl::ZeroDuration() ? absl::StrCat("was to begin ", minutes, " min ago")
                                       : absl::StrCat("begins ", minutes, " min from now");
}

// What is seen when the condition holds; empty when it does not.
std::string Evidence(const RiskPolicy::Rule& rule, const Change& change, absl::Time now) {
  const auto if_so = [](bool holds, std::string evidence) { return holds ? evidence : ""; };
  const bool is_planned = change.has_planned_start_time();
  const absl::Time start = FromProto(change.planned_start_time());
  const absl::Duration threshold = absl::Minutes(rule.threshold());
  switch (rule.condition()) {
    case RiskPolicy::IMPACT_HIGH:
      return if_so(change.impact() == Change::HIGH, "impact HIGH");
    case RiskPolicy::IMPACT_MEDIUM:
      return if_so(change.impact() == Change::MEDIUM, "impact MEDIUM");
    case RiskPolicy::ITEMS_AT_LEAST:
      return if_so(change.configuration_items_size() >= rule.threshold(),
                   absl::StrCat(change.configuration_items_size(), " configuration items"));
    case RiskPolicy::NO_BACKOUT_PLAN:
      return if_so(change.backout_plan().empty(), "no backout plan");
    case RiskPolicy::NO_TEST_PLAN:
      return if_so(change.test_plan().empty(), "no test plan");
    case RiskPolicy::EMERGENCY:
      return if_so(change.kind() == ChangeModel::EMERGENCY, "emergency change");
    case RiskPolicy::NOTICE_BELOW_MINUTES:
      return if_so(is_planned && start - now < threshold, NoticeOf(start - now));
    case RiskPolicy::DURATION_ABOVE_MINUTES: {
      const absl::Duration takes = FromProto(change.planned_end_time()) - start;
      return if_so(is_planned && change.has_planned_end_time() && takes > threshold,
                   absl::StrCat("takes ", absl::ToInt64Minutes(takes), " min"));
    }
    default:
      return "";
  }
}

const RiskPolicy::Band& BandOf(int score, const RiskPolicy& policy) {
  const RiskPolicy::Band* found = &policy.levels(0);
  for (const RiskPolicy::Band& band : policy.levels())
    if (score >= band.from_score()) found = &band;
  return *found;
}

// Such as "HIGH, 8 points: HIGH_IMPACT 4 (impact HIGH), MANY_ITEMS 4 (12 configuration items)".
std::string TextOf(const Risk& risk) {
  return absl::StrCat(
      Risk::Level_Name(risk.level()), ", ", risk.score(), " points: ",
      absl::StrJoin(risk.factors(), ", ", [](std::string* out, const Risk::Factor& factor) {
        absl::StrAppend(out, factor.name(), " ", factor.score(), " (", factor.evidence(), ")");
      }));
}

absl::Status Lint(const RiskPolicy& policy) {
  std::set<std::string> names;
  for (const RiskPolicy::Rule& rule : policy.factors())
    if (rule.name().empty() || !names.insert(rule.name()).second || rule.condition() == 0 ||
        rule.score() <= 0)
      return errors::Internal(absl::StrCat("the factor '", rule.name(), "' is not sound"));
  int above = -1;
  for (const RiskPolicy::Band& band : policy.levels()) {
    if (band.level() == 0 || band.from_score() <= above)
      return errors::Internal("the levels of a risk policy do not ascend");
    above = band.from_score();
    for (const std::string& name : band.required_fields()) {
      const auto* field = Change::descriptor()->FindFieldByName(name);
      if (field == nullptr || field->is_repeated())
        return errors::Internal(absl::StrCat("no field '", name, "' to demand"));
    }
  }
  if (policy.levels_size() == 0 || policy.levels(0).from_score() != 0)
    return errors::Internal("the levels of a risk policy do not begin with 0");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<RiskPolicy> LoadPolicy(absl::string_view json_document) {
  RiskPolicy policy;
  if (!google::protobuf::util::JsonStringToMessage(std::string(json_document), &policy).ok())
    return errors::Internal("a risk policy cannot be read");
  RETURN_IF_ERROR(Lint(policy));
  return policy;
}

const RiskPolicy& ShippedPolicy() {
  static const RiskPolicy policy = LoadPolicy(documents::kRisk).value();
  return policy;
}

Risk RiskOf(const Change& change, const RiskPolicy& policy, absl::Time now) {
  Risk risk;
  risk.set_policy_version(policy.version());
  for (const RiskPolicy::Rule& rule : policy.factors()) {
    const std::string evidence = Evidence(rule, change, now);
    if (evidence.empty()) continue;
    Risk::Factor* factor = risk.add_factors();
    factor->set_name(rule.name());
    factor->set_score(rule.score());
    factor->set_evidence(evidence);
    risk.set_score(risk.score() + rule.score());
  }
  risk.set_level(BandOf(risk.score(), policy).level());
  return risk;
}

bool HasOtherRisk(const Change& before, const Change& after) {
  google::protobuf::util::MessageDifferencer differ;
  for (int number :
       {Change::kKindFieldNumber, Change::kBackoutPlanFieldNumber, Change::kTestPlanFieldNumber,
        Change::kImpactFieldNumber, Change::kConfigurationItemsFieldNumber,
        Change::kPlannedStartTimeFieldNumber, Change::kPlannedEndTimeFieldNumber}) {
    const auto* field = Change::descriptor()->FindFieldByNumber(number);
    if (!differ.CompareWithFields(before, after, {field}, {field})) return true;
  }
  return false;
}

absl::Status CheckRisk(const Change& change, const RiskPolicy& policy) {
  errors::Violations violations;
  for (const std::string& name : BandOf(change.risk().score(), policy).required_fields())
    if (!IsSet(change, name))
      violations.Add(absl::StrCat("change.", name),
                     absl::StrCat("is required of a change whose risk is ", TextOf(change.risk())));
  return violations.ToStatus();
}

}  // namespace steward::change
