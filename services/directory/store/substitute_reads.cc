#include "absl/strings/str_cat.h"
#include "platform/resource/name.h"
#include "platform/status/macros.h"
#include "services/directory/sql.h"
#include "services/directory/store/directory.h"

namespace steward::directory {

absl::StatusOr<std::vector<store::Stored<v1::Substitute>>> Directory::LastingSubstitutes(
    const Call& call, const std::string& user_id, size_t limit) const {
  pg::Statement statement{&sql::kListLastingSubstitutes, {}, {}};
  statement.params.Text(call.tenant).Text(user_id).Time(call.now());
  statement.params.Int(static_cast<int64_t>(limit));
  ASSIGN_OR_RETURN(const auto rows, Read(call, std::move(statement)));
  std::vector<store::Stored<v1::Substitute>> lasting(rows.rows());
  for (int row = 0; row < rows.rows(); ++row) {
    lasting[row].version = rows.Int(row, 1);
    ASSIGN_OR_RETURN(
        lasting[row].resource,
        store::ParseBody<v1::Substitute>(
            rows.Bytes(row, 2), resource::FormatName("users/*/substitutes", rows.Text(row, 0))));
  }
  return lasting;
}

absl::StatusOr<Encoded<v1::ListSubstitutesResponse>> Directory::ListAllSubstitutes(
    const Call& call, const v1::ListSubstitutesRequest& request) const {
  store::ListRequest list{request.filter(), request.order_by(), request.page_size(),
                          request.page_token(), ""};
  if (call.scope == Scope::kTenant)
    return lister_->List<v1::ListSubstitutesResponse>(call, SubstitutesOfAll(), list, "users/");
  const auto user = resource::IdFromName("users", call.subject);
  if (!user.ok()) return errors::PermissionDenied(call.permission);
  list.parent = *user;
  // The statement finds no others.
  return lister_->List<v1::ListSubstitutesResponse>(Unconfined(call), SubstitutesAround(), list,
                                                    "users/");
}

}  // namespace steward::directory
