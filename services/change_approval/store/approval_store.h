#pragma once

// Approvals in PostgreSQL: the only place of the service that sees their SQL. Thread-safe.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/call/call.h"
#include "platform/journal/mutate.h"
#include "platform/pg/point_reader.h"
#include "platform/pg/pool.h"
#include "platform/store/list.h"
#include "platform/store/stored.h"
#include "services/change_approval/domain/approval.h"
#include "steward/approval/v1/approval_service.pb.h"

namespace steward::approval {

using StoredApproval = store::Stored<Approval>;
using ApprovalDecision = journal::Decision<Approval>;

// An approval whose time has come; they are ordered by all three.
struct Due {
  absl::Time expire_time = absl::UnixEpoch();
  std::string tenant;
  std::string id;
};

class ApprovalStore {
 public:
  ApprovalStore(pg::PointReader* points, pg::Pool* pool, const store::Lister* lister)
      : points_(points), pool_(pool), lister_(lister) {}

  // An approval with which the caller may do what the method does. Errors: RESOURCE_NOT_FOUND,
  // PERMISSION_DENIED, INVALID_FIELD when the name is no approval's.
  absl::StatusOr<StoredApproval> Get(const Call& call, absl::string_view name) const;
  absl::StatusOr<Encoded<v1::ListApprovalsResponse>> List(const Call& call,
                                                          const store::ListRequest& request) const;

  // Decisions for the journal that make all steps true at once; what they answer is the approval
  // after the last one. Etags are set here, as they follow from versions. Changes of other
  // resources can be added to theirs (store::Append), but no other one that is numbered to
  // Create's.
  ApprovalDecision Create(const Call& call, Steps steps) const;
  // The same for one whose subject names it, such as "approvals/CHG-7-1".
  ApprovalDecision CreateNamed(const Call& call, const std::string& name, Steps steps) const;
  ApprovalDecision Update(const Call& call, const StoredApproval& before, Steps steps) const;

  // What goes with this write happens only while the approval stands as it was read.
  journal::Write CheckUnchanged(const Call& call, const StoredApproval& approval) const;

  // Those of all tenants that are PENDING though they expired by `now`, at most `limit`, in their
  // order and after `last`.
  absl::StatusOr<std::vector<Due>> ListExpired(absl::Time now, const Due& last, int limit,
                                               absl::Time deadline) const;

 private:
  pg::PointReader* points_;
  pg::Pool* pool_;
  const store::Lister* lister_;
};

// The fields that lists can filter and sort by.
const resource::ColumnTable& ApprovalColumns();

}  // namespace steward::approval
