#include "services/change_approval/jobs/incident_opener.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/call/service_call.h"
#include "platform/observe/log.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/change_approval/domain/incident.h"

namespace steward::change {
namespace {

using errors::Reason;

constexpr char kCreate[] = "steward.ticket.v1.TicketService/CreateTicket";
constexpr char kAssign[] = "steward.ticket.v1.TicketService/AssignTicket";
constexpr char kOpened[] = "dev.steward.change.incident_opened.v1";
constexpr absl::Duration kStepTime = absl::Seconds(10);
constexpr absl::Duration kCallTime = absl::Seconds(5);

// Of one step.
Call NewCall(const std::string& tenant) {
  return CallOfService("change-approval", tenant, absl::Now() + kStepTime);
}

// Refused for whom it would be for, who may be gone; or because it was, and was then opened for
// nobody, before this process or another one could record that.
bool IsForNobody(const absl::Status& status) {
  const Reason reason = errors::ReasonOf(status);
  return reason == Reason::REFERENCE_NOT_FOUND || reason == Reason::REFERENCE_DISABLED ||
         reason == Reason::IDEMPOTENCY_KEY_REUSED;
}

}  // namespace

Tickets AskTicketService(const rpc::Client* tickets) {
  return {
      .create = [tickets](const std::string& tenant, const ticket::v1::CreateTicketRequest& request)
          -> absl::StatusOr<ticket::v1::Ticket> {
        ticket::v1::Ticket made;
        RETURN_IF_ERROR(tickets->Call(kCreate, request, &made, kCallTime, tenant));
        return made;
      },
      .assign =
          [tickets](const std::string& tenant, const ticket::v1::AssignTicketRequest& request) {
            ticket::v1::Ticket assigned;
            return tickets->Call(kAssign, request, &assigned, kCallTime, tenant);
          }};
}

IncidentOpener::IncidentOpener(Options options)
    : options_(std::move(options)),
      walk_({.list =
                 [this](const ChangeStore::Place& last, int limit) {
                   return options_.store->ListWithoutIncident(last, limit, absl::Now() + kStepTime);
                 },
             .settle = [this](const ChangeStore::Place& place) { return Settle(place); },
             .cannot_list = "changes that were backed out cannot be looked for",
             .cannot_settle = "an incident cannot be opened or assigned",
             .interval = options_.interval,
             .batch = options_.batch}) {}

absl::StatusOr<ticket::v1::Ticket> IncidentOpener::CreateIncident(const std::string& tenant,
                                                                  const Change& change) const {
  ticket::v1::CreateTicketRequest request = IncidentFor(change);
  auto incident = options_.tickets.create(tenant, request);
  if (!IsForNobody(incident.status())) return incident;
  request.mutable_ticket()->clear_requester();
  return options_.tickets.create(tenant, request);
}

absl::Status IncidentOpener::Assign(const Call& call, const Change& change) const {
  ASSIGN_OR_RETURN(const ChangeModel model, options_.store->models.Get(call, change.model()));
  if (model.incident_group().empty()) return absl::OkStatus();
  const absl::Status assigned = options_.tickets.assign(
      call.tenant, AssignmentOf(change.incident(), change, model.incident_group()));
  if (assigned.ok() || errors::IsPassing(assigned)) return assigned;
  observe::Warn("an incident of a change that was backed out cannot be assigned", assigned);
  return absl::OkStatus();
}

absl::StatusOr<Change> IncidentOpener::Open(const Change& change, const std::string& tenant) const {
  ASSIGN_OR_RETURN(const auto incident, CreateIncident(tenant, change));
  const Call call = NewCall(tenant);
  v1::GetChangeRequest request;
  request.set_name(change.name());
  return options_.store->changes.Commit(call, request, [&]() -> absl::StatusOr<ChangeDecision> {
    ASSIGN_OR_RETURN(const StoredChange stored,
                     options_.store->changes.GetStored(call, change.name()));
    return options_.store->PlanIncident(
        call, stored, WithIncident(stored.resource, incident.name(), call.now()), kOpened);
  });
}

absl::Status IncidentOpener::Settle(const ChangeStore::Place& place) const {
  const auto& [tenant, id] = place;
  ASSIGN_OR_RETURN(Change change,
                   options_.store->changes.Get(NewCall(tenant), absl::StrCat("changes/", id)));
  if (change.incident().empty()) {
    ASSIGN_OR_RETURN(change, Open(change, tenant));
  }
  const Call call = NewCall(tenant);
  RETURN_IF_ERROR(Assign(call, change));
  return options_.store->EndAssignment(call, change.name());
}

}  // namespace steward::change
