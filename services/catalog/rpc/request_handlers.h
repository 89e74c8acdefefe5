#pragma once

// steward.catalog.v1.RequestService. Each method reads load → decide → commit; identity, permission
// and field rules were checked before. Thread-safe.

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "platform/audit/record_history.h"
#include "platform/call/call.h"
#include "platform/journal/journal.h"
#include "platform/people/members.h"
#include "platform/people/people.h"
#include "platform/rpc/service.h"
#include "services/catalog/store/catalog.h"
#include "services/catalog/store/request_store.h"
#include "steward/catalog/v1/request_service.pb.h"

namespace steward::catalog {

class RequestHandlers {
 public:
  // What it is given outlives it.
  struct Parts {
    const RequestStore* requests = nullptr;
    const Catalog* catalog = nullptr;
    const people::People* people = nullptr;
    const people::Members* members = nullptr;
    journal::Journal* journal = nullptr;
    audit::HistoryParts history;
    // Called after a change that has something to do for reconcile::Reconciler. Must not block.
    std::function<void()> wake;
  };
  explicit RequestHandlers(Parts parts) : parts_(std::move(parts)) {}

  absl::StatusOr<Request> CreateRequest(const Call&, const v1::CreateRequestRequest&);
  absl::StatusOr<Request> GetRequest(const Call&, const v1::GetRequestRequest&);
  absl::StatusOr<Encoded<v1::ListRequestsResponse>> ListRequests(const Call&,
                                                                 const v1::ListRequestsRequest&);
  absl::StatusOr<Request> CancelRequest(const Call&, const v1::CancelRequestRequest&);
  absl::StatusOr<v1::TestRequestPermissionsResponse> TestRequestPermissions(
      const Call&, const v1::TestRequestPermissionsRequest&);

  absl::StatusOr<v1::ListRequestHistoryResponse> ListRequestHistory(
      const Call&, const v1::ListRequestHistoryRequest&);

  void Register(rpc::Service* service);

 private:
  absl::StatusOr<v1::CatalogItem> FindItem(const Call& call, const std::string& name) const;
  absl::Status CheckRequester(const Call& call, const std::string& requester) const;
  // What is ordered of the item for the requester.
  absl::StatusOr<Order> FindOrder(const Call& call, const v1::CatalogItem& item,
                                  const Request& draft, const std::string& requester) const;

  const Parts parts_;
};

}  // namespace steward::catalog
