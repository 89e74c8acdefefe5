#include "services/directory/domain/membership.h"

#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/directory/domain/record.h"

namespace steward::directory {
namespace {

absl::StatusOr<Membership> Settled(Membership membership) {
  if (membership.role() == Membership::ROLE_UNSPECIFIED) membership.set_role(Membership::MEMBER);
  if (!membership.has_start_time()) *membership.mutable_start_time() = membership.create_time();
  if (membership.has_end_time() &&
      FromProto(membership.end_time()) <= FromProto(membership.start_time()))
    return errors::InvalidField("membership.end_time", "must be after start_time");
  return membership;
}

}  // namespace

absl::StatusOr<Membership> CreateMembership(const Membership& draft, absl::Time now) {
  return Settled(Begin(draft, now));
}

absl::StatusOr<Membership> UpdateMembership(const Membership& current,
                                            const v1::UpdateMembershipRequest& request,
                                            absl::Time now) {
  ASSIGN_OR_RETURN(Membership next,
                   Patch(current, request.membership(), request.update_mask(), "membership", now));
  return Settled(std::move(next));
}

}  // namespace steward::directory
