// Tickets that are looked for by other things than their names.

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "platform/access/record_rule.h"
#include "platform/status/macros.h"
#include "platform/store/bind.h"
#include "services/ticket/sql.h"
#include "services/ticket/store/ticket_store.h"

namespace steward::ticket {
namespace {

// What the caller may do the method with. Binds its values.
std::string Reached(const Call& call, pg::Params* params) {
  const auto& rule = access::RecordRule::Of(Ticket::descriptor());
  const resource::Sql sql =
      rule.Condition(access::ViewerOf(call), TicketColumns(), params->size() + 1);
  store::Bind(sql.params, params);
  return sql.text;
}

// How many tasks a refusal names.
constexpr int kTasksMax = 20;

}  // namespace

absl::StatusOr<absl::optional<StoredTicket>> TicketStore::FindWaiting(const Call& call,
                                                                      absl::string_view group,
                                                                      int among,
                                                                      int64_t which) const {
  pg::Statement statement;
  statement.params.Text(call.tenant).Text(group).Int(which);
  const std::string reached = Reached(call, &statement.params);
  statement.text = absl::StrReplaceAll(sql::kFindWaitingTicket.text,
                                       {{"{filter}", reached}, {"{limit}", absl::StrCat(among)}});
  ASSIGN_OR_RETURN(const auto rows, pool_->Read(call.tenant, std::move(statement), call.deadline));
  if (rows.rows() == 0) return absl::nullopt;
  StoredTicket stored;
  stored.version = rows.Int(0, 1);
  ASSIGN_OR_RETURN(
      stored.resource,
      store::ParseBody<Ticket>(rows.Bytes(0, 2), absl::StrCat("tickets/", rows.Text(0, 0))));
  return absl::make_optional(std::move(stored));
}

absl::StatusOr<TicketStore::OpenTasks> TicketStore::FindOpenTasks(const Call& call,
                                                                  const std::string& name) const {
  pg::Statement statement;
  statement.params.Text(call.tenant).Text(name);
  const std::string reached = Reached(call, &statement.params);
  statement.text = absl::StrReplaceAll(
      sql::kListOpenTasks.text, {{"{filter}", reached}, {"{limit}", absl::StrCat(kTasksMax)}});
  ASSIGN_OR_RETURN(const auto rows, pool_->Read(call.tenant, std::move(statement), call.deadline));
  OpenTasks tasks;
  tasks.any = rows.rows() > 0;
  for (int row = 0; row < rows.rows(); ++row)
    if (rows.Bool(row, 1)) tasks.seen.push_back(absl::StrCat("tickets/", rows.Text(row, 0)));
  return tasks;
}

}  // namespace steward::ticket
