#include "platform/people/people.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/people/queries.h"
#include "platform/resource/name.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::people {
namespace {

using errors::Reason;

constexpr absl::Duration kVipLife = absl::Seconds(5);
constexpr size_t kVipsMax = 16 * 1024;

absl::Status NotAMember(absl::string_view field) {
  return errors::Make(absl::StatusCode::kFailedPrecondition, Reason::NOT_A_MEMBER,
                      "The user does not belong to the group now.",
                      {{"field", std::string(field)}});
}

// No tenant holds a slash.
std::string KeyOf(const Call& call, absl::string_view user) {
  return absl::StrCat(call.tenant, "/", user);
}

}  // namespace

People::People(pg::PointReader* points, CatchUp catch_up)
    : points_(points), catch_up_(std::move(catch_up)), vips_(kVipsMax) {}

void People::NoteVip(const Call& call, absl::string_view user, bool vip) const {
  vips_.Insert(KeyOf(call, user), vip, call.now() + kVipLife);
}

template <class Judge>
absl::Status People::Check(const Call& call, const pg::Query& query, absl::string_view name,
                           Judge judge) const {
  ASSIGN_OR_RETURN(const Row known, points_->Read(query, call.tenant, name, call.deadline));
  absl::Status verdict = judge(known);
  if (verdict.ok()) return verdict;
  RETURN_IF_ERROR(CatchUpFor(call, catch_up_));
  ASSIGN_OR_RETURN(const Row now, points_->Read(query, call.tenant, name, call.deadline));
  return judge(now);
}

absl::Status People::CheckUser(const Call& call, absl::string_view user,
                               absl::string_view field) const {
  if (user.empty()) return absl::OkStatus();
  return Check(call, sql::kGetKnownUsers, user, [&](const Row& row) {
    if (!row) return errors::ReferenceNotFound(field);
    NoteVip(call, user, row->Bool(2));
    return row->Bool(1) ? absl::OkStatus() : errors::ReferenceDisabled(field);
  });
}

absl::StatusOr<bool> People::IsVip(const Call& call, absl::string_view name) const {
  if (!absl::StartsWith(name, "users/")) return false;
  if (const auto vip = vips_.Find(KeyOf(call, name), call.now())) return *vip;
  ASSIGN_OR_RETURN(const Row row,
                   points_->Read(sql::kGetKnownUsers, call.tenant, name, call.deadline));
  const bool vip = row && row->Bool(2);
  NoteVip(call, name, vip);
  return vip;
}

absl::StatusOr<std::string> People::ManagerOf(const Call& call, absl::string_view user) const {
  std::string manager;
  const auto note = [&](const Row& row) {
    if (row) manager = row->Text(3);
    return manager.empty() ? errors::ReferenceNotFound("manager") : absl::OkStatus();
  };
  absl::Status found = Check(call, sql::kGetKnownUsers, user, note);
  if (found.ok()) found = CheckUser(call, manager, "manager");
  if (found.ok()) return manager;
  return absl::IsFailedPrecondition(found) ? absl::StatusOr<std::string>("") : found;
}

absl::Status People::CheckGroup(const Call& call, absl::string_view group, Group::Kind kind,
                                absl::string_view field) const {
  if (group.empty()) return absl::OkStatus();
  return Check(call, sql::kGetKnownGroups, group, [&](const Row& row) {
    if (!row) return errors::ReferenceNotFound(field);
    if (!row->Bool(1)) return errors::ReferenceDisabled(field);
    if (kind == Group::KIND_UNSPECIFIED || row->Int(2) == kind) return absl::OkStatus();
    return errors::InvalidField(
        field, absl::StrCat("must be a group of the kind ", Group::Kind_Name(kind)));
  });
}

absl::Status People::CheckMember(const Call& call, absl::string_view user, absl::string_view group,
                                 absl::string_view field) const {
  const std::string name = absl::StrCat(group, "/memberships/", resource::IdOf(user));
  return Check(call, sql::kGetKnownMemberships, name, [&](const Row& row) {
    const bool counts =
        row && row->Time(1) <= call.now() && (row->IsNull(2) || call.now() < row->Time(2));
    return counts ? absl::OkStatus() : NotAMember(field);
  });
}

}  // namespace steward::people
