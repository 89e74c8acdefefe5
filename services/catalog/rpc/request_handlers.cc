#include "services/catalog/rpc/request_handlers.h"

#include <utility>

#include "absl/strings/match.h"
#include "platform/access/held_permissions.h"
#include "platform/access/record_rule.h"
#include "platform/journal/mutate.h"
#include "platform/resource/etag.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/catalog/domain/approval_rule.h"
#include "services/catalog/rpc/answer_references.h"

namespace steward::catalog {

using v1::CatalogItem;

// Whoever may order may order everything that is offered to them.
absl::StatusOr<CatalogItem> RequestHandlers::FindItem(const Call& call,
                                                      const std::string& name) const {
  absl::StatusOr<CatalogItem> item = parts_.catalog->items.Get(Unconfined(call), name);
  if (absl::IsNotFound(item.status())) return errors::ReferenceNotFound("request.item");
  RETURN_IF_ERROR(item.status());
  if (item->state() != CatalogItem::PUBLISHED) return errors::ReferenceDisabled("request.item");
  return item;
}

// Whoever has a permission for their own requests orders for themselves: that they are the creator
// of what they order for somebody else does not make it theirs.
absl::Status RequestHandlers::CheckRequester(const Call& call, const std::string& requester) const {
  Request theirs;
  theirs.set_requester(requester);
  RETURN_IF_ERROR(access::CheckNewRecord(call, theirs));
  if (!absl::StartsWith(requester, "users/"))
    return errors::InvalidField("request.requester", "must be the user for whom it is");
  return parts_.people->CheckUser(call, requester, "request.requester");
}

absl::StatusOr<CheckedAnswers> RequestHandlers::Check(const Call& call, const CatalogItem& item,
                                                      const Request& draft) const {
  ASSIGN_OR_RETURN(CheckedAnswers checked, CheckAnswers(item, draft.answers()));
  ASSIGN_OR_RETURN(const auto unknown, CheckAnswerReferences(call, *parts_.catalog, *parts_.people,
                                                             item.form(), checked.answers));
  errors::Violations violations;
  for (const v1::AnswerViolation& each : unknown)
    violations.Add(InRequest(each), each.description());
  RETURN_IF_ERROR(violations.ToStatus());
  return checked;
}

absl::StatusOr<std::vector<approval::v1::Stage>> RequestHandlers::FindStages(
    const Call& call, const CatalogItem& item, const CheckedAnswers& checked,
    const std::string& requester) const {
  ASSIGN_OR_RETURN(const auto rules, StagesFor(item, checked.answers, checked.price));
  std::vector<approval::v1::Stage> stages;
  for (const v1::ApprovalRule& rule : rules) {
    std::string manager;
    if (rule.manager()) {
      ASSIGN_OR_RETURN(manager, parts_.people->ManagerOf(call, requester));
    }
    stages.push_back(StageOf(rule, manager));
    if (stages.back().users().empty() && stages.back().groups().empty())
      return errors::InvalidField("request.requester",
                                  "needs a manager in the directory, who approves this");
  }
  return stages;
}

absl::StatusOr<Request> RequestHandlers::CreateRequest(const Call& call,
                                                       const v1::CreateRequestRequest& request) {
  auto made = journal::Mutate<Request>(
      *parts_.journal, call, request, [&]() -> absl::StatusOr<RequestDecision> {
        const Request& draft = request.request();
        const std::string& requester = draft.requester().empty() ? call.subject : draft.requester();
        RETURN_IF_ERROR(CheckRequester(call, requester));
        ASSIGN_OR_RETURN(const CatalogItem item, FindItem(call, draft.item()));
        ASSIGN_OR_RETURN(CheckedAnswers checked, Check(call, item, draft));
        ASSIGN_OR_RETURN(auto stages, FindStages(call, item, checked, requester));
        ChangedRequest submitted =
            Submit(draft, {item, std::move(checked), std::move(stages)}, call.subject, call.now());
        return parts_.requests->Create(call, std::move(submitted));
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
      .Handle("TestRequestPermissions", this, &RequestHandlers::TestRequestPermissions);
}

}  // namespace steward::catalog
