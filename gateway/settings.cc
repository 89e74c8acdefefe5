#include "gateway/settings.h"

#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "platform/auth/keys.h"
#include "platform/config/secret_file.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::gateway {
namespace {

constexpr size_t kCursorKeyBytes = 32;

// From entries "ticket=127.0.0.1:7001". Fails for a malformed one and for a service named twice.
absl::StatusOr<rpc::Backends> ParseBackends(const std::vector<std::string>& entries) {
  rpc::Backends backends;
  for (const std::string& entry : entries) {
    const size_t equals = entry.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == entry.size() ||
        !backends.emplace(entry.substr(0, equals), entry.substr(equals + 1)).second)
      return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::INVALID_FIELD,
                          "Each of 'services' must read name=host:port, each name once.");
  }
  return backends;
}

}  // namespace

Settings::Settings(config::Config& config)
    : admin_address(config.String("admin_listen", "127.0.0.1:9100",
                                  "Where /healthz, /readyz and /metrics are served.")),
      redis(config, host::RedisKeys::Need::kOptional),
      trace(config),
      drain_delay(config.Duration("drain_delay", absl::ZeroDuration(),
                                  "After SIGTERM, time to serve on while load balancers learn.")),
      drain_grace(config.Duration("drain_grace", absl::Seconds(20),
                                  "Then, time for requests under way to finish.")),
      gateway_(config),
      times_(config),
      http_(config),
      grpc_(config),
      rest_(config),
      quotas_(config),
      fetch_(config),
      watch_(config),
      descriptors_(config.RequiredString("descriptors", "FileDescriptorSet of the API.")),
      cursor_secret_(config.Secret("cursor_key", "Key of watch cursors, alike in all replicas.",
                                   kCursorKeyBytes)),
      cursor_keys_accepted_(
          config.List("cursor_keys_accepted", {},
                      "Files: other keys of cursors that are taken, while the key is replaced.")),
      cors_origins_(config.List("cors_origins", {},
                                "Origins whose pages may call the API from a browser, such as "
                                "https://desk.example.com; '*' is any.")),
      requests_per_caller_(config.Int("requests_per_minute_caller", 6000, 0, 1000000000,
                                      "Reads of one caller, and as many writes, and a tenth of "
                                      "expensive requests; 0: no limit.")),
      requests_per_tenant_(config.Int("requests_per_minute_tenant", 60000, 0, 1000000000,
                                      "The same of all callers of a tenant; 0: no limit.")),
      rate_limits_(config.List("rate_limits", {},
                               "Other limits, of requests in a minute: 'tenant=NAME "
                               "class=read|write|expensive caller=NUMBER total=NUMBER'.")),
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
      token_issuer_(config.String("issuer", "https://steward.localhost",
                                  "With issuer_jwks: claim iss of access tokens.")),
      token_audience_(
          config.String("audience", "steward", "With issuer_jwks: claim aud of access tokens.")),
      token_keys_(config.String("issuer_jwks", "",
                                "One more issuer, of EdDSA: file or URL of its JWK set.")),
      identity_key_(config.RequiredString("identity_private_key",
                                          "Private key (PEM) that signs identities for services.")),
      identity_key_id_(config.String("identity_key_id", "gateway", "Name of that key.")),
      certificate_(config.String("tls_certificate", "",
                                 "File: certificate that clients see, with its chain (PEM): both "
                                 "doors speak TLS and nothing else.")),
      private_key_(config.String("tls_private_key", "", "File: its private key (PEM), mode 0600.")),
      keys_need_tls_(config.Bool("api_keys_need_tls", true,
                                 "Whether API keys are refused over plain connections, except "
                                 "those of this machine.")),
      limits_(config),
      tls_(config, host::TlsKeys::Role::kCaller) {
  DeclareDoors();
  DeclareRules();
}

void Settings::DeclareDoors() {
  http_.String("http_listen", "Where REST is served.", &HttpOptions::address)
      .Int("http_threads", 1, 64, "Threads that serve REST.", &HttpOptions::threads)
      .Int("http_connections", 1, 1000000, "Open HTTP connections; more are closed at once.",
           &HttpOptions::max_connections)
      .Int("http_requests_per_connection", 1, 1000000000,
           "Requests of one connection, before it is closed.",
           &HttpOptions::max_requests_per_connection)
      .Duration("http_header_timeout", "Time for the head of a request to arrive.",
                &HttpOptions::header_timeout)
      .Duration("http_body_timeout", "Time for the body of a request to arrive.",
                &HttpOptions::body_timeout)
      .Int("http_body_bytes_per_second", 0, 1 << 30,
           "Pace of a body after its first 5 seconds; slower is answered 408; 0: any.",
           &HttpOptions::body_bytes_per_second)
      .Duration("http_idle_timeout", "Time a connection may wait for a request.",
                &HttpOptions::idle_timeout);
  rest_
      .Int("http_body_bytes", 1024, 64 << 20,
           "Largest body of a request, and line of a stream of records.", &RestOptions::body_max)
      .Int("compress_from_bytes", 0, 1 << 20,
           "Bodies from this size on are compressed for clients that accept gzip; 0: none.",
           &RestOptions::compress_from);
  grpc_.String("grpc_listen", "Where gRPC is served.", &GrpcOptions::address)
      .Int("grpc_threads", 1, 64, "Threads that serve gRPC.", &GrpcOptions::threads)
      .Bool("grpc_reflection", "Whether gRPC reflection is served.", &GrpcOptions::reflection);
  times_.Duration("read_timeout", "Deadline of a GET.", &CallTimes::read)
      .Duration("write_timeout", "Deadline of every other request.", &CallTimes::write)
      .Duration("upload_timeout",
                "Deadline of a request that is a stream of records; services wait a minute at "
                "most.",
                &CallTimes::upload);
  watch_.Duration("watch_poll", "Watchers ask journals at least this often.", &WatchOptions::poll)
      .Duration("watch_heartbeat", "Silence after which a watcher gets a bookmark.",
                &WatchOptions::heartbeat)
      .Duration("watch_max_age", "Age at which a watch ends.", &WatchOptions::max_age);
}

