#include "services/change_approval/domain/authorization.h"

#include <map>
#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/util/message_differencer.h"
#include "platform/crypto/hmac.h"
#include "platform/resource/mask.h"
#include "platform/status/errors.h"

namespace steward::change {
namespace {

using google::protobuf::FieldDescriptor;
using v1::ModelStage;

// In the order of their numbers, which is that of the wire.
std::map<int, const FieldDescriptor*> DecidedAbout(const ChangeModel& model) {
  std::map<int, const FieldDescriptor*> fields;
  for (const ModelStage& stage : model.stages())
    for (const std::string& name : stage.fields())
      if (const auto* field = Change::descriptor()->FindFieldByName(name))
        fields[field->number()] = field;
  return fields;
}

bool Differs(const Change& before, const Change& after, const ModelStage& stage) {
  google::protobuf::util::MessageDifferencer differ;
  for (const std::string& name : stage.fields()) {
    const auto* field = Change::descriptor()->FindFieldByName(name);
    if (field != nullptr && !differ.CompareWithFields(before, after, {field}, {field})) return true;
  }
  return false;
}

// Who may not decide but the requester: each once.
std::set<std::string> ExcludedOf(const Change& change) {
  std::set<std::string> excluded;
  if (!change.implementer().empty()) excluded.insert(change.implementer());
  if (absl::StartsWith(change.creator(), "users/")) excluded.insert(change.creator());
  return excluded;
}

// "approvals/CHG-7-" of "changes/CHG-7".
std::string ApprovalPrefixOf(const Change& change) {
  return absl::StrCat("approvals/", absl::StripPrefix(change.name(), "changes/"), "-");
}

}  // namespace

Approval DraftOf(const Change& change, const ChangeModel& model) {
  Approval draft;
  draft.set_subject(change.name());
  draft.set_subject_digest(DigestOf(change, model));
  draft.set_title(change.title());
  draft.set_description(change.description());
  draft.set_requester(change.requester());
  for (const std::string& user : ExcludedOf(change)) draft.add_excluded(user);
  for (const ModelStage& stage : model.stages()) {
    approval::v1::Stage* asked = draft.add_stages();
    asked->set_title(stage.title());
    asked->set_rule(stage.rule());
    asked->set_required_count(stage.required_count());
    asked->set_required_percent(stage.required_percent());
    *asked->mutable_users() = stage.users();
    *asked->mutable_groups() = stage.groups();
  }
  return draft;
}

std::string DigestOf(const Change& change, const ChangeModel& model) {
  Change decided_about;
  std::vector<const FieldDescriptor*> fields;
  for (const auto& [number, field] : DecidedAbout(model)) fields.push_back(field);
  resource::ApplyUpdate(fields, change, &decided_about);
  decided_about.set_name(change.name());
  return absl::BytesToHexString(crypto::Sha256(decided_about.SerializeAsString()));
}

absl::optional<int> FirstAffected(const Change& before, const Change& after,
                                  const ChangeModel& model) {
  for (int i = 0; i < model.stages_size(); ++i)
    if (Differs(before, after, model.stages(i))) return i;
  return absl::nullopt;
}

bool IsAlive(const Approval& approval) {
  return approval.state() == Approval::PENDING || approval.state() == Approval::APPROVED;
}

Change WithNextApproval(const Change& change) {
  Change next = change;
  const std::string prefix = ApprovalPrefixOf(change);
  int last = 0;
  if (!absl::SimpleAtoi(absl::StripPrefix(change.approval(), prefix), &last)) last = 0;
  next.set_approval(absl::StrCat(prefix, last + 1));
  return next;
}

std::string ActionBy(const Approval& approval, const Change& change) {
  static const std::map<Approval::State, std::string> actions = {
      {Approval::PENDING, "reauthorize"}, {Approval::APPROVED, "schedule"},
      {Approval::REJECTED, "reject"},     {Approval::CANCELLED, "reject"},
      {Approval::EXPIRED, "reject"},
  };
  const auto found = actions.find(approval.state());
  if (found == actions.end() || change.approval() != approval.name()) return "";
  const auto& lifecycle = LifecycleOf(change.kind());
  return lifecycle.Allows(Change::State_Name(change.state()), found->second) ? found->second : "";
}

absl::Status CheckParties(const Change& change, const Approval& approval) {
  std::set<std::string> asked;
  for (const auto& stage : approval.stages()) {
    for (const auto& approver : stage.approvers()) {
      asked.insert(approver.user());
      asked.insert(approver.decided_by());
    }
  }
  const bool is_party = asked.count(change.requester()) > 0 ||
                        (!change.implementer().empty() && asked.count(change.implementer()) > 0);
  if (!is_party) return absl::OkStatus();
  return errors::Make(absl::StatusCode::kPermissionDenied, errors::Reason::SEPARATION_OF_DUTIES,
                      "Who is asked to approve the change neither wants it nor carries it out.");
}

absl::Status CheckApproved(const Approval* approval, Change::CloseCode close_code) {
  const auto state = approval == nullptr ? Approval::STATE_UNSPECIFIED : approval->state();
  if (state == Approval::APPROVED) return absl::OkStatus();
  // What was carried out and then rejected must end, too.
  if (state == Approval::REJECTED && close_code == Change::UNSUCCESSFUL) return absl::OkStatus();
  errors::Metadata metadata;
  if (approval != nullptr) metadata.emplace_back("approval", approval->name());
  return errors::Make(absl::StatusCode::kFailedPrecondition, errors::Reason::APPROVAL_REQUIRED,
                      "The change must be approved first.", metadata);
}

}  // namespace steward::change
