#include "platform/host/host.h"

#include <iostream>
#include <optional>

#include "absl/time/clock.h"
#include "platform/audit/queries.h"
#include "platform/audit/read_handlers.h"
#include "platform/audit/trimmer.h"
#include "platform/auth/keys.h"
#include "platform/config/secret_file.h"
#include "platform/events/parked_command.h"
#include "platform/events/queries.h"
#include "platform/host/audit.h"
#include "platform/host/following.h"
#include "platform/host/keys.h"
#include "platform/host/process.h"
#include "platform/host/readiness.h"
#include "platform/host/signals.h"
#include "platform/journal/queries.h"
#include "platform/observe/admin_server.h"
#include "platform/observe/log.h"
#include "platform/pg/roles.h"
#include "platform/retention/queries.h"
#include "platform/retention/sweeper.h"
#include "platform/rpc/server.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::host {
namespace {

constexpr int kPoolSize = 2, kPoolReserve = 2;
constexpr int kJournalPoolSize = 2;
// A file system that answers no sooner hangs.
constexpr absl::Duration kHeadFileTime = absl::Seconds(10);

int Report(const absl::Status& status) {
  observe::Log(observe::Level::kError, "cannot start", {{"error", errors::LogText(status)}});
  observe::FlushLog();
  return 1;
}

}  // namespace

Host::Host(std::string service, std::string what_it_does, std::vector<pg::MigrationSet> migrations)
    : service_(std::move(service)),
      config_("steward-" + service_, std::move(what_it_does)),
      following_(std::make_unique<Following>()),
      keys_(std::make_unique<Keys>(config_)) {
  migrations_ = {{"journal", journal::sql::kMigrations},
                 {"audit", audit::sql::kMigrations},
                 {"events", events::sql::kMigrations},
                 {"retention", retention::sql::kMigrations}};
  migrations_.insert(migrations_.end(), migrations.begin(), migrations.end());
}

Host::~Host() = default;

std::optional<int> Host::Start(int argc, char** argv) {
  observe::SetService(service_);
  auto arguments = config_.Load(argc, argv);
  if (!arguments.ok()) {
    std::cerr << arguments.status().message() << "\n";
    return 2;
  }
  if (config_.help_shown()) return 0;
  if (*arguments == std::vector<std::string>{"migrate"}) return Migrate();
  if (!arguments->empty() && arguments->front() == "parked")
    return Parked({arguments->begin() + 1, arguments->end()});
  if (!arguments->empty()) {
    std::cerr << "Unknown command; there are 'migrate' and 'parked'. See --help.\n";
    return 2;
  }
  if (absl::Status status = keys_->Check(); !status.ok()) {
    std::cerr << status.message() << "\n";
    return 2;
  }
  BeginProcess();
  if (absl::Status status = Open(); !status.ok()) return Report(status);
  return std::nullopt;
}

int Host::Parked(const std::vector<std::string>& arguments) {
  const absl::StatusOr<std::string> database = keys_->databases.Jobs();
  if (!database.ok()) return Report(database.status());
  return events::RunParkedCommand(*database, arguments);
}

int Host::Migrate() {
  if (!keys_->databases.has_owner() || keys_->application_role.empty()) {
    std::cerr << "'migrate' needs the keys migrate_database and application_role.\n";
    return 2;
  }
  const absl::StatusOr<std::string> owner = keys_->databases.Owner();
  if (!owner.ok()) return Report(owner.status());
  absl::Status status = pg::Migrate(*owner, keys_->application_role, migrations_);
  if (status.ok() && !keys_->jobs_role.empty()) status = pg::KeepForJobs(*owner, keys_->jobs_role);
  return status.ok() ? 0 : Report(status);
}

