#include "services/notification/store/secret_reseal.h"

#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "platform/pg/pool.h"
#include "platform/status/macros.h"
#include "services/notification/sql.h"

namespace steward::notification {
namespace {

constexpr absl::Duration kRunTime = absl::Seconds(10);
constexpr int kPage = 500;

absl::StatusOr<pg::Result> List(pg::Connection& connection, const std::string& current,
                                const std::string& tenant, const std::string& id) {
  std::vector<pg::Statement> run = {pg::ScopeToSystem(), {&sql::kListSealedSecrets, {}, {}}};
  run[1].params.Bytes(current).Text(tenant).Text(id).Int(kPage);
  ASSIGN_OR_RETURN(auto results, connection.Run(run, absl::Now() + kRunTime));
  return std::move(results[1]);
}

absl::StatusOr<int64_t> Replace(pg::Connection& connection, const std::string& tenant,
                                const std::string& id, absl::string_view before,
                                const std::string& after) {
  std::vector<pg::Statement> run = {pg::ScopeTo({tenant}), {&sql::kResealSecret, {}, {}}};
  run[1].params.Text(tenant).Text(id).Bytes(before).Bytes(after);
  ASSIGN_OR_RETURN(auto results, connection.Run(run, absl::Now() + kRunTime));
  return results[1].affected();
}

// How all begins that the key in force seals: the version, the length of the key's id, and the id.
absl::StatusOr<std::string> HeaderOf(const WebhookSecrets& secrets) {
  ASSIGN_OR_RETURN(const std::string sealed, secrets.Seal("", ""));
  return sealed.substr(0, 2 + static_cast<unsigned char>(sealed[1]));
}

}  // namespace

absl::Status ResealSome(pg::Connection& connection, const WebhookSecrets& secrets,
                        ResealRound* round) {
  ASSIGN_OR_RETURN(const std::string current, HeaderOf(secrets));
  ASSIGN_OR_RETURN(const pg::Result rows, List(connection, current, round->tenant, round->id));
  for (int row = 0; row < rows.rows(); ++row) {
    round->tenant = rows.Text(row, 0);
    round->id = rows.Text(row, 1);
    if (rows.IsNull(row, 2)) continue;
    const auto secret = secrets.Open(round->tenant, rows.Bytes(row, 2));
    if (!secret.ok()) {
      ++round->left;
      continue;
    }
    ASSIGN_OR_RETURN(const std::string sealed, secrets.Seal(round->tenant, *secret));
    ASSIGN_OR_RETURN(const int64_t replaced,
                     Replace(connection, round->tenant, round->id, rows.Bytes(row, 2), sealed));
    round->resealed += replaced;
  }
  round->done = rows.rows() < kPage;
  return absl::OkStatus();
}

}  // namespace steward::notification
