#include "services/change_approval/store/approval_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/resource/etag.h"
#include "platform/status/macros.h"
#include "platform/store/get.h"
#include "platform/time/timestamp.h"
#include "services/change_approval/sql.h"

namespace steward::approval {
namespace {

namespace sql = change_approval::sql;
using resource::Column;

constexpr char kCollection[] = "approvals";
constexpr char kSeries[] = "APR";
constexpr char kPrefix[] = "APR-";

constexpr Column kColumns[] = {
    {"subject", "a.subject", Column::Type::kText},
    {"title", "a.title", Column::Type::kText},
    {"state", "a.state", Column::Type::kEnum},
    {"requester", "a.requester", Column::Type::kText},
    {"creator", "a.creator", Column::Type::kText},
    {"expire_time", "a.expire_time", Column::Type::kTimestamp},
    {"create_time", "a.create_time", Column::Type::kTimestamp},
    {"update_time", "a.update_time", Column::Type::kTimestamp},
    {"decide_time", "a.decide_time", Column::Type::kTimestamp, true},
    {"name", "('approvals/' || a.id)", Column::Type::kText},
};

constexpr store::ListPlan kNewestFirst{&sql::kListApprovals, nullptr, "create_time desc"};

// $1 to $14 of insert_approvals.sql and update_approvals.sql.
pg::Params Columns(const Call& call, absl::string_view id, int64_t version,
                   const Approval& approval) {
  pg::Params params = journal::WriteParams();
  params.Text(call.tenant).Text(id).Int(version);
  params.Small(static_cast<int16_t>(approval.state())).Text(approval.subject());
  params.Text(approval.title()).Text(approval.requester()).Text(approval.creator());
  params.Time(FromProto(approval.create_time())).Time(FromProto(approval.update_time()));
  params.Time(FromProto(approval.expire_time()));
  params.OptionalTime(OptionalFromProto(approval.has_decide_time(), approval.decide_time()));
  params.Bytes(approval.SerializeAsString());
  return params;
}

// One event for each step, each with the approval as it stands then, without its name.
std::vector<journal::Draft> Describe(const Call& call, const StoredApproval& before,
                                     const std::string& resource, Steps* steps) {
  std::vector<journal::Draft> drafts;
  const Approval* at = before.version > 0 ? &before.resource : nullptr;
  int64_t version = before.version;
  for (Step& step : *steps) {
    Approval& after = step.approval;
    after.clear_name();
    after.set_etag(resource::Etag(++version, FromProto(after.create_time())));
    drafts.push_back(journal::DescribeChange(call, step.event_type, version, at, after));
    drafts.back().resource = resource;
    at = &after;
  }
  return drafts;
}

}  // namespace

const resource::ColumnTable& ApprovalColumns() {
  static const resource::ColumnTable table{
      Approval::descriptor(), kColumns, {"name", "a.id", Column::Type::kText}};
  return table;
}

absl::StatusOr<StoredApproval> ApprovalStore::Get(const Call& call, absl::string_view name) const {
  return store::Get<Approval>(*points_, sql::kGetApprovals, kCollection, call, name);
}

absl::StatusOr<Encoded<v1::ListApprovalsResponse>> ApprovalStore::List(
    const Call& call, const store::ListRequest& request) const {
  store::ListPlan plan = kNewestFirst;
  plan.table = &ApprovalColumns();
  return lister_->List<v1::ListApprovalsResponse>(call, plan, request,
                                                  absl::StrCat(kCollection, "/"));
}

ApprovalDecision ApprovalStore::Create(const Call& call, Steps steps) const {
  const auto version = static_cast<int64_t>(steps.size());
  journal::Change change;
  change.drafts = Describe(call, {}, absl::StrCat(kCollection, "/", kPrefix), &steps);
  for (journal::Draft& draft : change.drafts) draft.series = kSeries;
  Approval made = std::move(steps.back().approval);
  change.writes.push_back({&sql::kInsertApprovals, Columns(call, kPrefix, version, made), true});
  return {std::move(made), std::move(change)};
}

ApprovalDecision ApprovalStore::CreateNamed(const Call& call, const std::string& name,
                                            Steps steps) const {
  const auto version = static_cast<int64_t>(steps.size());
  journal::Change change;
  change.drafts = Describe(call, {}, name, &steps);
  Approval made = std::move(steps.back().approval);
  change.writes.push_back(
      {&sql::kInsertNamedApproval, Columns(call, name.substr(sizeof(kCollection)), version, made)});
  made.set_name(name);
  return {std::move(made), std::move(change)};
}

ApprovalDecision ApprovalStore::Update(const Call& call, const StoredApproval& before,
                                       Steps steps) const {
  const std::string& name = before.resource.name();
  const int64_t version = before.version + static_cast<int64_t>(steps.size());
  journal::Change change;
  change.drafts = Describe(call, before, name, &steps);
  Approval after = std::move(steps.back().approval);
  journal::Write write{&sql::kUpdateApprovals,
                       Columns(call, name.substr(sizeof(kCollection)), version, after), true};
  write.params.Int(before.version);
  change.writes.push_back(std::move(write));
  after.set_name(name);
  return {std::move(after), std::move(change)};
}

journal::Write ApprovalStore::CheckUnchanged(const Call& call,
                                             const StoredApproval& approval) const {
  journal::Write write{&sql::kCheckApprovalUnchanged, journal::WriteParams()};
  write.params.Text(call.tenant).Text(approval.resource.name().substr(sizeof(kCollection)));
  write.params.Int(approval.version);
  return write;
}

absl::StatusOr<std::vector<Due>> ApprovalStore::ListExpired(absl::Time now, const Due& last,
                                                            int limit, absl::Time deadline) const {
  pg::Statement statement{&sql::kListExpiredApprovals, {}, {}};
  statement.params.Time(now).Int(limit).Time(last.expire_time).Text(last.tenant).Text(last.id);
  ASSIGN_OR_RETURN(const auto results, pool_->ReadAsSystem({std::move(statement)}, deadline));
  const pg::Result& rows = results[0];
  std::vector<Due> due;
  for (int row = 0; row < rows.rows(); ++row)
    due.push_back({rows.Time(row, 2), rows.Text(row, 0), rows.Text(row, 1)});
  return due;
}

}  // namespace steward::approval
