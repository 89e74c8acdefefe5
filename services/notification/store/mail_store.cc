#include "services/notification/store/mail_store.h"

#include "absl/time/clock.h"
#include "platform/observe/log.h"
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
    auto read = store::ParseBody<Notification>(
        rows.Bytes(row, 4), resource::FormatName(kCollection, rows.Text(row, 1)));
    if (!read.ok()) {
      observe::Warn("a mail cannot be read", read.status());
      claim.hurdle = Notification::UNREADABLE;
      read = Describe(claim.tenant, rows.Text(row, 1));
      RETURN_IF_ERROR(read.status());
    }
    claim.notification = *std::move(read);
    claims.push_back(std::move(claim));
  }
  return claims;
}

absl::StatusOr<Notification> MailStore::Describe(const std::string& tenant,
                                                 const std::string& id) const {
  pg::Statement statement{&sql::kDescribeMail, {}, {}};
  statement.params.Text(tenant).Text(id);
  ASSIGN_OR_RETURN(const auto results, RunOne(pool_, std::move(statement)));
  const pg::Result& rows = results[0];
  Notification mail;
  mail.set_name(resource::FormatName(kCollection, id));
  mail.set_channel(v1::MAIL);
  mail.set_state(Notification::PENDING);
  // Retention may have taken it meanwhile.
  if (rows.rows() == 0) return mail;
  mail.set_event_id(rows.Text(0, 0));
  mail.set_event_type(rows.Text(0, 1));
  mail.set_event_class(static_cast<v1::EventClass>(rows.Int(0, 2)));
  mail.set_resource(rows.Text(0, 3));
  mail.set_rule(rows.Text(0, 4));
  mail.set_recipient(rows.Text(0, 5));
  mail.set_reader(rows.Text(0, 6));
  mail.set_subject(rows.Text(0, 7));
  mail.set_confidential(rows.Bool(0, 8));
  mail.set_attempt_count(static_cast<int32_t>(rows.Int(0, 9)));
  *mail.mutable_create_time() = ToProto(rows.Time(0, 10));
  return mail;
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
