#include "services/notification/domain/recipients.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "steward/approval/v1/approval.pb.h"

namespace steward::notification {
namespace {

using approval::v1::Approval;
using approval::v1::Approver;
using approval::v1::Stage;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::vector<std::string> OpenApprovers(const Approval& approval, bool only_new) {
  std::vector<std::string> users;
  for (const Stage& stage : approval.stages()) {
    if (stage.state() != Stage::OPEN) continue;
    const bool begun =
        std::any_of(stage.approvers().begin(), stage.approvers().end(),
                    [](const Approver& approver) { return approver.decision() != 0; });
    if (begun && only_new) continue;
    for (const Approver& approver : stage.approvers())
      if (approver.decision() == 0) users.push_back(approver.user());
  }
  return users;
}

std::vector<std::string> TextsOf(const Message& resource, const std::string& name) {
  const FieldDescriptor* field = resource.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr || field->type() != FieldDescriptor::TYPE_STRING) return {};
  const auto& fields = *resource.GetReflection();
  if (!field->is_repeated()) return {fields.GetString(resource, field)};
  std::vector<std::string> texts;
  for (int i = 0; i < fields.FieldSize(resource, field); ++i)
    texts.push_back(fields.GetRepeatedString(resource, field, i));
  return texts;
}

bool MeansApprovers(absl::string_view field) {
  return field == kApprovers || field == kNewApprovers;
}

std::vector<std::string> NamesIn(const Message& resource, const std::string& field) {
  if (!MeansApprovers(field)) return TextsOf(resource, field);
  if (resource.GetDescriptor() != Approval::descriptor()) return {};
  return OpenApprovers(static_cast<const Approval&>(resource), field == kNewApprovers);
}

}  // namespace

bool NamesPeople(const google::protobuf::Descriptor& type, absl::string_view field) {
  if (MeansApprovers(field)) return &type == Approval::descriptor();
  const FieldDescriptor* known = type.FindFieldByName(std::string(field));
  return known != nullptr && known->type() == FieldDescriptor::TYPE_STRING && field != "name";
}

std::vector<std::string> NamedBy(const NotificationRule& rule, const Message& resource) {
  std::vector<std::string> named;
  const auto add = [&](const std::string& name) {
    const bool is_known = absl::StartsWith(name, "users/") || absl::StartsWith(name, "groups/");
    if (is_known && std::find(named.begin(), named.end(), name) == named.end())
      named.push_back(name);
  };
  for (const auto& recipient : rule.recipients()) {
    if (recipient.has_user()) add(recipient.user());
    if (recipient.has_group()) add(recipient.group());
    if (!recipient.has_field()) continue;
    for (const std::string& name : NamesIn(resource, recipient.field())) add(name);
  }
  return named;
}

std::vector<std::string> ApproversNamedBy(const NotificationRule& rule, const Message& resource) {
  NotificationRule about_approvers;
  for (const auto& recipient : rule.recipients())
    if (recipient.has_field() && MeansApprovers(recipient.field()))
      *about_approvers.add_recipients() = recipient;
  return NamedBy(about_approvers, resource);
}

}  // namespace steward::notification
