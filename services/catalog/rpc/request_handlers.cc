#include "services/catalog/rpc/request_handlers.h"

#include <utility>

#include "absl/strings/match.h"
#include "platform/access/held_permissions.h"
#include "platform/access/record_rule.h"
#include "platform/journal/mutate.h"
#include "platform/resource/etag.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/catalog/rpc/answer_references.h"
#include "services/catalog/rpc/order_stages.h"

namespace steward::catalog {

using v1::CatalogItem;

namespace {

// Whoever has a permission for their own requests orders for themselves: that they are the creator
// of what they order for somebody else does not make it theirs.
absl::Status CheckMayOrderFor(const Call& call, const std::string& requester) {
  Request theirs;
  theirs.set_requester(requester);
  return access::CheckNewRecord(call, theirs);
}

}  // namespace

// Whoever may order may order everything that is offered to them.
absl::StatusOr<CatalogItem> RequestHandlers::FindItem(const Call& call,
                                                      const std::string& name) const {
  absl::StatusOr<CatalogItem> item = parts_.catalog->items.Get(Unconfined(call), name);
  if (absl::IsNotFound(item.status())) return errors::ReferenceNotFound("request.item");
  RETURN_IF_ERROR(item.status());
  if (item->state() != CatalogItem::PUBLISHED) return errors::ReferenceDisabled("request.item");
  return item;
}

absl::Status RequestHandlers::CheckRequester(const Call& call, const std::string& requester) const {
  if (!absl::StartsWith(requester, "users/"))
    return errors::InvalidField("request.requester", "must be the user for whom it is");
  return parts_.people->CheckUser(call, requester, "request.requester");
}

// Whoever orders learns of all that is wrong at once, as far as one does not hang on the other.
absl::StatusOr<Order> RequestHandlers::FindOrder(const Call& call, const CatalogItem& item,
                                                 const Request& draft,
                                                 const std::string& requester) const {
  errors::Violations violations;
  if (const absl::Status known = CheckRequester(call, requester); !violations.Add(known))
    RETURN_IF_ERROR(known);
  ASSIGN_OR_RETURN(
      const auto evaluated,
      EvaluateWithReferences(call, *parts_.catalog, *parts_.people, item, draft.answers()));
  AddViolations(evaluated, &violations);
  RETURN_IF_ERROR(violations.ToStatus());
  CheckedAnswers checked = OrderedBy(evaluated);
  ASSIGN_OR_RETURN(auto stages,
                   FindStages(call, *parts_.people, *parts_.members, item, checked, requester));
  return Order{item, std::move(checked), std::move(stages)};
}

absl::StatusOr<Request> RequestHandlers::CreateRequest(const Call& call,
                                                       const v1::CreateRequestRequest& request) {
  auto made = journal::Mutate<Request>(
      *parts_.journal, call, request, [&]() -> absl::StatusOr<RequestDecision> {
        const Request& draft = request.request();
        const std::string& requester = draft.requester().empty() ? call.subject : draft.requester();
        RETURN_IF_ERROR(CheckMayOrderFor(call, requester));
        ASSIGN_OR_RETURN(const CatalogItem item, FindItem(call, draft.item()));
        ASSIGN_OR_RETURN(Order order, FindOrder(call, item, draft, requester));
        return parts_.requests->Create(call,
                                       Submit(draft, std::move(order), call.subject, call.now()));
      });
  if (made.ok()) parts_.wake();
  return made;
}

absl::StatusOr<Request> RequestHandlers::GetRequest(const Call& call,
                                                    const v1::GetRequestRequest& request) {
  ASSIGN_OR_RETURN(StoredRequest stored, parts_.requests->Get(call, request.name()));
  return std::move(stored.resource);
}

absl::StatusOr<Encoded<v1::ListRequestsResponse>> RequestHandlers::ListRequests(
    const Call& call, const v1::ListRequestsRequest& request) {
  return parts_.requests->List(
      call, {request.filter(), request.order_by(), request.page_size(), request.page_token(), ""});
}

absl::StatusOr<Request> RequestHandlers::CancelRequest(const Call& call,
                                                       const v1::CancelRequestRequest& request) {
  auto cancelled = journal::Mutate<Request>(
      *parts_.journal, call, request, [&]() -> absl::StatusOr<RequestDecision> {
        ASSIGN_OR_RETURN(const StoredRequest stored, parts_.requests->Get(call, request.name()));
        if (!resource::EtagMatches(request.etag(), stored.resource.etag()))
          return errors::StaleEtag(request.name());
        ASSIGN_OR_RETURN(auto next, Cancel(stored.resource, request.cancel_reason(), call.now()));
        return parts_.requests->Update(call, stored, std::move(next));
      });
  if (cancelled.ok()) parts_.wake();
  return cancelled;
}

absl::StatusOr<v1::TestRequestPermissionsResponse> RequestHandlers::TestRequestPermissions(
    const Call& call, const v1::TestRequestPermissionsRequest& request) {
  ASSIGN_OR_RETURN(const StoredRequest stored, parts_.requests->Get(call, request.name()));
  return access::TestPermissions<v1::TestRequestPermissionsResponse>(call, request,
                                                                     stored.resource);
}

void RequestHandlers::Register(rpc::Service* service) {
  service->Handle("CreateRequest", this, &RequestHandlers::CreateRequest)
      .Handle("GetRequest", this, &RequestHandlers::GetRequest)
      .Handle("ListRequests", this, &RequestHandlers::ListRequests)
      .Handle("CancelRequest", this, &RequestHandlers::CancelRequest)
      .Handle("TestRequestPermissions", this, &RequestHandlers::TestRequestPermissions)
      .Handle("ListRequestHistory", this, &RequestHandlers::ListRequestHistory);
}

}  // namespace steward::catalog
