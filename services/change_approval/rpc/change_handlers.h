#pragma once

// steward.change.v1.ChangeService. Each method reads load → decide → commit; identity,
// permission and field rules were checked before. Thread-safe.

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/people/people.h"
#include "platform/rpc/service.h"
#include "services/change_approval/rpc/change_approvals.h"
#include "services/change_approval/store/change_store.h"
#include "services/change_approval/store/configuration_items.h"
#include "steward/change/v1/change_service.pb.h"

namespace steward::change {

class ChangeHandlers {
 public:
  // What the methods work with; it outlives them.
  struct Parts {
    const ChangeStore* store;
    const ChangeApprovals* approvals;
    const people::People* people;
    const ConfigurationItems* items;
  };
  explicit ChangeHandlers(const Parts& parts) : parts_(parts) {}

  absl::StatusOr<Change> CreateChange(const Call&, const v1::CreateChangeRequest&);
  absl::StatusOr<Change> GetChange(const Call&, const v1::GetChangeRequest&);
  absl::StatusOr<Encoded<v1::ListChangesResponse>> ListChanges(const Call&,
                                                               const v1::ListChangesRequest&);
  absl::StatusOr<Change> UpdateChange(const Call&, const v1::UpdateChangeRequest&);
  absl::StatusOr<v1::TestChangePermissionsResponse> TestChangePermissions(
      const Call&, const v1::TestChangePermissionsRequest&);

  absl::StatusOr<Change> AssessChange(const Call&, const v1::AssessChangeRequest&);
  absl::StatusOr<Change> RequestChangeApproval(const Call&,
                                               const v1::RequestChangeApprovalRequest&);
  absl::StatusOr<Change> StartChange(const Call&, const v1::StartChangeRequest&);
  absl::StatusOr<Change> CompleteChange(const Call&, const v1::CompleteChangeRequest&);
  absl::StatusOr<Change> FailChange(const Call&, const v1::FailChangeRequest&);
  absl::StatusOr<Change> BackOutChange(const Call&, const v1::BackOutChangeRequest&);
  absl::StatusOr<Change> CloseChange(const Call&, const v1::CloseChangeRequest&);
  absl::StatusOr<Change> CancelChange(const Call&, const v1::CancelChangeRequest&);

  void Register(rpc::Service* service);

 private:
  using Decide = std::function<absl::StatusOr<Change>(const Change& current)>;
  // Adds to the decision what belongs to the change as it stood.
  using Extend = std::function<absl::Status(const Change& before, journal::Change*)>;
  // Carries out an action of the lifecycle.
  template <class Request>
  absl::StatusOr<Change> Act(const Call& call, const Request& request, absl::string_view action,
                             const Decide& decide, const Extend& extend = nullptr);
  // Its model, which must be ENABLED, and its template, which must be APPROVED.
  absl::StatusOr<ChangeModel> FindModel(const Call& call, const Change& change) const;
  absl::StatusOr<ChangeTemplate> FindTemplate(const Call& call, const Change& change) const;
  // What `before` does not name.
  absl::Status CheckReferences(const Call& call, const Change& before, const Change& after) const;
  absl::Status CheckPeople(const Call& call, const Change& before, const Change& after) const;

  const Parts parts_;
};

}  // namespace steward::change
