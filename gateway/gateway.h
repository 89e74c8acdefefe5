#pragma once

// The gateway's parts, put together: both doors, the loops behind them, the watch streams.

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/access/access.h"
#include "gateway/access/principals.h"
#include "gateway/api/api.h"
#include "gateway/grpc/server.h"
#include "gateway/http/server.h"
#include "gateway/merged/page_token.h"
#include "gateway/rest/handler.h"
#include "gateway/transcode/routes.h"
#include "gateway/watch/board.h"
#include "gateway/watch/cursor.h"
#include "gateway/watch/watcher.h"
#include "platform/caller/caller.h"

namespace steward::gateway {

struct GatewayOptions {
  // Serialized FileDescriptorSet.
  std::string descriptor_set;
  HttpOptions http;
  GrpcOptions grpc;
  WatchOptions watch;
  RestOptions rest;
  QuotaOptions quotas;
  RateLimits rate_limits;
  // Calls under way to one service on one thread; 0: as many as come. Few enough that services take
  // all of them: who is refused there is not chosen by tenants.
  int64_t calls_max = 256;
  rpc::Backends services;
  // How services are reached; null: connections to them are plain.
  std::shared_ptr<const rpc::Tls> tls;
  // The first seals cursors and page tokens; what any of them sealed is taken.
  std::vector<std::string> cursor_secrets;
  // Streams that a caller may hold open at a time, and lists as streams and streams of requests
  // that a tenant may; 0: as many as come.
  int64_t streams_per_caller = 100;
  int64_t exports_per_tenant = 1;
  int64_t uploads_per_tenant = 4;
  // Longest body of a batch, in bytes.
  size_t batch_body_max = 4 << 20;
  // As of EtagRule.
  std::vector<std::string> etag_required;
  CallTimes times;
};

class Gateway {
 public:
  // Binds both ports and serves.
  static absl::StatusOr<std::unique_ptr<Gateway>> Start(GatewayOptions options,
                                                        std::unique_ptr<Access> access);
  ~Gateway();

  int http_port() const { return http_->port(); }
  int grpc_port() const { return grpc_->port(); }
  // OK once a service and the keys of an issuer were reached, until draining; else UNAVAILABLE.
  // Thread-safe.
  absl::Status Ready();

  // A doorbell rang; rings may have been missed. Thread-safe.
  void OnRing(const Ring& ring);
  void OnMissedRings();

  // Not ready from now on; still serves, but asks HTTP clients to connect anew, to others.
  void BeginDrain();
  // Ends watch streams, finishes what is under way and stops.
  void Drain(absl::Duration grace);

 private:
  // What runs on a loop.
  struct Lane {
    std::unique_ptr<rpc::Caller> caller;
    std::unique_ptr<Board> board;
    std::unique_ptr<Principals> principals;
    std::unique_ptr<Guard> guard;
    std::unique_ptr<Entrance> entrance;
    std::shared_ptr<RestHandler> rest;
  };

  Gateway(GatewayOptions options, std::unique_ptr<Access> access);
  absl::Status Load();
  absl::Status Serve();
  absl::flat_hash_map<std::string, size_t> BodyLimits() const;
  Lane& AddLane(rpc::Loop& loop);
  Lane& LaneOf(const rpc::Caller& caller);
  WatchContext ContextOf(rpc::Caller& caller);
  void AddDocuments(RestContext* context);

  const GatewayOptions options_;
  const std::unique_ptr<Access> access_;
  std::unique_ptr<Api> api_;
  std::unique_ptr<access::EventRule> visible_;
  std::unique_ptr<RouteTable> routes_;
  std::unique_ptr<EtagRule> etags_;
  std::unique_ptr<CursorCodec> cursors_;
  std::unique_ptr<MergedPageTokens> merged_tokens_;
  std::vector<std::string> services_with_operations_;
  std::string openapi_;
  LongCalls long_calls_;
  LocalStreams streams_;
  LocalMethods methods_;
  std::unique_ptr<RestContext> rest_;
  std::unique_ptr<GrpcServer> grpc_;
  std::vector<std::unique_ptr<rpc::Loop>> http_loops_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::unique_ptr<HttpServer> http_;
  // Answers to the loops, hence gone before them. Null without limits.
  std::unique_ptr<QuotaSource> quotas_;
  std::atomic<bool> draining_{false};
  std::atomic<bool> reached_{false};
  bool stopped_ = false;
};

}  // namespace steward::gateway
