#pragma once

// How to reach users, as far as this service has heard of them from the directory.

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/call/call.h"
#include "platform/pg/connection.h"
#include "platform/pg/point_reader.h"
#include "steward/directory/v1/user.pb.h"
#include "steward/event/v1/journal_service.pb.h"

namespace steward::notification {

// The statement of an event's effect: the user as they are after it.
pg::Statement UpsertContact(const event::v1::StoredEvent& stored, const directory::v1::User& user);

// Thread-safe.
class ContactStore {
 public:
  explicit ContactStore(pg::PointReader* points) : points_(points) {}

  // Whether the user, such as "users/alice", is known.
  absl::StatusOr<bool> IsKnown(const Call& call, absl::string_view user) const;

 private:
  pg::PointReader* const points_;
};

}  // namespace steward::notification
