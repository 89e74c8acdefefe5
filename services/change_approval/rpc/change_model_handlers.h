#pragma once

// steward.change.v1.ChangeModelService. Each method reads load → decide → commit; identity,
// permission and field rules were checked before. Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/people/people.h"
#include "platform/rpc/service.h"
#include "services/change_approval/store/change_store.h"
#include "steward/change/v1/change_model_service.pb.h"

namespace steward::change {

class ChangeModelHandlers {
 public:
  // What it is given outlives it.
  ChangeModelHandlers(const ChangeStore* store, const people::People* people)
      : models_(store->models), people_(people) {}

  absl::StatusOr<ChangeModel> CreateChangeModel(const Call&, const v1::CreateChangeModelRequest&);
  absl::StatusOr<ChangeModel> GetChangeModel(const Call&, const v1::GetChangeModelRequest&);
  absl::StatusOr<Encoded<v1::ListChangeModelsResponse>> ListChangeModels(
      const Call&, const v1::ListChangeModelsRequest&);
  absl::StatusOr<ChangeModel> UpdateChangeModel(const Call&, const v1::UpdateChangeModelRequest&);
  absl::StatusOr<ChangeModel> DisableChangeModel(const Call&, const v1::DisableChangeModelRequest&);
  absl::StatusOr<ChangeModel> EnableChangeModel(const Call&, const v1::EnableChangeModelRequest&);
  absl::StatusOr<v1::TestChangeModelPermissionsResponse> TestChangeModelPermissions(
      const Call&, const v1::TestChangeModelPermissionsRequest&);

  void Register(rpc::Service* service);

 private:
  // Of the incidents of `after`, unless `before` has the same group.
  absl::Status CheckIncidentGroup(const Call& call, const ChangeModel& before,
                                  const ChangeModel& after) const;

  const store::Collection<ChangeModel>& models_;
  const people::People* const people_;
};

}  // namespace steward::change
