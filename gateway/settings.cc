#include "gateway/settings.h"

#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "platform/auth/keys.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::gateway {

Settings::Settings(config::Config& config)
    : admin_address(config.String("admin_listen", "127.0.0.1:9100",
                                  "Where /healthz, /readyz and /metrics are served.")),
      redis(config, host::RedisKeys::Need::kOptional),
      drain_delay(config.Duration("drain_delay", absl::ZeroDuration(),
                                  "After SIGTERM, time to serve on while load balancers learn.")),
      drain_grace(config.Duration("drain_grace", absl::Seconds(20),
                                  "Then, time for requests under way to finish.")),
      descriptors_(config.RequiredString("descriptors", "FileDescriptorSet of the API.")),
      cursor_secret_(
          config.Secret("cursor_key", "Key of watch cursors, alike in all replicas.", 32)),
      read_timeout_(config.Duration("read_timeout", absl::Seconds(5), "Deadline of a GET.")),
      write_timeout_(
          config.Duration("write_timeout", absl::Seconds(10), "Deadline of every other request.")),
      upload_timeout_(config.Duration("upload_timeout", absl::Minutes(1),
                                      "Deadline of a request that is a stream of records; services "
                                      "wait a minute at most.")),
      http_address_(config.String("http_listen", "127.0.0.1:8080", "Where REST is served.")),
      http_threads_(config.Int("http_threads", 1, 1, 64, "Threads that serve REST.")),
      http_connections_(config.Int("http_connections", 4096, 1, 1000000,
                                   "Open HTTP connections; more are closed at once.")),
      http_requests_per_connection_(config.Int("http_requests_per_connection", 1000, 1, 1000000000,
                                               "Requests of one connection, before it is closed.")),
      http_body_bytes_(config.Int("http_body_bytes", 1 << 20, 1024, 64 << 20,
                                  "Largest body of a request, and line of a stream of records.")),
      batch_body_bytes_(
          config.Int("batch_body_bytes", 4 << 20, 1024, 64 << 20, "Largest body of a batch.")),
      http_header_timeout_(config.Duration("http_header_timeout", absl::Seconds(10),
                                           "Time for the head of a request to arrive.")),
      http_body_timeout_(config.Duration("http_body_timeout", absl::Seconds(30),
                                         "Time for the body of a request to arrive.")),
      http_body_rate_(config.Int("http_body_bytes_per_second", 1024, 0, 1 << 30,
                                 "Pace of a body after its first 5 seconds; slower is answered "
                                 "408; 0: any.")),
      http_idle_timeout_(config.Duration("http_idle_timeout", absl::Seconds(60),
                                         "Time a connection may wait for a request.")),
      cors_origins_(config.List("cors_origins", {},
                                "Origins whose pages may call the API from a browser, such as "
                                "https://desk.example.com; '*' is any.")),
      compress_from_bytes_(config.Int("compress_from_bytes", 1024, 0, 1 << 20,
                                      "Bodies from this size on are compressed for clients that "
                                      "accept gzip; 0: none.")),
      etag_required_(config.List("etag_required", {},
                                 "Tenants whose PATCH and DELETE need the etag that was read; '*': "
                                 "all.")),
      requests_per_caller_(config.Int("requests_per_minute_caller", 6000, 0, 1000000000,
                                      "Requests of one caller; 0: no limit.")),
      requests_per_tenant_(config.Int("requests_per_minute_tenant", 60000, 0, 1000000000,
                                      "Requests of all callers of a tenant; 0: no limit.")),
      limit_replicas_(config.Int("limit_replicas", 1, 1, 1000,
                                 "Gateways among which these limits are divided while Redis "
                                 "cannot be reached.")),
      calls_max_(config.Int("calls_max", 1024, 0, 1000000,
                            "Calls under way on one thread; more are answered OVERLOADED at once; "
                            "0: no limit.")),
      streams_per_caller_(config.Int("streams_per_caller", 100, 0, 1000000,
                                     "Streams that one caller may hold open at a time; 0: no "
                                     "limit.")),
      exports_per_tenant_(config.Int("exports_per_tenant", 1, 0, 1000000,
                                     "Whole lists that a tenant may have sent as streams at a "
                                     "time; 0: no limit.")),
      uploads_per_tenant_(config.Int("uploads_per_tenant", 4, 0, 1000000,
                                     "Streams of records that a tenant may send to this gateway at "
                                     "a time; 0: no limit.")),
      grpc_address_(config.String("grpc_listen", "127.0.0.1:9090", "Where gRPC is served.")),
      grpc_threads_(config.Int("grpc_threads", 1, 1, 64, "Threads that serve gRPC.")),
      grpc_reflection_(config.Bool("grpc_reflection", true, "Whether gRPC reflection is served.")),
      services_(config.List("services", {},
                            "Services: name=host:port, replicas of fixed IPv4 addresses as "
                            "name=host:port|host:port.")),
      issuers_(config.List("issuers", {},
                           "Issuers of access tokens: 'issuer=URL audience=NAME "
                           "algorithms=RS256|PS256|ES256|EdDSA jwks=URL or file', and what else "
                           "docs/operations names.")),
      failures_per_minute_(config.Int("authentication_failures_per_minute", 10, 1, 1000000000,
                                      "Credentials that are not valid, from one address, before "
                                      "the next is answered TOO_MANY_ATTEMPTS.")),
      trusted_proxies_(config.List("trusted_proxies", {},
                                   "Addresses and networks (CIDR) of the proxies in front of the "
                                   "gateway: their X-Forwarded-For says where clients are.")),
      issuer_allow_http_(config.Bool("issuer_allow_http", false,
                                     "Whether keys may be fetched by http, from 127.0.0.1 and "
                                     "[::1]. For development only.")),
      issuer_ca_file_(config.String("issuer_ca_file", "",
                                    "Certificates (PEM) to trust when keys are fetched, instead "
                                    "of the system's.")),
      token_issuer_(config.String("issuer", "https://steward.localhost",
                                  "With issuer_jwks: claim iss of access tokens.")),
      token_audience_(
          config.String("audience", "steward", "With issuer_jwks: claim aud of access tokens.")),
      token_keys_(config.String("issuer_jwks", "",
                                "One more issuer, of EdDSA: file or URL of its JWK set.")),
      identity_key_(config.RequiredString("identity_private_key",
                                          "Private key (PEM) that signs identities for services.")),
      identity_key_id_(config.String("identity_key_id", "gateway", "Name of that key.")),
      watch_poll_(config.Duration("watch_poll", absl::Seconds(5),
                                  "Watchers ask journals at least this often.")),
      watch_heartbeat_(config.Duration("watch_heartbeat", absl::Seconds(15),
                                       "Silence after which a watcher gets a bookmark.")),
      watch_max_age_(
          config.Duration("watch_max_age", absl::Minutes(10), "Age at which a watch ends.")),
      certificate_(config.String("tls_certificate", "",
                                 "File: certificate that clients see, with its chain (PEM): both "
                                 "doors speak TLS and nothing else.")),
      private_key_(config.String("tls_private_key", "", "File: its private key (PEM), mode 0600.")),
      keys_need_tls_(config.Bool("api_keys_need_tls", true,
                                 "Whether API keys are refused over plain connections, except "
                                 "those of this machine.")),
      limits_(config),
      tls_(config, host::TlsKeys::Role::kCaller) {}

