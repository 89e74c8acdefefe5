#include "services/change_approval/rpc/candidates.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::approval {
namespace {

// One more than a stage may ask, so that too many are seen as such.
constexpr int kMembersMax = 1001;

// Whoever calls is vouched for by their credential.
absl::Status CheckUser(const Call& call, const people::People& people, const std::string& user,
                       const std::string& field) {
  return user == call.subject ? absl::OkStatus() : people.CheckUser(call, user, field);
}

// Somebody who cannot decide anyway may well be excluded. Services exclude whom a credential
// vouched for.
absl::Status CheckParties(const Call& call, const Approval& draft, const people::People& people) {
  RETURN_IF_ERROR(CheckUser(call, people, draft.requester(), "approval.requester"));
  if (absl::StartsWith(call.subject, "services/")) return absl::OkStatus();
  for (int i = 0; i < draft.excluded_size(); ++i) {
    const absl::Status status =
        CheckUser(call, people, draft.excluded(i), absl::StrCat("approval.excluded[", i, "]"));
    if (errors::ReasonOf(status) != errors::Reason::REFERENCE_DISABLED) RETURN_IF_ERROR(status);
  }
  return absl::OkStatus();
}

absl::StatusOr<Candidates> FindIn(const Call& call, const Stage& stage, const std::string& path,
                                  const people::People& people, const people::Members& members) {
  Candidates candidates;
  for (int i = 0; i < stage.users_size(); ++i) {
    RETURN_IF_ERROR(CheckUser(call, people, stage.users(i), absl::StrCat(path, ".users[", i, "]")));
    candidates.emplace_back().set_user(stage.users(i));
  }
  for (int i = 0; i < stage.groups_size(); ++i) {
    const std::string& group = stage.groups(i);
    RETURN_IF_ERROR(people.CheckGroup(call, group, people::Group::KIND_UNSPECIFIED,
                                      absl::StrCat(path, ".groups[", i, "]")));
    ASSIGN_OR_RETURN(const auto users, members.Of(call, group, kMembersMax));
    for (const std::string& user : users) {
      Approver& candidate = candidates.emplace_back();
      candidate.set_user(user);
      candidate.set_group(group);
    }
  }
  return candidates;
}

}  // namespace

absl::StatusOr<std::vector<Candidates>> FindCandidates(const Call& call, const Approval& draft,
                                                       const people::People& people,
                                                       const people::Members& members) {
  RETURN_IF_ERROR(CheckParties(call, draft, people));
  return FindApprovers(call, draft, people, members);
}

absl::StatusOr<std::vector<Candidates>> FindApprovers(const Call& call, const Approval& draft,
                                                      const people::People& people,
                                                      const people::Members& members) {
  std::vector<Candidates> candidates;
  for (int i = 0; i < draft.stages_size(); ++i) {
    ASSIGN_OR_RETURN(
        Candidates found,
        FindIn(call, draft.stages(i), absl::StrCat("approval.stages[", i, "]"), people, members));
    candidates.push_back(std::move(found));
  }
  return candidates;
}

}  // namespace steward::approval
