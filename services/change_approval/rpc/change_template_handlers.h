#pragma once

// steward.change.v1.ChangeTemplateService. Each method reads load → decide → commit; identity,
// permission and field rules were checked before. Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/rpc/service.h"
#include "services/change_approval/store/change_store.h"
#include "services/change_approval/store/configuration_items.h"
#include "steward/change/v1/change_template_service.pb.h"

namespace steward::change {

class ChangeTemplateHandlers {
 public:
  // What it is given outlives it.
  ChangeTemplateHandlers(const ChangeStore* store, const ConfigurationItems* items)
      : templates_(store->templates), items_(items) {}

  absl::StatusOr<ChangeTemplate> CreateChangeTemplate(const Call&,
                                                      const v1::CreateChangeTemplateRequest&);
  absl::StatusOr<ChangeTemplate> GetChangeTemplate(const Call&,
                                                   const v1::GetChangeTemplateRequest&);
  absl::StatusOr<Encoded<v1::ListChangeTemplatesResponse>> ListChangeTemplates(
      const Call&, const v1::ListChangeTemplatesRequest&);
  absl::StatusOr<ChangeTemplate> UpdateChangeTemplate(const Call&,
                                                      const v1::UpdateChangeTemplateRequest&);
  absl::StatusOr<ChangeTemplate> ApproveChangeTemplate(const Call&,
                                                       const v1::ApproveChangeTemplateRequest&);
  absl::StatusOr<ChangeTemplate> RetireChangeTemplate(const Call&,
                                                      const v1::RetireChangeTemplateRequest&);
  absl::StatusOr<v1::TestChangeTemplatePermissionsResponse> TestChangeTemplatePermissions(
      const Call&, const v1::TestChangeTemplatePermissionsRequest&);

  void Register(rpc::Service* service);

 private:
  // What `before` does not name.
  absl::Status CheckItems(const Call& call, const ChangeTemplate& before,
                          const ChangeTemplate& after) const;

  const store::Collection<ChangeTemplate>& templates_;
  const ConfigurationItems* const items_;
};

}  // namespace steward::change