void Settings::DeclareRules() {
  gateway_
      .Int("batch_body_bytes", 1024, 64 << 20, "Largest body of a batch.",
           &GatewayOptions::batch_body_max)
      .List("etag_required",
            "Tenants whose PATCH and DELETE need the etag that was read; '*': all.",
            &GatewayOptions::etag_required)
      .Int("calls_max", 0, 1000000,
           "Calls under way to one service on one thread; more are answered OVERLOADED at once; "
           "0: no limit.",
           &GatewayOptions::calls_max)
      .Int("streams_per_caller", 0, 1000000,
           "Streams that one caller may hold open at a time; 0: no limit.",
           &GatewayOptions::streams_per_caller)
      .Int("exports_per_tenant", 0, 1000000,
           "Whole lists that a tenant may have sent as streams at a time; 0: no limit.",
           &GatewayOptions::exports_per_tenant)
      .Int("uploads_per_tenant", 0, 1000000,
           "Streams of records that a tenant may send to this gateway at a time; 0: no limit.",
           &GatewayOptions::uploads_per_tenant);
  quotas_.Int("limit_replicas", 1, 1000,
              "Gateways among which limits are divided while Redis cannot be reached.",
              &QuotaOptions::replicas);
  fetch_
      .Bool("issuer_allow_http",
            "Whether keys may be fetched by http, from 127.0.0.1 and [::1]. For development only.",
            &auth::FetchOptions::allow_http)
      .String("issuer_ca_file",
              "Certificates (PEM) to trust when keys are fetched, instead of the system's.",
              &auth::FetchOptions::trusted_certificates);
}

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
  HttpOptions options = http_.Read();
  options.head = limits_.head.Read();
  return options;
}

GrpcOptions Settings::Grpc(const HttpOptions& http, const CallTimes& times) const {
  GrpcOptions options = grpc_.Read();
  options.max_connections = static_cast<size_t>(http.max_connections);
  options.handshake_timeout = http.header_timeout;
  options.body_timeout = http.body_timeout;
  options.idle_timeout = http.idle_timeout;
  options.limits = limits_.grpc.Read();
  options.times = times;
  return options;
}

absl::StatusOr<RestOptions> Settings::Rest() const {
  RestOptions options = rest_.Read();
  auto cors = Cors::Create(cors_origins_);
  if (!cors.ok())
    return absl::InvalidArgumentError(absl::StrCat("cors_origins ", cors.status().message()));
  options.cors = *std::move(cors);
  options.json = limits_.json.Read();
  return options;
}

absl::StatusOr<QuotaOptions> Settings::Quotas() const {
  QuotaOptions options = quotas_.Read();
  options.redis_prefix = redis.prefix();
  ASSIGN_OR_RETURN(options.redis, redis.Open());
  return options;
}

absl::StatusOr<RateLimits> Settings::Rates() const {
  Limits limits;
  limits.caller.requests = requests_per_caller_;
  limits.tenant.requests = requests_per_tenant_;
  RateLimits rates(limits);
  for (size_t i = 0; i < rate_limits_.size(); ++i)
    if (const absl::Status status = rates.Add(rate_limits_[i]); !status.ok())
      return absl::InvalidArgumentError(
          absl::StrCat("element ", i + 1, " of 'rate_limits' ", status.message()));
  return rates;
}

absl::StatusOr<GatewayOptions> Settings::Options() const {
  GatewayOptions options = gateway_.Read();
  std::ifstream file(descriptors_, std::ios::binary);
  options.descriptor_set.assign(std::istreambuf_iterator<char>(file), {});
  if (!file || options.descriptor_set.empty())
    return errors::Make(absl::StatusCode::kNotFound, errors::Reason::RESOURCE_NOT_FOUND,
                        "The file that 'descriptors' names cannot be read.");
  options.http = Http();
  options.times = times_.Read();
  options.grpc = Grpc(options.http, options.times);
  ASSIGN_OR_RETURN(options.http.certificate, Certificate());
  options.grpc.certificate = options.http.certificate;
  options.watch = watch_.Read();
  ASSIGN_OR_RETURN(options.rest, Rest());
  ASSIGN_OR_RETURN(options.quotas, Quotas());
  ASSIGN_OR_RETURN(options.rate_limits, Rates());
  ASSIGN_OR_RETURN(options.services, ParseBackends(services_));
  ASSIGN_OR_RETURN(options.tls, tls_.Open());
  ASSIGN_OR_RETURN(options.cursor_secrets,
                   config::ReadSecrets(cursor_secret_, cursor_keys_accepted_,
                                       "cursor_keys_accepted", kCursorKeyBytes));
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
  const auth::FetchOptions fetch = fetch_.Read();
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
