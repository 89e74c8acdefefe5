#include "platform/status/macros.h"
#include "services/catalog/rpc/request_handlers.h"

namespace steward::catalog {
namespace {

// Requests are never confidential today; who reads others' would be told by this.
constexpr char kReadEvent[] = "dev.steward.request.read.v1";

}  // namespace

absl::StatusOr<v1::ListRequestHistoryResponse> RequestHandlers::ListRequestHistory(
    const Call& call, const v1::ListRequestHistoryRequest& request) {
  RETURN_IF_ERROR(parts_.requests->Get(call, request.name()).status());
  return audit::ListHistory<Request, v1::ListRequestHistoryResponse>(parts_.history, call, request,
                                                                     kReadEvent);
}

}  // namespace steward::catalog
