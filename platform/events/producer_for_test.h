#pragma once

// For tests of the consumer: a service with a journal in a database of its own, served over gRPC;
// and a database for the consumer, with a table of effects.

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/events/consumer.h"
#include "platform/events/journal_handlers.h"
#include "platform/events/queries.h"
#include "platform/journal/journal.h"
#include "platform/journal/queries.h"
#include "platform/pg/migrate.h"
#include "platform/rpc/client.h"
#include "platform/rpc/echo_for_test.h"
#include "platform/status/errors.h"
#include "platform/testing/ask_postgres.h"
#include "platform/testing/eventually.h"
#include "platform/testing/postgres.h"

namespace steward::events {

inline void MigrateOrDie(const std::string& owner, const pg::MigrationSet& set) {
  absl::Status status = pg::Migrate(owner, std::string(TestPostgres::kApplicationRole), {set});
  if (status.ok()) return;
  fprintf(stderr, "%s\n", errors::LogText(status).c_str());
  abort();
}

class Producer {
 public:
  Producer() {
    MigrateOrDie(owner_, {"journal", journal::sql::kMigrations});
    AskPostgres(owner_, "CREATE TABLE note (tenant_id text, name text, version bigint)");
    AskPostgres(owner_, absl::StrCat("GRANT ALL ON note TO ", TestPostgres::kApplicationRole));
    OpenJournal();
    Serve();
  }

  // Appends the next version of "notes/<name>"; `size` bytes of padding make the event large.
  void Append(const std::string& tenant, const std::string& name, int64_t version,
              size_t size = 0) {
    static constexpr pg::Query kInsert{
        "insert_note",
        "INSERT INTO note (tenant_id, name, version) SELECT $2, $3, $4 "
        "WHERE journal_number($1) IS NOT NULL RETURNING journal_done($1)"};
    Call call;
    call.tenant = tenant;
    call.subject = "users/alice";
    call.deadline = absl::Now() + absl::Seconds(20);
    journal::RequestKey key = journal::KeyOf(call, ticket::v1::CreateTicketRequest());
    journal::Change change;
    change.writes.push_back({&kInsert, journal::WriteParams()});
    change.writes[0].params.Text(tenant).Text(name).Int(version);
    journal::Draft draft;
    draft.resource = "notes/" + name;
    draft.version = version;
    draft.type = "dev.steward.note.changed.v1";
    draft.event.set_trace_parent(trace_parent);
    draft.event.mutable_resource()->set_value(std::string(size, 'x'));
    change.drafts.push_back(draft);
    absl::Status status = journal_->Commit(call, key, std::move(change)).status();
    if (status.ok()) return;
    fprintf(stderr, "%s\n", errors::LogText(status).c_str());
    abort();
  }

  // Goes back to the state after `offset` in the shard: what came later never happened.
  void Restore(int shard, int64_t offset, int64_t epoch) {
    journal_.reset();
    AskPostgres(superuser(), absl::StrCat("DELETE FROM journal WHERE shard = ", shard,
                                          " AND (epoch > 1 OR event_offset > ", offset, ")"));
    AskPostgres(superuser(), absl::StrCat("UPDATE stream SET epoch = ", epoch, ", head = ",
                                          epoch == 1 ? offset : 0, " WHERE shard = ", shard));
    OpenJournal();
  }
  // Forgets the events up to `offset`.
  void Trim(int shard, int64_t offset) {
    AskPostgres(superuser(), absl::StrCat("DELETE FROM journal WHERE shard = ", shard,
                                          " AND event_offset <= ", offset));
    AskPostgres(superuser(),
                absl::StrCat("UPDATE stream SET trimmed_to = ", offset, " WHERE shard = ", shard));
  }

  void Serve() {
    service_ = std::make_unique<rpc::Service>(
        event::v1::ListEventsRequest::descriptor()->file()->FindServiceByName("JournalService"),
        &interceptors_);
    handlers_.Register(service_.get());
    RefuseAudits();
    auto started = rpc::Server::Start(address_, {&*service_});
    if (!started.ok()) abort();
    server_ = std::move(*started);
    address_ = absl::StrCat("127.0.0.1:", server_->port());
  }
  // A consumer asks for none.
  void RefuseAudits() {
    Refuse<event::v1::ListTenantEventsRequest, event::v1::ListTenantEventsResponse>(
        "ListTenantEvents");
    Refuse<event::v1::GetAuditHeadRequest, audit::v1::AuditHead>("GetAuditHead");
    Refuse<event::v1::VerifyChainRequest, event::v1::VerifyChainResponse>("VerifyChain");
    Refuse<event::v1::NoteReadRequest, event::v1::NoteReadResponse>("NoteRead");
  }
  template <class Request, class Response>
  void Refuse(const std::string& method) {
    service_->Handle<Request, Response>(
        method, [](const Call&, const Request&) -> absl::StatusOr<Response> {
          return errors::Internal("this journal is not audited");
        });
  }
  void StopServing() { server_.reset(); }

