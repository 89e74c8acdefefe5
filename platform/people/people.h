#pragma once

// The users and groups that resources of this service may refer to, as far as it has heard of them
// from the directory: it asks its own database only, and the directory may be down. What it does
// not find here it looks for once more when it has caught up with the directory, so that somebody
// who was just made known is known.
//
// Thread-safe. Errors of all checks, beside those of reading:
//   REFERENCE_NOT_FOUND  there is none in the tenant; the same for one of another tenant
//   REFERENCE_DISABLED   it is disabled
//   UNAVAILABLE          it is not known here, and the directory cannot be asked

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/auth/expiring_cache.h"
#include "platform/call/call.h"
#include "platform/people/catch_up.h"
#include "platform/pg/point_reader.h"
#include "steward/directory/v1/group.pb.h"

namespace steward::people {

using directory::v1::Group;

class People {
 public:
  People(pg::PointReader* points, CatchUp catch_up);

  // `field` is the one that refers to it, such as "ticket.requester". Nobody is OK.
  absl::Status CheckUser(const Call& call, absl::string_view user, absl::string_view field) const;
  // KIND_UNSPECIFIED takes groups of every kind. Errors also: INVALID_FIELD when it is a group of
  // another kind.
  absl::Status CheckGroup(const Call& call, absl::string_view group, Group::Kind kind,
                          absl::string_view field) const;
  // Whether the user belongs to the group at the time of the call. Errors also: NOT_A_MEMBER.
  absl::Status CheckMember(const Call& call, absl::string_view user, absl::string_view group,
                           absl::string_view field) const;
  // Whether the user is a VIP, as far as is known here; somebody who is not known, or no user, is
  // none. Counts within 5 seconds, so that one who was looked up a moment ago costs nothing.
  absl::StatusOr<bool> IsVip(const Call& call, absl::string_view name) const;
  // Whom the user reports to: an active user, or empty. Errors: UNAVAILABLE when none is known here
  // and the directory cannot be asked.
  absl::StatusOr<std::string> ManagerOf(const Call& call, absl::string_view user) const;

 private:
  using Row = absl::optional<pg::Row>;
  // Judges what is known of `name`; when it is refused, again after catching up.
  template <class Judge>
  absl::Status Check(const Call& call, const pg::Query& query, absl::string_view name,
                     Judge judge) const;

  void NoteVip(const Call& call, absl::string_view user, bool vip) const;

  pg::PointReader* points_;
  const CatchUp catch_up_;
  // By tenant and name.
  mutable auth::ExpiringCache<bool> vips_;
};

}  // namespace steward::people
