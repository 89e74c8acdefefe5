#include "platform/status/macros.h"
#include "services/catalog/rpc/request_handlers.h"

namespace steward::catalog {

absl::StatusOr<v1::ListRequestHistoryResponse> RequestHandlers::ListRequestHistory(
    const Call& call, const v1::ListRequestHistoryRequest& request) {
  RETURN_IF_ERROR(parts_.requests->Get(call, request.name()).status());
  return audit::ListHistory<Request, v1::ListRequestHistoryResponse>(parts_.history, call, request);
}

}  // namespace steward::catalog