absl::StatusOr<std::shared_ptr<const tls::WatchedCertificate>> Settings::Certificate() const {
  if (certificate_.empty() && private_key_.empty()) return nullptr;
  if (certificate_.empty() || private_key_.empty())
    return absl::InvalidArgumentError(
        "tls_certificate and tls_private_key go together: set both or none");
  auto watched = tls::WatchedCertificate::Open("clients", {certificate_, private_key_, ""});
  if (!watched.ok())
    return absl::InvalidArgumentError(
        absl::StrCat("tls_certificate or tls_private_key: ", watched.status().message()));
  return watched;
}

HttpOptions Settings::Http() const {
  HttpOptions options;
  options.address = http_address_;
  options.threads = static_cast<int>(http_threads_);
  options.max_connections = static_cast<int>(http_connections_);
  options.max_requests_per_connection = static_cast<int>(http_requests_per_connection_);
  options.body_bytes_per_second = static_cast<size_t>(http_body_rate_);
  options.header_timeout = http_header_timeout_;
  options.body_timeout = http_body_timeout_;
  options.idle_timeout = http_idle_timeout_;
  options.head = limits_.Head();
  return options;
}

GrpcOptions Settings::Grpc() const {
  GrpcOptions options;
  options.address = grpc_address_;
  options.threads = static_cast<int>(grpc_threads_);
  options.max_connections = static_cast<size_t>(http_connections_);
  options.handshake_timeout = http_header_timeout_;
  options.body_timeout = http_body_timeout_;
  options.idle_timeout = http_idle_timeout_;
  options.limits = limits_.Grpc();
  options.reflection = grpc_reflection_;
  options.times = Times();
  return options;
}