  // Small ones: ThreadSanitizer takes seconds over a message of gRPC of half a megabyte.
  static constexpr size_t kPageBytes = 64 << 10;

  const std::string& address() const { return address_; }
  std::string superuser() const { return TestPostgres::Get().SuperuserConninfo(owner_); }
  const rpc::Client* client() {
    if (client_ == nullptr)
      client_ = std::make_unique<rpc::Client>(address_, [this](absl::string_view) {
        ++calls_;
        return issuer_.Sign("ticket", "service");
      });
    return client_.get();
  }
  // Calls that `client` has begun, also those that nobody answers.
  int64_t calls() const { return calls_; }
  journal::Reader& reader() { return reader_; }

  // Of the calls that append, from then on.
  std::string trace_parent;
  // Called after each commit, from then on.
  std::function<void(const std::vector<journal::Head>&)> on_commit;

 private:
  void OpenJournal() {
    journal_ = std::make_unique<journal::Journal>(
        journal::Journal::Options{.conninfo = TestPostgres::Get().AppConninfo(owner_),
                                  .on_commit = [this](const std::vector<journal::Head>& heads) {
                                    if (on_commit != nullptr) on_commit(heads);
                                  }});
  }

  const std::string owner_ = TestPostgres::Get().CreateDatabase();
  rpc::TestIssuer issuer_;
  std::atomic<int64_t> calls_{0};
  auth::IdentityVerifier verifier_{"ticket", issuer_.trusted()};
  rpc::Interceptors interceptors_{{.verifier = &verifier_}};
  pg::Pool pool_{TestPostgres::Get().AppConninfo(owner_), 4};
  journal::Reader reader_{&pool_, "ticket"};
  JournalHandlers handlers_{&reader_, kPageBytes};
  std::string address_ = "127.0.0.1:0";
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<rpc::Service> service_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<rpc::Client> client_;
};

// The database of a consumer. The effect of an event is a row of `effect`.
class EffectDatabase {
 public:
  EffectDatabase() {
    MigrateOrDie(owner_, {"events", sql::kMigrations});
    AskPostgres(owner_,
                "CREATE TABLE effect (id bigserial, tenant_id text, event_id text, resource text, "
                "version bigint, "
                "CONSTRAINT not_thirteen CHECK (resource <> 'notes/bad' OR version <> 13))");
    AskPostgres(owner_, absl::StrCat("GRANT ALL ON effect, effect_id_seq TO ",
                                     TestPostgres::kApplicationRole));
  }

  std::string app() const { return TestPostgres::Get().AppConninfo(owner_); }
  std::string Ask(const std::string& conninfo, const std::string& statement) const {
    return AskPostgres(conninfo, statement);
  }
  std::string Ask(const std::string& statement) const {
    return AskPostgres(TestPostgres::Get().SuperuserConninfo(owner_), statement);
  }
  int64_t Count(const std::string& from) const {
    int64_t count = -1;
    return absl::SimpleAtoi(Ask("SELECT count(*) FROM " + from), &count) ? count : -1;
  }
  // "notes/a 1, notes/a 2, …" in the order of application.
  std::string Applied() const {
    return Ask("SELECT string_agg(resource || ' ' || version, ', ' ORDER BY id) FROM effect");
  }
  // Effects that happened twice, or out of order within their resource.
  int64_t Disorder() const {
    return Count(
        "(SELECT event_id FROM effect GROUP BY 1 HAVING count(*) > 1 UNION ALL "
        "SELECT event_id FROM (SELECT event_id, version - lag(version) OVER "
        "(PARTITION BY tenant_id, resource ORDER BY id) AS step FROM effect) e "
        "WHERE step <> 1) disorder");
  }

  // Follows the journal of `producer`; polls seldom unless told otherwise.
  Consumer::Options Options(Producer& producer) const {
    return {.name = "test",
            .producer = "ticket",
            .conninfo = app(),
            .client = producer.client(),
            .effect = Insert,
            .poll = absl::Milliseconds(100),
            .attempts_max = 3,
            .retry_pause = absl::Milliseconds(5)};
  }
  // Version 13 of notes/bad violates a constraint.
  static absl::Status Insert(const event::v1::StoredEvent& stored,
                             std::vector<pg::Statement>* run) {
    static constexpr pg::Query kInsert{
        "insert_effect",
        "INSERT INTO effect (tenant_id, event_id, resource, version) VALUES ($1, $2, $3, $4)"};
    run->push_back({&kInsert, {}, {}});
    run->back().params.Text(stored.tenant()).Text(stored.event().id());
    run->back().params.Text(stored.event().resource_name()).Int(stored.event().version());
    return absl::OkStatus();
  }

 private:
  const std::string owner_ = TestPostgres::Get().CreateDatabase();
};

}  // namespace steward::events
