#include "gateway/audit/audit_methods.h"

#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/access/read_note.h"
#include "gateway/audit/merge.h"
#include "gateway/merged/ask_all.h"
#include "gateway/merged/messages.h"
#include "platform/resource/columns.h"
#include "platform/resource/page.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "steward/audit/v1/audit_service.pb.h"
#include "steward/event/v1/journal_service.pb.h"

namespace steward::gateway {
namespace {

using audit::v1::GetAuditHeadsResponse;
using audit::v1::ListAuditEventsRequest;
using audit::v1::VerifyAuditTrailRequest;
using audit::v1::VerifyAuditTrailResponse;
using event::v1::ListTenantEventsRequest;
using event::v1::VerifyChainRequest;
using event::v1::VerifyChainResponse;

constexpr char kJournal[] = "steward.event.v1.JournalService/";

// The gateway itself asks; it shows what the caller may see.
Identify AsGateway(const AuditContext& context, const LocalCall& call) {
  return [&access = context.access, tenant = call.principal->tenant](const std::string& service) {
    return access.OwnIdentity(tenant, service);
  };
}

absl::StatusOr<bool> IsOldestFirst(absl::string_view order_by) {
  if (order_by.empty() || order_by == "time desc") return false;
  if (order_by == "time") return true;
  return resource::InvalidFilter("Events can be ordered by 'time desc' and by 'time'", 1);
}

// A page of the trail.
struct Listing {
  bool oldest_first;
  int size;
  std::string scope;
  Messages requests;
};

absl::StatusOr<Listing> Prepare(const AuditContext& context, const rpc::Caller& caller,
                                const LocalCall& call) {
  ASSIGN_OR_RETURN(const auto request, Read<ListAuditEventsRequest>(call));
  Listing listing;
  ASSIGN_OR_RETURN(listing.oldest_first, IsOldestFirst(request.order_by()));
  ASSIGN_OR_RETURN(listing.size, resource::PageSize(request.page_size()));
  listing.scope = ScopeOf(call, listing.oldest_first ? "time" : "time desc", request.filter());
  Places places;
  if (!request.page_token().empty()) {
    ASSIGN_OR_RETURN(places, context.tokens.Decode(request.page_token(), listing.scope));
  }
  for (const std::string& service : caller.services()) {
    ListTenantEventsRequest each;
    each.set_tenant(call.principal->tenant);
    each.set_filter(request.filter());
    each.set_oldest_first(listing.oldest_first);
    each.set_page_size(listing.size);
    each.set_canonical(request.view() == audit::v1::CANONICAL);
    if (const auto place = places.find(service); place != places.end())
      each.mutable_after()->ParseFromString(place->second);
    listing.requests[service] = each.SerializeAsString();
  }
  return listing;
}

// A page as it is shown.
struct Shown {
  std::string response;
  // By service, the names of what is foreign to the caller and on the page.
  std::map<std::string, std::set<std::string>> foreign;
};

absl::StatusOr<Shown> Page(const AuditContext& context, const Listing& listing,
                           const Principal& principal, const Messages& messages) {
  ASSIGN_OR_RETURN(JournalPages pages, ReadAll<event::v1::ListTenantEventsResponse>(messages));
  const access::Viewer viewer{principal.subject, principal.roles, principal.groups, Scope::kNone};
  Shown page;
  const auto wanted = [&](audit::v1::AuditEvent* event) {
    const std::string whole = event->event().SerializeAsString();
    std::string shown = whole;
    std::set<std::string> foreign;
    if (!context.visible.Shows(viewer, &shown, &foreign)) return false;
    if (!foreign.empty()) page.foreign[event->event().service()].merge(foreign);
    if (shown == whole) return true;
    // The canonical bytes would show what was taken out.
    event->clear_canonical();
    return event->mutable_event()->ParseFromString(shown);
  };
  MergedPage merged = Merge(std::move(pages), listing.oldest_first, listing.size, wanted);
  if (!merged.end) {
    Places places;
    for (const auto& [service, next] : merged.next) places[service] = next.SerializeAsString();
    merged.response.set_next_page_token(context.tokens.Encode(places, listing.scope));
  }
  page.response = merged.response.SerializeAsString();
  return page;
}

// Answers with the page once it is recorded who is shown what is foreign to them.
void NoteAndAnswer(const AuditContext& context, rpc::Caller& caller, const LocalCall& call,
                   absl::StatusOr<Shown> page, LocalAnswer answer) {
  if (!page.ok()) return answer(page.status());
  if (page->foreign.empty()) return answer(std::move(page->response));
  Messages notes;
  for (const auto& [service, names] : page->foreign)
    notes[service] = ReadNoteOf(call, call.method, names).SerializeAsString();
  AskAll(caller, call, absl::StrCat(kJournal, "NoteRead"), AsGateway(context, call), notes,
         [response = std::move(page->response),
          answer = std::move(answer)](const absl::StatusOr<Messages>& noted) {
           noted.ok() ? answer(response) : answer(noted.status());
         });
}

void ListAuditEvents(const AuditContext& context, rpc::Caller& caller, LocalCall call,
                     LocalAnswer answer) {
  auto listing = Prepare(context, caller, call);
  if (!listing.ok()) return answer(listing.status());
  const Messages requests = listing->requests;
  AskAll(caller, call, absl::StrCat(kJournal, "ListTenantEvents"), AsGateway(context, call),
         requests,
         [context, &caller, call, listing = *std::move(listing),
          answer = std::move(answer)](absl::StatusOr<Messages> messages) {
           if (!messages.ok()) return answer(messages.status());
           NoteAndAnswer(context, caller, call, Page(context, listing, *call.principal, *messages),
                         answer);
         });
}

absl::StatusOr<std::string> Heads(const Messages& messages) {
  ASSIGN_OR_RETURN(auto heads, ReadAll<audit::v1::AuditHead>(messages));
  GetAuditHeadsResponse response;
  for (auto& [service, head] : heads) response.add_heads()->Swap(&head);
  return response.SerializeAsString();
}

void GetAuditHeads(const AuditContext& context, rpc::Caller& caller, LocalCall call,
                   LocalAnswer answer) {
  event::v1::GetAuditHeadRequest request;
  request.set_tenant(call.principal->tenant);
  Messages requests;
  for (const std::string& service : caller.services())
    requests[service] = request.SerializeAsString();
  AskAll(caller, call, absl::StrCat(kJournal, "GetAuditHead"), AsGateway(context, call), requests,
         [answer = std::move(answer)](absl::StatusOr<Messages> messages) {
           if (!messages.ok()) return answer(messages.status());
           answer(Heads(*messages));
         });
}

// Requests to the services that have something left to verify.
absl::StatusOr<Messages> VerifyRequests(const AuditContext& context, const rpc::Caller& caller,
                                        const LocalCall& call) {
  ASSIGN_OR_RETURN(const auto request, Read<VerifyAuditTrailRequest>(call));
  Messages requests;
  VerifyChainRequest each;
  each.set_tenant(call.principal->tenant);
  if (request.page_token().empty()) {
    for (const std::string& service : caller.services())
      requests[service] = each.SerializeAsString();
    return requests;
  }
  ASSIGN_OR_RETURN(const Places places,
                   context.tokens.Decode(request.page_token(), ScopeOf(call, "", "")));
  for (const auto& [service, place] : places) {
    each.mutable_after()->ParseFromString(place);
    requests[service] = each.SerializeAsString();
  }
  return requests;
}

absl::StatusOr<std::string> Verifications(const AuditContext& context, const std::string& scope,
                                          const Messages& messages) {
  ASSIGN_OR_RETURN(auto verified, ReadAll<VerifyChainResponse>(messages));
  VerifyAuditTrailResponse response;
  Places places;
  for (auto& [service, each] : verified) {
    response.add_verifications()->Swap(each.mutable_verification());
    if (each.has_next()) places[service] = each.next().SerializeAsString();
  }
  if (!places.empty()) response.set_next_page_token(context.tokens.Encode(places, scope));
  return response.SerializeAsString();
}

void VerifyAuditTrail(const AuditContext& context, rpc::Caller& caller, LocalCall call,
                      LocalAnswer answer) {
  const auto requests = VerifyRequests(context, caller, call);
  if (!requests.ok()) return answer(requests.status());
  AskAll(caller, call, absl::StrCat(kJournal, "VerifyChain"), AsGateway(context, call), *requests,
         [context, scope = ScopeOf(call, "", ""),
          answer = std::move(answer)](absl::StatusOr<Messages> messages) {
           if (!messages.ok()) return answer(messages.status());
           answer(Verifications(context, scope, *messages));
         });
}

}  // namespace

void AddAuditMethods(const AuditContext& context, LocalMethods* methods) {
  const auto add = [&](const char* name, auto method) {
    (*methods)[absl::StrCat("steward.audit.v1.AuditService/", name)] =
        [context, method](rpc::Caller& caller, LocalCall call, LocalAnswer answer) {
          method(context, caller, std::move(call), std::move(answer));
        };
  };
  add("ListAuditEvents", ListAuditEvents);
  add("GetAuditHeads", GetAuditHeads);
  add("VerifyAuditTrail", VerifyAuditTrail);
}

}  // namespace steward::gateway