CallTimes Settings::Times() const {
  CallTimes times;
  times.read = read_timeout_;
  times.write = write_timeout_;
  times.upload = upload_timeout_;
  return times;
}

WatchOptions Settings::Watch() const {
  WatchOptions options;
  options.poll = watch_poll_;
  options.heartbeat = watch_heartbeat_;
  options.max_age = watch_max_age_;
  return options;
}

absl::StatusOr<RestOptions> Settings::Rest() const {
  RestOptions options;
  auto cors = Cors::Create(cors_origins_);
  if (!cors.ok())
    return absl::InvalidArgumentError(absl::StrCat("cors_origins ", cors.status().message()));
  options.cors = *std::move(cors);
  options.body_max = static_cast<size_t>(http_body_bytes_);
  options.json = limits_.Json();
  options.compress_from = static_cast<size_t>(compress_from_bytes_);
  return options;
}

QuotaOptions Settings::Quotas() const {
  QuotaOptions options;
  options.limits.caller.requests = requests_per_caller_;
  options.limits.tenant.requests = requests_per_tenant_;
  options.redis_prefix = redis.prefix();
  options.replicas = limit_replicas_;
  return options;
}

absl::StatusOr<GatewayOptions> Settings::Options() const {
  GatewayOptions options;
  std::ifstream file(descriptors_, std::ios::binary);
  options.descriptor_set.assign(std::istreambuf_iterator<char>(file), {});
  if (!file || options.descriptor_set.empty())
    return errors::Make(absl::StatusCode::kNotFound, errors::Reason::RESOURCE_NOT_FOUND,
                        "The file that 'descriptors' names cannot be read.");
  options.http = Http();
  options.grpc = Grpc();
  ASSIGN_OR_RETURN(options.http.certificate, Certificate());
  options.grpc.certificate = options.http.certificate;
  options.watch = Watch();
  ASSIGN_OR_RETURN(options.rest, Rest());
  options.quotas = Quotas();
  ASSIGN_OR_RETURN(options.quotas.redis, redis.Open());
  options.calls_max = calls_max_;
  options.etag_required = etag_required_;
  options.streams_per_caller = streams_per_caller_;
  options.exports_per_tenant = exports_per_tenant_;
  options.uploads_per_tenant = uploads_per_tenant_;
  options.batch_body_max = static_cast<size_t>(batch_body_bytes_);
  ASSIGN_OR_RETURN(options.services, rpc::ParseBackends(services_));
  ASSIGN_OR_RETURN(options.tls, tls_.Open());
  options.cursor_secret = cursor_secret_;
  options.times = Times();
  return options;
}

absl::StatusOr<std::vector<IssuerEntry>> Settings::Issuers() const {
  std::vector<IssuerEntry> entries;
  for (const std::string& text : issuers_) {
    auto entry = ParseIssuer(text);
    if (!entry.ok())
      return absl::InvalidArgumentError(
          absl::StrCat("element ", entries.size() + 1, " of 'issuers' ", entry.status().message()));
    entries.push_back(*std::move(entry));
  }
  if (!token_keys_.empty()) {
    IssuerEntry entry;
    entry.issuer.issuer = token_issuer_;
    entry.issuer.audience = token_audience_;
    entry.issuer.algorithms = {auth::Algorithm::kEdDsa};
    entry.jwks = token_keys_;
    entries.push_back(std::move(entry));
  }
  if (entries.empty())
    return absl::InvalidArgumentError("'issuers' is missing: nobody could be authenticated");
  return entries;
}

absl::StatusOr<std::unique_ptr<Access>> Settings::MakeAccess() const {
  auth::FetchOptions fetch;
  fetch.allow_http = issuer_allow_http_;
  fetch.trusted_certificates = issuer_ca_file_;
  auto proxies = TrustedProxies::Parse(trusted_proxies_);
  if (!proxies.ok())
    return absl::InvalidArgumentError(absl::StrCat("trusted_proxies ", proxies.status().message()));
  ASSIGN_OR_RETURN(std::vector<IssuerEntry> entries, Issuers());
  ASSIGN_OR_RETURN(auth::PrivateKey key, auth::LoadPrivateKey(identity_key_));
  ASSIGN_OR_RETURN(std::vector<auth::TokenIssuer> issuers, OpenIssuers(std::move(entries), fetch));
  return std::make_unique<Access>(
      std::move(issuers), identity_key_id_, std::move(key),
      AccessOptions{failures_per_minute_, *std::move(proxies), keys_need_tls_});
}

}  // namespace steward::gateway
