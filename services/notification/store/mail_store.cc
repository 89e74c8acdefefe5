#include "services/notification/store/mail_store.h"

#include "absl/time/clock.h"
#include "platform/resource/name.h"
#include "platform/status/macros.h"
#include "platform/store/stored.h"
#include "platform/time/timestamp.h"
#include "services/notification/domain/mail_attempt.h"
#include "services/notification/sql.h"

namespace steward::notification {
namespace {

constexpr char kCollection[] = "notifications";
constexpr absl::Duration kRunTime = absl::Seconds(10);

std::string IdOf(const MailClaim& claim) {
  return claim.notification.name().substr(sizeof(kCollection));
}

// $1 to $12 of finish_mails.sql.
pg::Params RowOf(const MailClaim& claim) {
  const Notification& mail = claim.notification;
  Notification body = mail;
  body.clear_name();
  pg::Params row;
  row.Text(claim.tenant).Text(IdOf(claim)).Int(claim.claim_count);
  row.Small(static_cast<int16_t>(mail.state())).Small(static_cast<int16_t>(mail.reason()));
  row.Text(mail.reader()).Bool(mail.confidential());
  row.Int(mail.attempt_count()).Text(mail.last_error());
  row.OptionalTime(OptionalFromProto(mail.has_next_attempt_time(), mail.next_attempt_time()));
  row.OptionalTime(OptionalFromProto(mail.has_send_time(), mail.send_time()));
  row.Bytes(body.SerializeAsString());
  return row;
}

// What claim_mails.sql knows by now, from its column `first` on.
MailProspect ProspectOf(const pg::Result& rows, int row, int first) {
  if (rows.IsNull(row, first)) return {};
  return {rows.Bool(row, first), rows.Text(row, first + 1), rows.Bool(row, first + 2)};
}

absl::StatusOr<std::vector<pg::Result>> RunOne(pg::Pool* pool, pg::Statement statement) {
  std::vector<pg::Statement> run;
  run.push_back(std::move(statement));
  return pool->WriteAsSystem(std::move(run), absl::Now() + kRunTime);
}

}  // namespace

absl::StatusOr<std::vector<MailClaim>> MailStore::Take(absl::Time now, absl::Time lease_until,
                                                       int limit) const {
  pg::Statement statement{&sql::kClaimMails, {}, {}};
  statement.params.Time(now).Time(lease_until).Int(limit);
  ASSIGN_OR_RETURN(const auto results, RunOne(pool_, std::move(statement)));
  const pg::Result& rows = results[0];
  std::vector<MailClaim> claims;
  for (int row = 0; row < rows.rows(); ++row) {
    const MailProspect prospect = ProspectOf(rows, row, 5);
    MailClaim claim{rows.Text(row, 0), rows.Int(row, 2),  {},
                    prospect.address,  rows.Text(row, 3), std::string(rows.Bytes(row, 8)),
                    HurdleOf(prospect)};
    ASSIGN_OR_RETURN(claim.notification,
                     store::ParseBody<Notification>(
                         rows.Bytes(row, 4), resource::FormatName(kCollection, rows.Text(row, 1))));
    claims.push_back(std::move(claim));
  }
  return claims;
}

absl::Status MailStore::Finish(absl::Span<const MailClaim> attempted) const {
  std::vector<pg::Params> rows;
  for (const MailClaim& claim : attempted) rows.push_back(RowOf(claim));
  return RunOne(pool_, {&sql::kFinishMails, pg::Params::Columns(rows), {}}).status();
}

absl::Status MailStore::Release(absl::Span<const MailClaim> claims) const {
  std::vector<std::string> tenants, ids;
  std::vector<int64_t> counts;
  for (const MailClaim& claim : claims) {
    tenants.push_back(claim.tenant);
    ids.push_back(IdOf(claim));
    counts.push_back(claim.claim_count);
  }
  pg::Statement statement{&sql::kReleaseMails, {}, {}};
  statement.params.TextArray(tenants).TextArray(ids).IntArray(counts);
  return RunOne(pool_, std::move(statement)).status();
}

}  // namespace steward::notification
