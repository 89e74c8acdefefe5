#pragma once

// What a consumer keeps in its own database: how far it is, which events it consumed, which it
// parked. Not thread-safe.

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/events/effect.h"
#include "platform/pg/connection.h"
#include "steward/event/v1/journal_service.pb.h"

namespace steward::events {

// How far a shard is. It holds until another replica moves the position, which ApplyBatches
// notices: whoever parks an event moves the position in the same transaction.
struct Place {
  int shard = 0;
  event::v1::Position position;
  // Events applied so far: tells a position from one that was left and come back to.
  int64_t applied_count = 0;
  // Events are parked, here or in other shards: ask for what is known before events are applied.
  bool parked = false;
  absl::Time load_time;
};

// Events of one shard that follow a place.
struct Batch {
  Place from;
  std::vector<const event::v1::StoredEvent*> events;

  int shard() const { return from.shard; }
  const event::v1::Position& to() const { return events.back()->position(); }
};

// What the database knows of events.
struct Known {
  std::set<std::string> consumed;                        // ids
  std::set<std::pair<std::string, std::string>> parked;  // tenants and resources

  bool empty() const { return consumed.empty() && parked.empty(); }
};

// What became of batches.
struct Applied {
  int64_t events = 0;
  std::set<int> shards_parked;
  int64_t parked = 0;
  // Whether the effects changed any row.
  bool changed = false;
};

class ConsumerStore {
 public:
  // `consumer` follows `producer`; `conninfo` is of the consumer's own database.
  ConsumerStore(std::string consumer, std::string producer, std::string conninfo, Effect effect);

  absl::StatusOr<std::vector<Place>> LoadPlaces(const std::vector<int>& shards);
  absl::StatusOr<Known> LoadKnown(const std::vector<Batch>& batches);

  // Moves the positions and makes the effects in one transaction and one flush, so that no position
  // is locked over a round trip. Events that `known` names as consumed are left out, and those of
  // resources that it names as parked are parked.
  // Errors: of IsOvertaken when a position is elsewhere; a duplicate key for a consumed event that
  // `known` does not name; those of the effects. After each of them nothing has happened. When the
  // connection was lost, that is not known.
  absl::StatusOr<Applied> ApplyBatches(const std::vector<Batch>& batches, const Known& known);
  // Moves the position over an event and parks it. Errors as ApplyBatches.
  absl::Status Park(const Batch& one, absl::string_view error);
  // Parked events that somebody asked to apply again, in order of tenant, resource and version.
  absl::StatusOr<std::vector<event::v1::StoredEvent>> LoadRetries();
  // Makes the effects of a parked event, which is parked no more then, in one transaction; whether
  // they changed any row. Errors as ApplyBatches; of IsOvertaken when it was parked no more.
  absl::StatusOr<bool> ApplyParked(const event::v1::StoredEvent& stored);
  // It cannot be applied: neither it nor what is parked of its resource is tried until asked again.
  absl::Status NoteFailedRetry(const event::v1::StoredEvent& stored, absl::string_view error);
  absl::StatusOr<int64_t> CountParked();
  // Moves the position without applying anything. Errors as ApplyBatches.
  absl::Status Reposition(const Place& from, const event::v1::Position& to);

 private:
  absl::StatusOr<std::vector<pg::Result>> Run(const std::vector<pg::Statement>& run);
  pg::Statement Move(const Place& from, const event::v1::Position& to, size_t applied) const;
  // `waits`: only because an earlier one of its resource is parked.
  pg::Statement InsertParked(const event::v1::StoredEvent& stored, absl::string_view error,
                             bool waits) const;
  // Opens the transaction, takes the positions and notes what is consumed.
  std::vector<pg::Statement> Begin(const std::vector<Batch>& batches, const Known& known) const;
  absl::Status AddEffects(const Batch& batch, const Known& known, std::vector<pg::Statement>* run,
                          Applied* applied) const;

  const std::string consumer_, producer_, conninfo_;
  const Effect effect_;
  std::unique_ptr<pg::Connection> connection_;
};

// Another replica moved a position first.
bool IsOvertaken(const absl::Status& status);
// The database cannot work for the moment, or somebody else holds a lock, whatever the statements
// are.
bool IsPassing(const absl::Status& status);

}  // namespace steward::events
