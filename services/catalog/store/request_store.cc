#include "services/catalog/store/request_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/reconcile/due_queue.h"
#include "platform/resource/etag.h"
#include "platform/status/macros.h"
#include "platform/store/get.h"
#include "platform/time/timestamp.h"
#include "services/catalog/sql.h"

namespace steward::catalog {
namespace {

using resource::Column;

constexpr char kCollection[] = "requests";
constexpr char kSeries[] = "REQ";
constexpr char kPrefix[] = "REQ-";

constexpr Column kColumns[] = {
    {"item", "r.item", Column::Type::kText},
    {"requester", "r.requester", Column::Type::kText},
    {"state", "r.state", Column::Type::kEnum},
    {"title", "r.title", Column::Type::kText},
    {"item_revision", "r.item_revision", Column::Type::kInt},
    {"offering", "r.offering", Column::Type::kText},
    {"approval", "r.approval", Column::Type::kText},
    {"subscription", "r.subscription", Column::Type::kText},
    {"creator", "r.creator", Column::Type::kText},
    {"create_time", "r.create_time", Column::Type::kTimestamp},
    {"update_time", "r.update_time", Column::Type::kTimestamp},
    {"end_time", "r.end_time", Column::Type::kTimestamp, true},
    {"name", "('requests/' || r.id)", Column::Type::kText},
};

constexpr store::ListPlan kNewestFirst{&sql::kListServiceRequests, nullptr, "create_time desc"};

// $2 to $17 of insert_service_requests.sql and update_service_requests.sql. The request has no
// name.
pg::Params Columns(const Call& call, absl::string_view id, int64_t version,
                   const Request& request) {
  pg::Params params = journal::WriteParams();
  params.Text(call.tenant).Text(id).Int(version);
  params.Small(static_cast<int16_t>(request.state())).Text(request.item());
  params.Int(request.item_revision()).Text(request.offering()).Text(request.title());
  params.Text(request.requester()).Text(request.creator()).Text(request.approval());
  params.Text(request.subscription());
  params.Time(FromProto(request.create_time())).Time(FromProto(request.update_time()));
  params.OptionalTime(OptionalFromProto(request.has_end_time(), request.end_time()));
  params.Bytes(request.SerializeAsString());
  return params;
}

// The event of a change; `next` loses its name and gets its etag.
journal::Draft Describe(const Call& call, const StoredRequest* before, ChangedRequest* next) {
  const int64_t version = before == nullptr ? 1 : before->version + 1;
  Request& request = next->request;
  request.clear_name();
  request.set_etag(resource::Etag(version, FromProto(request.create_time())));
  return journal::DescribeChange(call, next->event_type, version,
                                 before == nullptr ? nullptr : &before->resource, request);
}

}  // namespace

const resource::ColumnTable& RequestColumns() {
  static const resource::ColumnTable table{
      Request::descriptor(), kColumns, {"name", "r.id", Column::Type::kText}};
  return table;
}

absl::StatusOr<StoredRequest> RequestStore::Get(const Call& call, absl::string_view name) const {
  return store::Get<Request>(*points_, sql::kGetServiceRequests, kCollection, call, name);
}

absl::StatusOr<Encoded<v1::ListRequestsResponse>> RequestStore::List(
    const Call& call, const store::ListRequest& request) const {
  store::ListPlan plan = kNewestFirst;
  plan.table = &RequestColumns();
  return lister_->List<v1::ListRequestsResponse>(call, plan, request,
                                                 absl::StrCat(kCollection, "/"));
}

absl::StatusOr<Fates> RequestStore::GetFates(const Call& call, absl::string_view name) const {
  pg::Statement statement{&sql::kListRelatedRecords, {}, {}};
  statement.params.Text(call.tenant).Text(name);
  ASSIGN_OR_RETURN(const auto rows, pool_->Read(call.tenant, std::move(statement), call.deadline));
  Fates fates;
  for (int row = 0; row < rows.rows(); ++row)
    fates.emplace(rows.Text(row, 0), static_cast<Fate>(rows.Int(row, 1)));
  return fates;
}

RequestDecision RequestStore::Create(const Call& call, ChangedRequest made) const {
  journal::Change change;
  change.drafts.push_back(Describe(call, nullptr, &made));
  change.drafts.back().resource = absl::StrCat(kCollection, "/", kPrefix);
  change.drafts.back().series = kSeries;
  change.writes.push_back(
      {&sql::kInsertServiceRequests, Columns(call, kPrefix, 1, made.request), true});
  change.writes.push_back(reconcile::RingNewWrite(call.tenant, change.drafts.back().resource));
  return {std::move(made.request), std::move(change)};
}

RequestDecision RequestStore::Update(const Call& call, const StoredRequest& before,
                                     ChangedRequest next) const {
  const std::string& name = before.resource.name();
  journal::Change change;
  change.drafts.push_back(Describe(call, &before, &next));
  change.drafts.back().resource = name;
  journal::Write write{
      &sql::kUpdateServiceRequests,
      Columns(call, name.substr(sizeof(kCollection)), before.version + 1, next.request), true};
  write.params.Int(before.version);
  change.writes.push_back(std::move(write));
  change.writes.push_back(reconcile::RingWrite(call.tenant, name));
  next.request.set_name(name);
  return {std::move(next.request), std::move(change)};
}

pg::Statement NoteFate(absl::string_view tenant, absl::string_view name, absl::string_view request,
                       int64_t version, Fate fate) {
  pg::Statement statement{&sql::kUpsertRelatedRecord, {}, {}};
  statement.params.Text(tenant).Text(name).Text(request).Int(version);
  statement.params.Small(static_cast<int16_t>(fate));
  return statement;
}

}  // namespace steward::catalog
