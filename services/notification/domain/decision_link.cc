#include "services/notification/domain/decision_link.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "platform/time/timestamp.h"
#include "steward/approval/v1/approval.pb.h"

namespace steward::notification {
namespace {

using approval::v1::Approval;
using approval::v1::Approver;
using approval::v1::Stage;
using google::protobuf::Message;
using identity::v1::Link;

// The page of the gateway. Behind the "#": browsers send it to nobody.
constexpr char kPage[] = "/decide#";

bool IsAsked(const Stage& stage, absl::string_view user) {
  return stage.state() == Stage::OPEN &&
         std::any_of(stage.approvers().begin(), stage.approvers().end(), [&](const Approver& each) {
           return each.user() == user && each.decision() == Approver::DECISION_UNSPECIFIED;
         });
}

// What a placeholder ends with, whatever it begins with.
std::string EndOf(absl::string_view notification) {
  return absl::StrCat(kPage, notification.substr(notification.find('/') + 1));
}

}  // namespace

absl::optional<Link> DecisionLinkOf(const Message& resource, absl::string_view resource_name,
                                    absl::string_view user, absl::string_view on_behalf_of,
                                    const Terms& terms) {
  if (terms.link_base.empty() || terms.decision_link_lifetime <= absl::ZeroDuration() ||
      resource.GetDescriptor() != Approval::descriptor())
    return absl::nullopt;
  const auto& approval = static_cast<const Approval&>(resource);
  const absl::string_view approver = on_behalf_of.empty() ? user : on_behalf_of;
  const auto stage = std::find_if(approval.stages().begin(), approval.stages().end(),
                                  [&](const Stage& each) { return IsAsked(each, approver); });
  if (approval.state() != Approval::PENDING || stage == approval.stages().end())
    return absl::nullopt;
  Link link;
  link.set_audience("change-approval");
  link.set_purpose("decide");
  link.set_subject(std::string(user));
  link.set_on_behalf_of(std::string(on_behalf_of));
  link.set_resource(std::string(resource_name));
  link.set_part(static_cast<int32_t>(stage - approval.stages().begin()));
  link.set_digest(absl::HexStringToBytes(approval.subject_digest()));
  const absl::Time end =
      std::min(FromProto(approval.expire_time()), terms.now + terms.decision_link_lifetime);
  link.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(end));
  return link;
}

std::string LinkPlaceholder(absl::string_view link_base, absl::string_view notification) {
  return absl::StrCat(link_base, EndOf(notification));
}

bool HasLink(absl::string_view text, absl::string_view notification) {
  return absl::StrContains(text, EndOf(notification));
}

std::string WithToken(absl::string_view text, absl::string_view notification,
                      absl::string_view token) {
  return absl::StrReplaceAll(text, {{EndOf(notification), absl::StrCat(kPage, token)}});
}

}  // namespace steward::notification
