#pragma once

// Bulk in steward.directory.v1.ScimService: each operation goes through the same door as it would
// alone, with its own permission. Thread-safe.

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/rpc/service.h"
#include "services/directory/rpc/scim_group_handlers.h"
#include "services/directory/rpc/scim_user_handlers.h"
#include "services/directory/scim/bulk.h"

namespace steward::directory {

class ScimBulkHandlers {
 public:
  ScimBulkHandlers(ScimUserHandlers* users, ScimGroupHandlers* groups)
      : users_(*users), groups_(*groups) {}

  using Answer = absl::StatusOr<http::v1::RawAnswer>;
  Answer Run(const Call&, const v1::RunScimBulkRequest&);

  void Register(rpc::Service* service);

 private:
  // Runs the operations in their order, but for those that refer to what comes later: they wait.
  // The results are in the order of the request, without those that were not run.
  std::vector<scim::Json> RunAll(const Call& call, const scim::BulkRequest& bulk);
  Answer RunOne(const Call& call, const scim::BulkOperation& operation);
  Answer RunOnUsers(const Call& call, const scim::BulkOperation& operation);
  Answer RunOnGroups(const Call& call, const scim::BulkOperation& operation);

  ScimUserHandlers& users_;
  ScimGroupHandlers& groups_;
};

}  // namespace steward::directory
