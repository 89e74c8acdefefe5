#pragma once

// What every service process is made of, so that its main is a list of its own parts:
// configuration, migrations, database, journal, doorbell, identity, servers, drain.
//
//   Host host("ticket", "Records tickets.", {{"ticket", ticket::sql::kMigrations}});
//   if (auto exit_code = host.Start(argc, argv)) return *exit_code;
//   …
//   return host.Serve({&service});

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/auth/identity.h"
#include "platform/auth/identity_signer.h"
#include "platform/auth/link.h"
#include "platform/config/config.h"
#include "platform/events/consumer.h"
#include "platform/events/doorbell.h"
#include "platform/events/journal_handlers.h"
#include "platform/journal/journal.h"
#include "platform/journal/reader.h"
#include "platform/observe/metrics.h"
#include "platform/pg/migrate.h"
#include "platform/pg/point_reader.h"
#include "platform/pg/pool.h"
#include "platform/resource/page.h"
#include "platform/retention/sweep.h"
#include "platform/rpc/client.h"
#include "platform/rpc/service.h"
#include "platform/store/list.h"

namespace steward::host {

struct Audit;
struct Keys;
class Following;

class Host {
 public:
  // `service` is the name in configuration, events and identities. The migrations of the journal,
  // of its seals, of consumers and of retention come by themselves.
  Host(std::string service, std::string what_it_does, std::vector<pg::MigrationSet> migrations);
  ~Host();

  // Declare further keys here, before Start.
  config::Config& config() { return config_; }

  // Reads the configuration and opens everything. Returns an exit code when there is nothing to
  // serve: after --help, `migrate`, or an error that was reported.
  std::optional<int> Start(int argc, char** argv);

  // Lets old rows of a table end while it serves. Request ids and consumed events do by themselves.
  void Expire(retention::Rule rule) { rules_.push_back(std::move(rule)); }

  // Applies the events of another service's journal to this database from now on, until Serve ends:
  // `effect` under the name of `consumer` (events::Consumer). `address` is that of the service.
  events::Consumer& Follow(const std::string& consumer, const std::string& producer,
                           const std::string& address, events::Effect effect,
                           std::function<void()> on_applied = nullptr);

  // For calls to another service in the name of this process, in a tenant or in none; the host
  // outlives it. `address` is
  // that of the service.
  std::unique_ptr<rpc::Client> Connect(const std::string& service, const std::string& address);

  // Signs links that other services take from this one.
  const auth::LinkSigner& link_signer() const { return *link_signer_; }
  // Verifies links to this service that another one, such as "notification", has made.
  auth::LinkVerifier LinksFrom(const std::string& service) const {
    return {service_, "services/" + service, trusted_keys_};
  }

  // Runs when Serve is about to return, while everything that the host has still works: ends what
  // works on without being called.
  void BeforeEnd(std::function<void()> end) { before_end_ = std::move(end); }

  // Serves until SIGTERM or SIGINT, then drains. Returns the exit code.
  int Serve(const std::vector<rpc::Service*>& services);

  const std::string& name() const { return service_; }
  const std::string& database() const { return database_; }
  // The longest that a call may take whose requests come as a stream.
  const absl::Duration& upload_timeout() const;
  pg::Pool& pool() { return *pool_; }
  pg::PointReader& points() { return *points_; }
  journal::Journal& journal() { return *journal_; }
  const journal::Reader& history() const { return *history_; }
  const store::Lister& lister() const { return *lister_; }
  const resource::PageTokens& page_tokens() const { return *page_tokens_; }
  rpc::Interceptors& interceptors() { return *interceptors_; }

 private:
  absl::Status Open();
  int ServeUntilSignal(const std::vector<rpc::Service*>& services);
  // Identity of this process for calls to another service.
  rpc::Client::Identity IdentityFor(const std::string& audience);
  void AddMetrics();
  int Parked(const std::vector<std::string>& arguments);
  int Migrate();

  const std::string service_;
  config::Config config_;
  std::vector<pg::MigrationSet> migrations_;

  std::string database_;
  events::RedisServer redis_;

  std::shared_ptr<const rpc::Tls> tls_;
  std::unique_ptr<auth::IdentityVerifier> verifier_;
  auth::KeySet trusted_keys_;
  std::unique_ptr<auth::CachedSigner> signer_;
  std::unique_ptr<auth::LinkSigner> link_signer_;
  std::unique_ptr<rpc::Interceptors> interceptors_;
  std::unique_ptr<pg::Pool> pool_;
  // For consumers, histories and readiness: slow lists do not hold them up.
  std::unique_ptr<pg::Pool> journal_pool_;
  std::unique_ptr<pg::PointReader> points_;
  std::unique_ptr<events::DoorbellPublisher> doorbell_;
  std::unique_ptr<Audit> audit_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<journal::Reader> history_;
  std::unique_ptr<resource::PageTokens> page_tokens_;
  std::unique_ptr<store::Lister> lister_;
  std::unique_ptr<events::JournalHandlers> journal_handlers_;
  std::vector<observe::Collector> collectors_;
  std::vector<retention::Rule> rules_;
  std::unique_ptr<Following> following_;
  std::function<void()> before_end_;

  std::unique_ptr<Keys> keys_;
};

}  // namespace steward::host
