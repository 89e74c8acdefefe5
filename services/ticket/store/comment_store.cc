#include "services/ticket/store/comment_store.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/access/record_rule.h"
#include "platform/observe/uuid.h"
#include "platform/resource/etag.h"
#include "platform/resource/name.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"
#include "services/ticket/domain/comment.h"
#include "services/ticket/sql.h"

namespace steward::ticket {
namespace {

using resource::Column;

constexpr char kCollection[] = "tickets/*/comments";
constexpr char kCreatedEvent[] = "dev.steward.ticket.comment.created.v1";

constexpr Column kColumns[] = {
    {"visibility", "c.visibility", Column::Type::kEnum},
    {"author", "c.author", Column::Type::kText},
    {"author_role", "c.author_role", Column::Type::kEnum},
    {"create_time", "c.create_time", Column::Type::kTimestamp},
    {"name", "('tickets/' || c.ticket_id || '/comments/' || c.id)", Column::Type::kText},
};

// Of the ticket as it is now.
constexpr Column kRuleColumns[] = {
    {"requester", "t.requester", Column::Type::kText},
    {"creator", "t.creator", Column::Type::kText},
    {"assignee", "t.assignee", Column::Type::kText},
    {"assignment_group", "t.assignment_group", Column::Type::kText},
    {"confidential", "t.confidential", Column::Type::kBool},
    {"vip", "t.vip", Column::Type::kBool},
};

std::string IdOf(const Ticket& ticket) {
  return std::string(absl::StripPrefix(ticket.name(), "tickets/"));
}

std::string PrefixOf(const Ticket& ticket) { return absl::StrCat(ticket.name(), "/comments/"); }

// What is the ticket's is not kept twice.
std::string BodyOf(Comment comment) {
  FollowTicket(Ticket(), &comment);
  return comment.SerializeAsString();
}

}  // namespace

const resource::ColumnTable& CommentColumns() {
  static const resource::ColumnTable table{.resource = Comment::descriptor(),
                                           .columns = kColumns,
                                           .id = {"name", "c.id", Column::Type::kText},
                                           .rule_columns = kRuleColumns};
  return table;
}

absl::StatusOr<std::string> CommentStore::TicketOf(const std::string& name) {
  ASSIGN_OR_RETURN(const std::string id, resource::IdFromName(kCollection, name));
  return absl::StrCat("tickets/", id.substr(0, id.find('/')));
}

absl::StatusOr<Comment> CommentStore::Get(const Call& call, const Ticket& ticket,
                                          const std::string& name) const {
  ASSIGN_OR_RETURN(const std::string id, resource::IdFromName(kCollection, name));
  ASSIGN_OR_RETURN(auto row, points_->Read(sql::kGetComments, call.tenant, id, call.deadline));
  if (!row) return errors::NotFound(name);
  ASSIGN_OR_RETURN(Comment comment, store::ParseBody<Comment>(row->Bytes(1), name));
  FollowTicket(ticket, &comment);
  RETURN_IF_ERROR(access::CheckRecord(call, comment, name));
  return comment;
}

absl::StatusOr<v1::ListCommentsResponse> CommentStore::List(
    const Call& call, const Ticket& ticket, const v1::ListCommentsRequest& request) const {
  const store::ListPlan plan{&sql::kListComments, &CommentColumns(), "create_time"};
  ASSIGN_OR_RETURN(const auto page, lister_->List<v1::ListCommentsResponse>(
                                        call, plan,
                                        {request.filter(), request.order_by(), request.page_size(),
                                         request.page_token(), IdOf(ticket)},
                                        PrefixOf(ticket)));
  v1::ListCommentsResponse response;
  if (!response.ParseFromString(page.bytes))
    return errors::Internal("a page of comments cannot be read");
  for (Comment& comment : *response.mutable_comments()) FollowTicket(ticket, &comment);
  return response;
}

CommentDecision CommentStore::Create(const Call& call, const StoredTicket& ticket,
                                     Comment comment) const {
  const std::string id = observe::NewUuid7(call.now());
  comment.set_etag(resource::Etag(1, FromProto(comment.create_time())));
  journal::Draft draft = journal::DescribeChange(call, kCreatedEvent, 1, nullptr, comment);
  draft.resource = PrefixOf(ticket.resource) + id;
  journal::Write write{&sql::kInsertComment, journal::WriteParams()};
  write.params.Text(call.tenant).Text(IdOf(ticket.resource)).Int(ticket.version).Text(id);
  write.params.Small(static_cast<int16_t>(comment.visibility())).Text(comment.author());
  write.params.Small(static_cast<int16_t>(comment.author_role()));
  write.params.Time(FromProto(comment.create_time())).Bytes(BodyOf(comment));
  comment.set_name(draft.resource);
  journal::Change change;
  change.writes.push_back(std::move(write));
  change.drafts.push_back(std::move(draft));
  return {std::move(comment), std::move(change)};
}

}  // namespace steward::ticket
