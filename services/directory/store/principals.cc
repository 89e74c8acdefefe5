#include "services/directory/store/principals.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/crypto/hmac.h"
#include "platform/resource/name.h"
#include "platform/status/macros.h"
#include "platform/store/stored.h"
#include "platform/time/timestamp.h"
#include "services/directory/domain/api_key.h"
#include "services/directory/sql.h"

namespace steward::directory {
namespace {

Tenure ReadTenure(const pg::Result& rows, int row) {
  Tenure tenure{absl::StrCat("groups/", rows.Bytes(row, 3)), rows.Time(row, 4)};
  if (!rows.IsNull(row, 5)) tenure.end = rows.Time(row, 5);
  return tenure;
}

absl::StatusOr<KnownKey> ReadKey(const pg::Result& rows, int row) {
  const std::string id = rows.Text(row, 1);
  const std::string account = id.substr(0, id.find('/'));
  KnownKey known;
  known.tenant = rows.Text(row, 0);
  ASSIGN_OR_RETURN(known.key,
                   store::ParseBody<v1::ApiKey>(
                       rows.Bytes(row, 3), resource::FormatName("serviceAccounts/*/apiKeys", id)));
  ASSIGN_OR_RETURN(known.account,
                   store::ParseBody<v1::ServiceAccount>(
                       rows.Bytes(row, 4), resource::FormatName("serviceAccounts", account)));
  if (!rows.IsNull(row, 5)) *known.key.mutable_last_use_time() = ToProto(rows.Time(row, 5));
  return known;
}

}  // namespace

absl::StatusOr<absl::optional<KnownUser>> Principals::FindUser(const Call& call,
                                                               absl::string_view name) const {
  // What is no user's name is nobody's: the subject of a token may be longer.
  const absl::string_view id = absl::StripPrefix(name, "users/");
  pg::Statement statement{&sql::kFindPrincipal, {}, {}};
  statement.params.Text(call.tenant).Text(absl::AsciiStrToLower(id)).Time(call.now());
  ASSIGN_OR_RETURN(auto rows, pool_->Read(call.tenant, std::move(statement), call.deadline));
  if (rows.rows() == 0) return absl::nullopt;
  KnownUser known;
  ASSIGN_OR_RETURN(
      known.user,
      store::ParseBody<v1::User>(rows.Bytes(0, 1), resource::FormatName("users", rows.Text(0, 0))));
  known.organization_disabled = rows.Bool(0, 2);
  for (int row = 0; row < rows.rows(); ++row)
    if (!rows.IsNull(row, 3)) known.tenures.push_back(ReadTenure(rows, row));
  return known;
}

absl::StatusOr<absl::optional<KnownKey>> Principals::FindKey(const Call& call,
                                                             absl::string_view key_id,
                                                             absl::string_view digest) const {
  std::vector<pg::Statement> statements{{&sql::kFindKeys, {}, {}}};
  statements[0].params.Text(key_id);
  ASSIGN_OR_RETURN(auto results, pool_->ReadAsSystem(std::move(statements), call.deadline));
  const pg::Result& rows = results[0];
  for (int row = 0; row < rows.rows(); ++row) {
    if (!crypto::EqualInConstantTime(rows.Bytes(row, 2), digest)) continue;
    ASSIGN_OR_RETURN(KnownKey known, ReadKey(rows, row));
    return known;
  }
  return absl::nullopt;
}

absl::StatusOr<bool> Principals::IsSuspended(const Call& call, absl::string_view tenant) const {
  pg::Statement statement{&sql::kFindSuspension, {}, {}};
  statement.params.Text(operator_tenant_).Text(tenant);
  ASSIGN_OR_RETURN(auto rows, pool_->Read(operator_tenant_, std::move(statement), call.deadline));
  return rows.rows() > 0;
}

absl::StatusOr<std::vector<GrantedRole>> Principals::FindGranted(
    const Call& call, absl::string_view tenant, absl::string_view home,
    const std::vector<std::string>& names) const {
  pg::Statement statement{&sql::kListGrantedRoles, {}, {}};
  statement.params.Text(tenant).Text(home).TextArray(names).Time(call.now());
  ASSIGN_OR_RETURN(auto rows, pool_->Read(tenant, std::move(statement), call.deadline));
  std::vector<GrantedRole> granted(rows.rows());
  for (int row = 0; row < rows.rows(); ++row) {
    granted[row].role = rows.Text(row, 0);
    if (!rows.IsNull(row, 1)) granted[row].end = rows.Time(row, 1);
    if (!rows.IsNull(row, 2)) granted[row].next_start = rows.Time(row, 2);
  }
  return granted;
}

absl::Status Principals::NoteUse(const Call& call, const KnownKey& known) const {
  v1::ApiKey use;
  *use.mutable_last_use_time() = ToProto(MinuteOf(call.now()));
  ASSIGN_OR_RETURN(const std::string id,
                   resource::IdFromName("serviceAccounts/*/apiKeys", known.key.name()));
  std::vector<pg::Statement> statements{{&sql::kNoteKeyUse, {}, {}}};
  statements[0].params.Text(known.tenant).Text(id).Time(FromProto(use.last_use_time()));
  statements[0].params.Bytes(use.SerializeAsString());
  return pool_->WriteAsSystem(std::move(statements), call.deadline).status();
}

}  // namespace steward::directory
