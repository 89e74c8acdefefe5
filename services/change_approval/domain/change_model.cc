#include "services/change_approval/domain/change_model.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "platform/lifecycle/two_states.h"
#include "platform/resource/mask.h"
#include "platform/resource/rule_number.h"
#include "platform/resource/rules.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"
#include "services/change_approval/domain/kind.h"
#include "steward/options/v1/options.pb.h"

namespace steward::change {
namespace {

using approval::v1::Stage;
using v1::ModelStage;

constexpr int kCountMax = 1000;

// Whom it names as a party is settled by rules of its own.
bool CanDecideAbout(const std::string& name) {
  const auto* field = Change::descriptor()->FindFieldByName(name);
  if (field == nullptr || name == "name" || name == "etag") return false;
  const auto& rules = field->options().GetExtension(options::v1::field);
  return !rules.output_only() && !rules.immutable() && name != "requester" && name != "implementer";
}

void CheckStage(const ModelStage& stage, const std::string& path, errors::Violations* violations) {
  if (stage.users().empty() && stage.groups().empty())
    violations->Add(absl::StrCat(path, ".users"), "or groups are required");
  resource::CheckRuleNumber(stage.rule() == Stage::COUNT, stage.required_count(), kCountMax,
                            absl::StrCat(path, ".required_count"), violations);
  resource::CheckRuleNumber(stage.rule() == Stage::PERCENT, stage.required_percent(), 100,
                            absl::StrCat(path, ".required_percent"), violations);
  for (int i = 0; i < stage.fields_size(); ++i)
    if (!CanDecideAbout(stage.fields(i)))
      violations->Add(absl::StrCat(path, ".fields[", i, "]"),
                      "must be a field of a change that an update may change");
}

}  // namespace

absl::StatusOr<ChangeModel> CreateModel(const ChangeModel& draft, absl::string_view caller,
                                        absl::Time now) {
  ChangeModel model = draft;
  resource::ClearOutputOnly(&model);
  model.clear_etag();
  model.set_state(ChangeModel::ENABLED);
  model.set_creator(std::string(caller));
  *model.mutable_create_time() = ToProto(now);
  *model.mutable_update_time() = ToProto(now);
  errors::Violations violations;
  const bool is_asked_about = !UsesTemplate(model.kind());
  if (is_asked_about == model.stages().empty())
    violations.Add("change_model.stages", is_asked_about ? "are required of changes of this kind"
                                                         : "are not for STANDARD changes");
  for (int i = 0; i < model.stages_size(); ++i)
    CheckStage(model.stages(i), absl::StrCat("change_model.stages[", i, "]"), &violations);
  RETURN_IF_ERROR(violations.ToStatus());
  return model;
}

absl::StatusOr<ChangeModel> UpdateModel(const ChangeModel& current,
                                        const v1::UpdateChangeModelRequest& request,
                                        absl::Time now) {
  ASSIGN_OR_RETURN(auto fields, resource::ResolveUpdateMask(request.update_mask(),
                                                            request.change_model(), current));
  ChangeModel next = current;
  resource::ApplyUpdate(fields, request.change_model(), &next);
  RETURN_IF_ERROR(resource::CheckResource(next, "change_model"));
  *next.mutable_update_time() = ToProto(now);
  return next;
}

absl::StatusOr<ChangeModel> DisableModel(const ChangeModel& current, absl::Time now) {
  return lifecycle::Enter(current, ChangeModel::DISABLED, "disable", {"enable", "update"}, now);
}

absl::StatusOr<ChangeModel> EnableModel(const ChangeModel& current, absl::Time now) {
  return lifecycle::Enter(current, ChangeModel::ENABLED, "enable", {"disable", "update"}, now);
}

}  // namespace steward::change
