#include "services/catalog/rpc/order_stages.h"

#include <functional>
#include <set>

#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::catalog {
namespace {

using approval::v1::Stage;
using Users = std::vector<std::string>;

// More than a stage may ask.
constexpr int kMembersMax = 1001;

// Whoever orders for those they lead has their own manager approve.
absl::StatusOr<std::string> ManagerFor(const Call& call, const people::People& people,
                                       const std::string& requester) {
  ASSIGN_OR_RETURN(std::string manager, people.ManagerOf(call, requester));
  if (manager.empty() || manager != call.subject) return manager;
  return people.ManagerOf(call, manager);
}

absl::StatusOr<Stage> MakeStage(const Call& call, const people::People& people,
                                const v1::ApprovalRule& rule, const std::string& requester) {
  std::string manager;
  if (rule.manager()) {
    ASSIGN_OR_RETURN(manager, ManagerFor(call, people, requester));
  }
  Stage stage = StageOf(rule, manager);
  if (stage.users().empty() && stage.groups().empty())
    return errors::InvalidField("request.requester",
                                "needs a manager in the directory who approves this, and who does "
                                "not order it");
  return stage;
}

// Approvals are refused when they name somebody who is not in use.
absl::Status CheckNamed(const Call& call, const people::People& people, const Stage& stage) {
  absl::Status named;
  for (const std::string& user : stage.users())
    named.Update(people.CheckUser(call, user, "request.item"));
  for (const std::string& group : stage.groups())
    named.Update(people.CheckGroup(call, group, people::Group::KIND_UNSPECIFIED, "request.item"));
  if (!absl::IsFailedPrecondition(named)) return named;
  return errors::InvalidField("request.item",
                              absl::StrCat("cannot be approved: whom its stage '", stage.title(),
                                           "' asks is not in use any more"));
}

absl::Status CheckStage(
    const std::function<absl::StatusOr<Users>(const std::string& group)>& members_of,
    const Stage& stage, const std::set<std::string>& parties) {
  std::set<std::string> candidates(stage.users().begin(), stage.users().end());
  for (const std::string& group : stage.groups()) {
    ASSIGN_OR_RETURN(const Users members, members_of(group));
    candidates.insert(members.begin(), members.end());
  }
  return CheckDecidable(stage, candidates, parties);
}

}  // namespace

absl::StatusOr<std::vector<Stage>> FindStages(const Call& call, const people::People& people,
                                              const people::Members& members,
                                              const v1::CatalogItem& item,
                                              const CheckedAnswers& checked,
                                              const std::string& requester) {
  ASSIGN_OR_RETURN(const auto rules, StagesFor(item, checked.answers, checked.price));
  const std::set<std::string> parties = {call.subject, requester};
  const auto known = [&](const std::string& group) {
    return members.Known(call, group, kMembersMax);
  };
  const auto asked = [&](const std::string& group) { return members.Of(call, group, kMembersMax); };
  std::vector<Stage> stages;
  for (const v1::ApprovalRule& rule : rules) {
    ASSIGN_OR_RETURN(Stage stage, MakeStage(call, people, rule, requester));
    RETURN_IF_ERROR(CheckNamed(call, people, stage));
    // Only who would be refused waits for the directory.
    if (!CheckStage(known, stage, parties).ok()) RETURN_IF_ERROR(CheckStage(asked, stage, parties));
    stages.push_back(std::move(stage));
  }
  return stages;
}

}  // namespace steward::catalog
