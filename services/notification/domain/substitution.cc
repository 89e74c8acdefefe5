#include "services/notification/domain/substitution.h"

#include <set>

#include "steward/approval/v1/approval.pb.h"

namespace steward::notification {
namespace {

using approval::v1::Approval;
using approval::v1::Stage;

std::set<std::string> WhoDecidesForNobody(const Approval& approval) {
  std::set<std::string> names(approval.excluded().begin(), approval.excluded().end());
  names.insert(approval.requester());
  for (const Stage& stage : approval.stages()) {
    if (stage.state() != Stage::OPEN) continue;
    for (const auto& approver : stage.approvers())
      names.insert({approver.user(), approver.decided_by()});
  }
  return names;
}

}  // namespace

std::vector<Substitution> SubstitutionsIn(const google::protobuf::Message& resource,
                                          absl::Span<const std::string> approvers,
                                          const KnownSubstitutes& known) {
  std::vector<Substitution> found;
  if (resource.GetDescriptor() != Approval::descriptor()) return found;
  std::set<std::string> passed_over = WhoDecidesForNobody(static_cast<const Approval&>(resource));
  for (const std::string& approver : approvers) {
    const auto substitutes = known.find(approver);
    if (substitutes == known.end()) continue;
    for (const std::string& substitute : substitutes->second)
      if (passed_over.insert(substitute).second) found.push_back({substitute, approver});
  }
  return found;
}

}  // namespace steward::notification
