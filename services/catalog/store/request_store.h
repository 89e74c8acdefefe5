#pragma once

// Requests in PostgreSQL: the only place of the service that sees their SQL. Thread-safe.

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/call/call.h"
#include "platform/journal/mutate.h"
#include "platform/pg/point_reader.h"
#include "platform/pg/pool.h"
#include "platform/store/list.h"
#include "platform/store/stored.h"
#include "services/catalog/domain/fulfilment.h"
#include "steward/catalog/v1/request_service.pb.h"

namespace steward::catalog {

using StoredRequest = store::Stored<Request>;
using RequestDecision = journal::Decision<Request>;

class RequestStore {
 public:
  RequestStore(pg::PointReader* points, pg::Pool* pool, const store::Lister* lister)
      : points_(points), pool_(pool), lister_(lister) {}

  // A request with which the caller may do what the method does. Errors: RESOURCE_NOT_FOUND,
  // PERMISSION_DENIED, INVALID_FIELD when the name is no request's.
  absl::StatusOr<StoredRequest> Get(const Call& call, absl::string_view name) const;
  absl::StatusOr<Encoded<v1::ListRequestsResponse>> List(const Call& call,
                                                         const store::ListRequest& request) const;
  // What became of what was asked for a request.
  absl::StatusOr<Fates> GetFates(const Call& call, absl::string_view name) const;

  // Decisions for the journal, which ring the request (platform/reconcile): its etag is set here.
  // Changes of other resources can be added to theirs (store::Append), but none that is numbered to
  // Create's.
  RequestDecision Create(const Call& call, ChangedRequest made) const;
  RequestDecision Update(const Call& call, const StoredRequest& before, ChangedRequest next) const;

 private:
  pg::PointReader* points_;
  pg::Pool* pool_;
  const store::Lister* lister_;
};

// What the event of an approval or a ticket tells of a request: `name` was asked for it.
pg::Statement NoteFate(absl::string_view tenant, absl::string_view name, absl::string_view request,
                       int64_t version, Fate fate);

// The fields that lists can filter and sort by.
const resource::ColumnTable& RequestColumns();

}  // namespace steward::catalog