absl::Status Host::Open() {
  ASSIGN_OR_RETURN(const std::string database, keys_->databases.Callers());
  // What a part of the service opens by itself is for all tenants: queues, who is calling.
  ASSIGN_OR_RETURN(database_, keys_->databases.Jobs());
  RETURN_IF_ERROR(keys_->trace.Start(service_));
  ASSIGN_OR_RETURN(redis_, keys_->redis.Open());
  ASSIGN_OR_RETURN(tls_, keys_->tls.Open());
  ASSIGN_OR_RETURN(auth::KeySet trusted, auth::LoadKeySet(keys_->identity_keys));
  ASSIGN_OR_RETURN(auth::PrivateKey own, auth::LoadPrivateKey(keys_->identity_private_key));
  verifier_ = std::make_unique<auth::IdentityVerifier>(service_, trusted);
  trusted_keys_ = trusted;
  signer_ = std::make_unique<auth::CachedSigner>(keys_->identity_key_id, own);
  link_signer_ = std::make_unique<auth::LinkSigner>(keys_->identity_key_id, own);
  interceptors_ = std::make_unique<rpc::Interceptors>(
      rpc::Interceptors::Options{.verifier = verifier_.get(),
                                 .tls = tls_,
                                 .calls_max = static_cast<int>(keys_->calls_max),
                                 .upload_max = keys_->upload_timeout});
  RETURN_IF_ERROR(AwaitDatabase([&] { return pg::CheckSchema(database, migrations_); }));
  RETURN_IF_ERROR(AwaitDatabase([&] { return pg::CheckRoles(database, database_); }));
  pg::PartJobs(database, database_);
  pool_ = std::make_unique<pg::Pool>(database, kPoolSize, kPoolReserve, keys_->list_timeout);
  journal_pool_ = std::make_unique<pg::Pool>(database, kJournalPoolSize);
  points_ = std::make_unique<pg::PointReader>(database);
  doorbell_ = std::make_unique<events::DoorbellPublisher>(redis_, keys_->redis.prefix(), service_);
  audit_ = std::make_unique<Audit>(Audit::Options{.database = database,
                                                  .jobs_database = database_,
                                                  .service = service_,
                                                  .key_id = keys_->identity_key_id,
                                                  .key = own,
                                                  .keys = trusted,
                                                  .head_directory = keys_->head_export_directory});
  if (!keys_->head_export_directory.empty())
    RETURN_IF_ERROR(audit_->head_file.Append({}, absl::Now() + kHeadFileTime));
  journal_ = std::make_unique<journal::Journal>(journal::Journal::Options{
      .conninfo = database, .on_commit = [this](const std::vector<journal::Head>& heads) {
        doorbell_->Ring(heads);
        audit_->sealer.OnCommit(heads);
      }});
  RETURN_IF_ERROR(journal_->Open());
  history_ = std::make_unique<journal::Reader>(journal_pool_.get(), service_);
  ASSIGN_OR_RETURN(std::vector<std::string> page_token_keys,
                   config::ReadSecrets(keys_->page_token_key, keys_->page_token_keys_accepted,
                                       "page_token_keys_accepted", kPageTokenKeyBytes));
  page_tokens_ = std::make_unique<resource::PageTokens>(std::move(page_token_keys));
  lister_ = std::make_unique<store::Lister>(pool_.get(), page_tokens_.get());
  journal_handlers_ = std::make_unique<events::JournalHandlers>(history_.get());
  AddMetrics();
  return absl::OkStatus();
}

void Host::AddMetrics() {
  auto add = [&](const std::string& name, const std::string& help,
                 std::function<int64_t(const journal::Journal::Counts&)> pick) {
    collectors_.push_back(observe::AddCollector(
        name, help,
        [this, pick = std::move(pick)] { return static_cast<double>(pick(journal_->counts())); },
        {}, observe::Kind::kCounter));
  };
  add("steward_journal_groups_total", "Groups committed.", [](auto& c) { return c.groups; });
  add("steward_journal_early_groups_total", "Groups sent while the one before was committed.",
      [](auto& c) { return c.early_groups; });
  add("steward_journal_changes_total", "Changes committed.", [](auto& c) { return c.changes; });
  add("steward_journal_replayed_total", "Requests answered again.",
      [](auto& c) { return c.replayed; });
  add("steward_journal_unmatched_total", "Changes whose guard did not hold.",
      [](auto& c) { return c.unmatched; });
  add("steward_journal_split_groups_total", "Groups committed one by one after a failure.",
      [](auto& c) { return c.split_groups; });
  collectors_.push_back(observe::AddCollector(
      "steward_journal_waiting", "Changes left waiting when the last group was taken.",
      [this] { return static_cast<double>(journal_->counts().waiting); }));
}

