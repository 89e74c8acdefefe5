#include "platform/host/keys.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/audit/trim.h"
#include "platform/pg/pool.h"
#include "platform/rpc/server.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::host {
namespace {

// What clients are promised of request ids; the database refuses to delete younger ones.
constexpr absl::Duration kRetentionMin = absl::Hours(72);
// A repeated request is answered from its event, so its id goes first.
constexpr absl::Duration kSweptWithin = absl::Hours(24);
constexpr absl::Duration kIntervalMin = absl::Seconds(1);
constexpr absl::Duration kListTimeoutMin = absl::Milliseconds(100);

absl::Status AtLeast(absl::string_view key, absl::Duration value, absl::Duration min) {
  if (value >= min) return absl::OkStatus();
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::INVALID_FIELD,
                      absl::StrCat(key, ": must be at least ", absl::FormatDuration(min), "."));
}

}  // namespace

Keys::Keys(config::Config& c)
    : grpc_listen(c.String("grpc_listen", "127.0.0.1:0", "Address of the gRPC server.")),
      admin_listen(
          c.String("admin_listen", "127.0.0.1:0", "Address of /healthz, /readyz and /metrics.")),
      databases(c),
      application_role(
          c.String("application_role", "", "Role that 'migrate' grants to; that of `database`.")),
      jobs_role(c.String("jobs_role", "",
                         "Role that 'migrate' keeps the rows of all tenants for; that of "
                         "`jobs_database`.")),
      identity_keys(c.RequiredString("identity_keys",
                                     "File: JWK set of the processes whose identities "
                                     "are trusted.")),
      identity_private_key(c.RequiredString("identity_private_key",
                                            "File: this process's Ed25519 key, PEM, mode 0600.")),
      identity_key_id(c.RequiredString("identity_key_id", "Name of that key in identity_keys.")),
      page_token_key(c.Secret("page_token_key", "Signs page tokens; the same in all replicas.",
                              kPageTokenKeyBytes)),
      head_export_directory(
          c.String("head_export_directory", "",
                   "Directory outside of the database where signed heads of the audit trail are "
                   "appended to <service>.jsonl.")),
      page_token_keys_accepted(
          c.List("page_token_keys_accepted", {},
                 "Files: other keys of page tokens that are taken, while the key is replaced.")),
      calls_max(c.Int("calls_max", 1024, 1, 4096, "Calls at once; more are refused.")),
      rpc_threads(c.Int("rpc_threads", rpc::Server::kThreadsDefault, 1, 64,
                        "Threads that serve calls; one for every two processors is plenty.")),
      list_timeout(c.Duration("list_timeout", absl::Seconds(3),
                              "How long a list or a search may take the database; 100ms to 10s.")),
      upload_timeout(c.Duration("upload_timeout", absl::Minutes(15),
                                "Longest time of a call whose requests come as a stream; no "
                                "shorter than the gateway's.")),
      drain_delay(c.Duration("drain_delay", absl::ZeroDuration(),
                             "Time to go on serving after SIGTERM, until balancers know.")),
      drain_grace(c.Duration("drain_grace", absl::Seconds(20),
                             "Time that calls under way have after it; then they are cut off.")),
      request_retention(c.Duration("request_retention", kRetentionMin,
                                   "How long a repeated request id is recognised; 72h or more.")),
      consumed_event_retention(
          c.Duration("consumed_event_retention", absl::Hours(30 * 24),
                     "How long ids of consumed events are kept, and always the last 1000 of a "
                     "tenant; 72h or more.")),
      journal_retention(c.Duration("journal_retention", absl::ZeroDuration(),
                                   "How long events are kept: the history, the audit trail and "
                                   "what is followed; 336h or more. 0: for ever.")),
      retention_interval(
          c.Duration("retention_interval", absl::Hours(1), "How often old rows are looked for.")),
      redis(c, RedisKeys::Need::kRequired),
      tls(c, TlsKeys::Role::kService),
      trace(c) {}

absl::Status Keys::Check() const {
  RETURN_IF_ERROR(AtLeast("request_retention", request_retention, kRetentionMin));
  RETURN_IF_ERROR(AtLeast("consumed_event_retention", consumed_event_retention, kRetentionMin));
  if (journal_retention > absl::ZeroDuration()) {
    RETURN_IF_ERROR(AtLeast("journal_retention", journal_retention,
                            std::max(audit::kEventAgeMin, request_retention + kSweptWithin)));
  }
  RETURN_IF_ERROR(AtLeast("list_timeout", list_timeout, kListTimeoutMin));
  if (list_timeout > pg::Pool::kStatementTimeMax)
    return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::INVALID_FIELD,
                        "list_timeout: must be at most 10s.");
  RETURN_IF_ERROR(tls.Check());
  RETURN_IF_ERROR(trace.Check());
  return AtLeast("retention_interval", retention_interval, kIntervalMin);
}

}  // namespace steward::host
