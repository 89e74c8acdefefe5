#include "gateway/operations/operation_methods.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "gateway/entrance/calls.h"
#include "gateway/merged/ask_all.h"
#include "gateway/merged/messages.h"
#include "gateway/operations/merge.h"
#include "platform/operations/operation_id.h"
#include "platform/resource/page.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "steward/operation/v1/operation_service.pb.h"

namespace steward::gateway {
namespace {

using operation::v1::ListOperationsRequest;
using operation::v1::ListOperationsResponse;

constexpr char kService[] = "steward.operation.v1.OperationService";

// In the name of the caller.
Identify AsCaller(const OperationContext& context, const LocalCall& call) {
  return [&access = context.access, principal = call.principal, address = call.client_address](
             const std::string& service) { return access.Identity(*principal, service, address); };
}

// Those of the services that are there.
std::vector<std::string> Present(const OperationContext& context, const rpc::Caller& caller) {
  std::vector<std::string> present;
  const std::vector<std::string> backends = caller.services();
  std::set_intersection(context.services.begin(), context.services.end(), backends.begin(),
                        backends.end(), std::back_inserter(present));
  return present;
}

// What a method that is about one operation says.
struct Target {
  std::string name;
  // Whether to ask again does no harm.
  bool repeatable = true;
};

template <class Request>
absl::StatusOr<Target> TargetOf(const LocalCall& call) {
  ASSIGN_OR_RETURN(const auto request, Read<Request>(call));
  return Target{request.name()};
}

template <class Request>
absl::StatusOr<Target> ChangeOf(const LocalCall& call) {
  ASSIGN_OR_RETURN(const auto request, Read<Request>(call));
  return Target{request.name(), !request.request_id().empty()};
}

absl::StatusOr<Target> ParentOf(const LocalCall& call) {
  ASSIGN_OR_RETURN(const auto request, Read<operation::v1::ListOperationItemsRequest>(call));
  return Target{request.parent()};
}

using FindTarget = absl::StatusOr<Target> (*)(const LocalCall&);

// Hands the call on to the service that has the operation.
void PassOn(const OperationContext& context, FindTarget find, rpc::Caller& caller, LocalCall call,
            LocalAnswer answer) {
  const auto target = find(call);
  if (!target.ok()) return answer(target.status());
  const std::string service(operations::ServiceOf(target->name));
  if (!absl::c_linear_search(Present(context, caller), service))
    return answer(errors::NotFound(target->name));
  rpc::Outgoing outgoing =
      OutgoingFor(call, service, absl::StrCat("/", call.method), AsCaller(context, call)(service),
                  call.deadline, target->repeatable);
  outgoing.request = std::move(call.request);
  AnswerFrom(caller, std::move(outgoing), std::move(answer));
}

// A page of the list.
struct Listing {
  bool oldest_first = false;
  int size = 0;
  std::string scope;
  // Name of the operation after which each service goes on.
  Places places;
  Messages requests;
};

absl::StatusOr<Listing> Prepare(const OperationContext& context, const rpc::Caller& caller,
                                const LocalCall& call) {
  ASSIGN_OR_RETURN(ListOperationsRequest request, Read<ListOperationsRequest>(call));
  Listing listing;
  // The services refuse any other order than the two.
  listing.oldest_first = request.order_by() == "create_time";
  ASSIGN_OR_RETURN(listing.size, resource::PageSize(request.page_size()));
  listing.scope = ScopeOf(call, listing.oldest_first ? "create_time" : "", request.filter());
  const std::vector<std::string> present = Present(context, caller);
  if (request.page_token().empty()) {
    for (const std::string& service : present) listing.places[service] = "";
  } else {
    ASSIGN_OR_RETURN(listing.places, context.tokens.Decode(request.page_token(), listing.scope));
  }
  request.set_page_size(listing.size);
  for (const auto& [service, place] : listing.places) {
    if (!absl::c_linear_search(present, service)) continue;
    request.set_page_token(place);
    listing.requests[service] = request.SerializeAsString();
  }
  return listing;
}

absl::StatusOr<std::string> Page(const OperationContext& context, const Listing& listing,
                                 const Messages& messages) {
  ASSIGN_OR_RETURN(OperationPages pages, ReadAll<ListOperationsResponse>(messages));
  MergedOperations merged =
      MergeOperations(std::move(pages), listing.oldest_first, listing.size, listing.places);
  if (!merged.next.empty())
    merged.response.set_next_page_token(context.tokens.Encode(merged.next, listing.scope));
  return merged.response.SerializeAsString();
}

void ListOperations(const OperationContext& context, rpc::Caller& caller, LocalCall call,
                    LocalAnswer answer) {
  auto listing = Prepare(context, caller, call);
  if (!listing.ok()) return answer(listing.status());
  const Messages requests = listing->requests;
  AskAll(caller, call, call.method, AsCaller(context, call), requests,
         [context, listing = *std::move(listing),
          answer = std::move(answer)](absl::StatusOr<Messages> messages) {
           if (!messages.ok()) return answer(messages.status());
           answer(Page(context, listing, *messages));
         });
}

}  // namespace

std::vector<std::string> ServicesWithOperations(const Api& api) {
  std::set<std::string> services;
  for (const auto& method : api.methods())
    if (method->begins_operation) services.insert(method->service);
  return {services.begin(), services.end()};
}

void AddOperationMethods(const OperationContext& context, LocalMethods* methods) {
  const auto pass_on = [&](const char* name, FindTarget find) {
    (*methods)[absl::StrCat(kService, "/", name)] =
        [context, find](rpc::Caller& caller, LocalCall call, LocalAnswer answer) {
          PassOn(context, find, caller, std::move(call), std::move(answer));
        };
  };
  pass_on("GetOperation", TargetOf<operation::v1::GetOperationRequest>);
  pass_on("WaitOperation", TargetOf<operation::v1::WaitOperationRequest>);
  pass_on("CancelOperation", ChangeOf<operation::v1::CancelOperationRequest>);
  pass_on("DeleteOperation", ChangeOf<operation::v1::DeleteOperationRequest>);
  pass_on("ListOperationItems", ParentOf);
  (*methods)[absl::StrCat(kService, "/ListOperations")] =
      [context](rpc::Caller& caller, LocalCall call, LocalAnswer answer) {
        ListOperations(context, caller, std::move(call), std::move(answer));
      };
}

}  // namespace steward::gateway