rpc::Client::Identity Host::IdentityFor(const std::string& audience) {
  return [this, audience](absl::string_view tenant) {
    identity::v1::Identity identity;
    identity.set_tenant(std::string(tenant));
    identity.set_subject("services/" + service_);
    identity.add_roles("service");
    identity.set_audience(audience);
    return *signer_->Get(std::move(identity), absl::Now());
  };
}

std::unique_ptr<rpc::Client> Host::Connect(const std::string& service, const std::string& address) {
  return std::make_unique<rpc::Client>(address, IdentityFor(service), tls_, service);
}

const absl::Duration& Host::upload_timeout() const { return keys_->upload_timeout; }

events::Consumer& Host::Follow(const std::string& consumer, const std::string& producer,
                               const std::string& address, events::Effect effect,
                               std::function<void()> on_applied) {
  return following_->Add({.name = consumer,
                          .producer = producer,
                          .conninfo = database_,
                          .effect = std::move(effect),
                          .on_applied = std::move(on_applied)},
                         address, IdentityFor(producer), tls_);
}

// What effects wake belongs to the main function and ends before the host.
int Host::Serve(const std::vector<rpc::Service*>& services) {
  const int exit_code = ServeUntilSignal(services);
  if (before_end_ != nullptr) before_end_();
  following_ = nullptr;
  return exit_code;
}

int Host::ServeUntilSignal(const std::vector<rpc::Service*>& services) {
  rpc::Service journal_service(
      event::v1::ListEventsRequest::descriptor()->file()->FindServiceByName("JournalService"),
      interceptors_.get());
  journal_handlers_->Register(&journal_service);
  audit_->handlers.Register(&journal_service);
  audit::ReadHandlers read_handlers(journal_.get(), service_);
  read_handlers.Register(&journal_service);
  std::vector<rpc::Service*> parts = {&journal_service};
  parts.insert(parts.end(), services.begin(), services.end());

  auto server = rpc::Server::Start(keys_->grpc_listen, parts, static_cast<int>(keys_->rpc_threads),
                                   tls_.get());
  if (!server.ok()) return Report(server.status());
  Readiness readiness([this] { return journal_pool_->Ping(absl::Now() + absl::Seconds(1)); });
  auto admin = observe::AdminServer::Start(keys_->admin_listen, [&] { return readiness.status(); });
  if (!admin.ok()) return Report(admin.status());
  following_->Listen(redis_, keys_->redis.prefix());
  observe::Log(observe::Level::kInfo, "ready",
               {{"grpc_port", (*server)->port()}, {"admin_port", int{(*admin)->port()}}});

  std::vector<retention::Rule> rules = rules_;
  rules.push_back(retention::OldRequests(keys_->request_retention));
  rules.push_back(retention::OldConsumedEvents(keys_->consumed_event_retention));
  const retention::Sweeper sweeper(
      {.conninfo = database_, .rules = std::move(rules), .interval = keys_->retention_interval});
  std::optional<audit::Trimmer> trimmer;
  if (keys_->journal_retention > absl::ZeroDuration())
    trimmer.emplace(audit::Trimmer::Options{.conninfo = database_,
                                            .age = keys_->journal_retention,
                                            .interval = keys_->retention_interval});

  AwaitSignal();
  observe::Log(observe::Level::kInfo, "draining", {});
  readiness.Drain();
  (*server)->SetNotServing();
  absl::SleepFor(keys_->drain_delay);
  interceptors_->Drain();
  (*server)->Shutdown(keys_->drain_grace);
  observe::Log(observe::Level::kInfo, "stopped", {});
  return 0;
}

}  // namespace steward::host
