// What tickets refer to: people, groups and other tickets.

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/auth/permissions.h"
#include "platform/resource/name.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/ticket/domain/kind.h"
#include "services/ticket/domain/link.h"
#include "services/ticket/rpc/ticket_handlers.h"

namespace steward::ticket {

using lifecycle::v1::Category;

namespace {

constexpr char kWork[] = "tickets.work";

bool WorksOnTickets(const Call& call) {
  return absl::StartsWith(call.subject, "services/") || auth::Allowed(call.roles, kWork);
}

}  // namespace

// Whoever calls is vouched for by their credential.
absl::Status TicketHandlers::SettleRequester(const Call& call, Ticket* ticket) const {
  const people::People& people = *parts_.people;
  if (ticket->requester() != call.subject)
    RETURN_IF_ERROR(people.CheckUser(call, ticket->requester(), "ticket.requester"));
  ASSIGN_OR_RETURN(const bool vip, people.IsVip(call, ticket->requester()));
  ticket->set_vip(vip);
  return absl::OkStatus();
}

absl::Status TicketHandlers::CheckAssignment(const Call& call,
                                             const v1::AssignTicketRequest& request) const {
  const people::People& people = *parts_.people;
  RETURN_IF_ERROR(people.CheckGroup(call, request.assignment_group(), people::Group::ASSIGNMENT,
                                    "assignment_group"));
  if (request.assignee() != call.subject)
    RETURN_IF_ERROR(people.CheckUser(call, request.assignee(), "assignee"));
  if (request.assignee().empty() || request.assignment_group().empty()) return absl::OkStatus();
  return people.CheckMember(call, request.assignee(), request.assignment_group(), "assignee");
}

absl::StatusOr<absl::optional<StoredTicket>> TicketHandlers::FindReferred(
    const Call& call, const char* permission, const std::string& name,
    const std::string& field) const {
  if (!absl::StartsWith(name, "tickets/")) return absl::nullopt;
  if (!resource::IdFromName("tickets", name).ok())
    return errors::InvalidField(field, "must have the form 'tickets/{id}'");
  Call looking = call;
  looking.permission = permission;
  looking.scope = auth::ScopeOf(call.roles, permission);
  auto stored = parts_.store->Get(looking, name);
  if (absl::IsNotFound(stored.status())) return errors::ReferenceNotFound(field);
  RETURN_IF_ERROR(stored.status());
  return absl::make_optional(*std::move(stored));
}

absl::Status TicketHandlers::CheckNewLinks(const Call& call, const Ticket& before,
                                           const Ticket& after) const {
  for (const int place : NewLinks(before, after))
    RETURN_IF_ERROR(
        FindReferred(call, "tickets.get", after.links(place).name(), LinkField(place)).status());
  return absl::OkStatus();
}

// A task keeps its parent from being resolved, so it is for those to add who could resolve it; to a
// record of another service, which is not asked, for those who work on tickets at all.
absl::StatusOr<absl::optional<StoredTicket>> TicketHandlers::FindParent(
    const Call& call, const Ticket& ticket) const {
  constexpr char kField[] = "ticket.parent";
  const bool is_task = ticket.kind() == Ticket::TASK;
  ASSIGN_OR_RETURN(auto parent,
                   FindReferred(call, is_task ? kWork : "tickets.get", ticket.parent(), kField));
  if (!parent && is_task && !ticket.parent().empty() && !WorksOnTickets(call))
    return errors::PermissionDenied(kWork);
  if (!parent || !is_task) return absl::nullopt;
  const Category category = CategoryOf(parent->resource);
  if (category == Category::RESOLVED || category == Category::TERMINAL)
    return errors::ReferenceDisabled(kField);
  return parent;
}

absl::Status TicketHandlers::CheckTasks(const Call& call, const std::string& name,
                                        journal::Change* change) const {
  ASSIGN_OR_RETURN(const TicketStore::OpenTasks tasks, parts_.store->FindOpenTasks(call, name));
  change->writes.push_back(parts_.store->CheckNoOpenTasks(call, name));
  if (!tasks.any) return absl::OkStatus();
  errors::Metadata metadata;
  if (!tasks.seen.empty()) metadata.emplace_back("tasks", absl::StrJoin(tasks.seen, ","));
  return errors::Make(absl::StatusCode::kFailedPrecondition, errors::Reason::OPEN_TASKS,
                      "The ticket has tasks that have not ended.", metadata);
}

}  // namespace steward::ticket
