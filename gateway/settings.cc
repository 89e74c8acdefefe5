#include "gateway/settings.h"

#include "platform/auth/keys.h"
#include "platform/status/macros.h"

namespace steward::gateway {

Settings::Settings(config::Config& config)
    : descriptors(config.RequiredString("descriptors", "FileDescriptorSet of the API.")),
      admin_address(config.String("admin_address", "127.0.0.1:9100",
                                  "Where /healthz, /readyz and /metrics are served.")),
      redis(config.String("redis", "", "Redis of the doorbells: host:port or unix:/path.")),
      redis_prefix(config.String("redis_prefix", "steward", "Prefix of the doorbell channels.")),
      cursor_secret(config.Secret("cursor_secret", "Key of watch cursors, the same in all replicas.",
                                  32)),
      read_timeout(config.Duration("read_timeout", absl::Seconds(5), "Deadline of a GET.")),
      write_timeout(config.Duration("write_timeout", absl::Seconds(10),
                                    "Deadline of every other request.")),
      drain_delay(config.Duration("drain_delay", absl::ZeroDuration(),
                                  "After SIGTERM, time to serve on while load balancers learn.")),
      drain_grace(config.Duration("drain_grace", absl::Seconds(20),
                                  "Then, time for requests under way to finish.")),
      http_address_(config.String("http_address", "127.0.0.1:8080", "Where REST is served.")),
      http_threads_(config.Int("http_threads", 1, 1, 64, "Threads that serve REST.")),
      http_connections_(config.Int("http_connections", 4096, 1, 1000000,
                                   "Open HTTP connections; more are closed at once.")),
      http_requests_per_connection_(config.Int("http_requests_per_connection", 100000, 1,
                                               1000000000, "Requests before a connection is closed.")),
      http_body_bytes_(config.Int("http_body_bytes", 1 << 20, 1024, 64 << 20,
                                  "Largest body of a request.")),
      http_header_timeout_(config.Duration("http_header_timeout", absl::Seconds(10),
                                           "Time for the head of a request to arrive.")),
      http_body_timeout_(config.Duration("http_body_timeout", absl::Seconds(30),
                                         "Time for the body of a request to arrive.")),
      http_idle_timeout_(config.Duration("http_idle_timeout", absl::Seconds(60),
                                         "Time a connection may wait for a request.")),
      grpc_address_(config.String("grpc_address", "127.0.0.1:9090", "Where gRPC is served.")),
      grpc_threads_(config.Int("grpc_threads", 1, 1, 64, "Threads that serve gRPC.")),
      grpc_reflection_(config.Bool("grpc_reflection", true, "Whether gRPC reflection is served.")),
      services_(config.List("services", {},
                            "Services: name=host:port, replicas of fixed IPv4 addresses as "
                            "name=host:port|host:port.")),
      token_issuer_(config.String("token_issuer", "https://steward.localhost",
                                  "Claim iss of access tokens.")),
      token_audience_(config.String("token_audience", "steward", "Claim aud of access tokens.")),
      token_keys_(config.RequiredString("token_keys", "JWK set of the issuer's public keys.")),
      identity_key_(config.RequiredString("identity_key",
                                          "Private key (PEM) that signs identities for services.")),
      identity_key_id_(config.String("identity_key_id", "gateway", "Name of that key.")),
      watch_poll_(config.Duration("watch_poll", absl::Seconds(5),
                                  "Watchers ask journals at least this often.")),
      watch_heartbeat_(config.Duration("watch_heartbeat", absl::Seconds(15),
                                       "Silence after which a watcher gets a bookmark.")),
      watch_max_age_(config.Duration("watch_max_age", absl::Minutes(10),
                                     "Age at which a watch ends.")) {}

HttpOptions Settings::Http() const {
  HttpOptions options;
  options.address = http_address_;
  options.threads = static_cast<int>(http_threads_);
  options.max_connections = static_cast<int>(http_connections_);
  options.max_requests_per_connection = static_cast<int>(http_requests_per_connection_);
  options.max_body = static_cast<size_t>(http_body_bytes_);
  options.header_timeout = http_header_timeout_;
  options.body_timeout = http_body_timeout_;
  options.idle_timeout = http_idle_timeout_;
  return options;
}

GrpcOptions Settings::Grpc() const {
  GrpcOptions options;
  options.address = grpc_address_;
  options.threads = static_cast<int>(grpc_threads_);
  options.reflection = grpc_reflection_;
  options.read_timeout = read_timeout;
  options.write_timeout = write_timeout;
  return options;
}

WatchOptions Settings::Watch() const {
  WatchOptions options;
  options.poll = watch_poll_;
  options.heartbeat = watch_heartbeat_;
  options.max_age = watch_max_age_;
  return options;
}

absl::StatusOr<Backends> Settings::Services() const { return ParseBackends(services_); }

absl::StatusOr<std::unique_ptr<Access>> Settings::MakeAccess() const {
  auth::TokenIssuer issuer;
  issuer.issuer = token_issuer_;
  issuer.audience = token_audience_;
  ASSIGN_OR_RETURN(issuer.keys, auth::LoadKeySet(token_keys_));
  ASSIGN_OR_RETURN(auth::PrivateKey key, auth::LoadPrivateKey(identity_key_));
  return std::make_unique<Access>(std::vector<auth::TokenIssuer>{std::move(issuer)},
                                  identity_key_id_, std::move(key));
}

}  // namespace steward::gateway
