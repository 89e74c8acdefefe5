#include "services/ticket/store/ticket_store.h"

#include "absl/strings/str_cat.h"
#include "platform/resource/etag.h"
#include "platform/store/get.h"
#include "platform/time/timestamp.h"
#include "services/ticket/domain/kind.h"
#include "services/ticket/sql.h"

namespace steward::ticket {
namespace {

using resource::Column;

constexpr char kCollection[] = "tickets";

constexpr Column kColumns[] = {
    {"kind", "t.kind", Column::Type::kEnum},
    {"title", "t.title", Column::Type::kText},
    {"state", "t.state", Column::Type::kEnum},
    {"impact", "t.impact", Column::Type::kEnum},
    {"urgency", "t.urgency", Column::Type::kEnum},
    {"priority", "t.priority", Column::Type::kEnum},
    {"requester", "t.requester", Column::Type::kText},
    {"assignee", "t.assignee", Column::Type::kText},
    {"assignment_group", "t.assignment_group", Column::Type::kText},
    {"hold_reason", "t.hold_reason", Column::Type::kEnum},
    {"resolution_code", "t.resolution_code", Column::Type::kEnum},
    {"reopen_count", "t.reopen_count", Column::Type::kInt},
    {"creator", "t.creator", Column::Type::kText},
    {"create_time", "t.create_time", Column::Type::kTimestamp},
    {"update_time", "t.update_time", Column::Type::kTimestamp},
    {"resolve_time", "t.resolve_time", Column::Type::kTimestamp, true},
    {"close_time", "t.close_time", Column::Type::kTimestamp, true},
    {"confidential", "t.confidential", Column::Type::kBool},
    {"vip", "t.vip", Column::Type::kBool},
    {"parent", "t.parent", Column::Type::kText},
    {"name", "('tickets/' || t.id)", Column::Type::kText},
};

constexpr store::ListPlan kNewestFirst{&sql::kListTickets, nullptr, "create_time desc"};

// $1 to $24 of insert_tickets.sql and update_tickets.sql.
pg::Params Columns(const Call& call, const std::string& id, const Ticket& ticket) {
  pg::Params params = journal::WriteParams();
  params.Text(call.tenant).Text(id);
  for (int value :
       {int{ticket.kind()}, int{ticket.state()}, int{ticket.priority()}, int{ticket.impact()},
        int{ticket.urgency()}, int{ticket.hold_reason()}, int{ticket.resolution_code()}})
    params.Small(static_cast<int16_t>(value));
  params.Int(ticket.reopen_count()).Text(ticket.title()).Text(ticket.requester());
  params.Text(ticket.assignee()).Text(ticket.assignment_group()).Text(ticket.creator());
  params.Time(FromProto(ticket.create_time())).Time(FromProto(ticket.update_time()));
  params.OptionalTime(OptionalFromProto(ticket.has_resolve_time(), ticket.resolve_time()));
  params.OptionalTime(OptionalFromProto(ticket.has_close_time(), ticket.close_time()));
  params.Bool(ticket.confidential())
      .Bool(ticket.vip())
      .Text(ticket.parent())
      .Bytes(ticket.SerializeAsString());
  return params;
}

void SetEtag(int64_t version, Ticket* ticket) {
  ticket->set_etag(resource::Etag(version, FromProto(ticket->create_time())));
}

}  // namespace

const resource::ColumnTable& TicketColumns() {
  static const resource::ColumnTable table{
      Ticket::descriptor(), kColumns, {"name", "t.id", Column::Type::kText}};
  return table;
}

absl::StatusOr<StoredTicket> TicketStore::Get(const Call& call, absl::string_view name) const {
  return store::Get<Ticket>(*points_, sql::kGetTickets, kCollection, call, name);
}

absl::StatusOr<Encoded<v1::ListTicketsResponse>> TicketStore::List(
    const Call& call, const store::ListRequest& request) const {
  store::ListPlan plan = kNewestFirst;
  plan.table = &TicketColumns();
  return lister_->List<v1::ListTicketsResponse>(call, plan, request,
                                                absl::StrCat(kCollection, "/"));
}

TicketDecision TicketStore::Create(const Call& call, Ticket ticket) const {
  SetEtag(1, &ticket);
  const std::string series = SeriesOf(ticket.kind());
  const std::string prefix = absl::StrCat(series, "-");
  journal::Draft draft =
      journal::DescribeChange(call, "dev.steward.ticket.created.v1", 1, nullptr, ticket);
  draft.resource = absl::StrCat(kCollection, "/", prefix);
  draft.series = series;
  journal::Change change;
  change.writes.push_back({&sql::kInsertTickets, Columns(call, prefix, ticket), true});
  change.drafts.push_back(std::move(draft));
  return {std::move(ticket), std::move(change)};
}

TicketDecision TicketStore::Update(const Call& call, const StoredTicket& before, Ticket after,
                                   absl::string_view event_type) const {
  SetEtag(before.version + 1, &after);
  const std::string name = after.name();
  after.clear_name();
  journal::Draft draft =
      journal::DescribeChange(call, event_type, before.version + 1, &before.resource, after);
  draft.resource = name;
  journal::Write write{&sql::kUpdateTickets, Columns(call, name.substr(sizeof(kCollection)), after),
                       true};
  write.params.Int(before.version);
  journal::Change change;
  change.writes.push_back(std::move(write));
  change.drafts.push_back(std::move(draft));
  after.set_name(name);
  return {std::move(after), std::move(change)};
}

journal::Write TicketStore::CheckUnchanged(const Call& call, const StoredTicket& ticket) const {
  journal::Write write{&sql::kCheckTicketUnchanged, journal::WriteParams()};
  write.params.Text(call.tenant).Text(ticket.resource.name().substr(sizeof(kCollection)));
  write.params.Int(ticket.version);
  return write;
}

journal::Write TicketStore::CheckNoOpenTasks(const Call& call, const std::string& name) const {
  journal::Write write{&sql::kCheckNoOpenTasks, journal::WriteParams()};
  write.params.Text(call.tenant).Text(name);
  return write;
}

}  // namespace steward::ticket
