#pragma once

// Deliveries in PostgreSQL: what an event sets off, what a client may list, and what a worker
// claims and finishes. Workers see all tenants. Thread-safe.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "platform/call/call.h"
#include "platform/pg/pool.h"
#include "platform/store/list.h"
#include "steward/event/v1/journal_service.pb.h"
#include "steward/notification/v1/webhook_service.pb.h"

namespace steward::notification {

using v1::Delivery;

// The statement that queues an event for every webhook of its tenant that wants it. It fails when
// the event is queued already.
pg::Statement QueueDeliveries(const event::v1::StoredEvent& stored, absl::Time now);

// Which delivery, and which of the times that it was claimed.
struct ClaimKey {
  std::string tenant;
  std::string webhook_id;
  std::string event_id;
  int64_t claim_count = 0;
};

// A delivery that one worker may attempt until its lease runs out.
struct Claim {
  ClaimKey key;
  Delivery delivery;
  // A serialized steward.event.v1.Event.
  std::string event;
  std::string url;
  // See WebhookSecrets.
  std::string sealed_secret;
};

struct Claims {
  std::vector<Claim> claims;
  // When the next delivery that is not claimed is, or was, due; InfiniteFuture when none is.
  absl::Time next_due = absl::InfiniteFuture();
};

struct ClaimLimits {
  // Greatest number leased for one webhook, by all workers together.
  int per_webhook = 10;
  // Greatest number returned.
  int total = 100;
};

// An attempt that was made.
struct Finished {
  ClaimKey key;
  Delivery delivery;
  std::string excerpt;
  absl::Time endpoint_rests_until = absl::InfinitePast();
};

// An endpoint that answered nothing but failures since `first_failure_at`.
struct FailingEndpoint {
  std::string tenant;
  std::string webhook_id;
  absl::Time first_failure_at;
  absl::Time last_failure_at;
};

class DeliveryStore {
 public:
  DeliveryStore(pg::Pool* pool, const store::Lister* lister) : pool_(pool), lister_(lister) {}

  // Deliveries of `request.parent`, the id of a webhook, newest first.
  absl::StatusOr<Encoded<v1::ListDeliveriesResponse>> List(const Call& call,
                                                           const store::ListRequest& request) const;

  // Leases deliveries that are due, are leased by nobody else, and go to an ENABLED webhook whose
  // endpoint does not rest.
  absl::StatusOr<Claims> TakeClaims(absl::Time now, absl::Time lease_until,
                                    const ClaimLimits& limits) const;
  // Records attempts and ends their leases. Those that were claimed again in the meantime stay as
  // they are. Returns the endpoints among them that fail.
  absl::StatusOr<std::vector<FailingEndpoint>> Finish(absl::Span<const Finished> finished,
                                                      absl::Time now) const;
  // Ends leases without an attempt.
  absl::Status Release(absl::Span<const ClaimKey> keys) const;

 private:
  absl::StatusOr<std::vector<pg::Result>> RunAsSystem(std::vector<pg::Statement> statements) const;

  pg::Pool* pool_;
  const store::Lister* lister_;
};

// The fields that lists can filter by.
const resource::ColumnTable& DeliveryColumns();

}  // namespace steward::notification
