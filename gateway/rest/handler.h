#pragma once

// Answers REST requests: finds the route, authenticates, transcodes, calls, answers.

#include <functional>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "gateway/access/access.h"
#include "gateway/entrance/call_times.h"
#include "gateway/entrance/door_metrics.h"
#include "gateway/entrance/entrance.h"
#include "gateway/grpcweb/handler.h"
#include "gateway/http/message.h"
#include "gateway/local/local_call.h"
#include "gateway/rest/admittance.h"
#include "gateway/rest/document.h"
#include "gateway/rest/request_scope.h"
#include "gateway/transcode/etag_rule.h"
#include "gateway/transcode/request.h"
#include "gateway/transcode/routes.h"
#include "gateway/watch/stream.h"
#include "platform/caller/caller.h"

namespace steward::gateway {

// What all handlers share; it outlives them.
struct RestContext {
  const Api& api;
  const RouteTable& routes;
  Access& access;
  const LocalStreams& streams;
  const LocalMethods& methods;
  const EtagRule& etags;
  // By path, such as "/healthz".
  absl::flat_hash_map<std::string, Document> documents;
  RestOptions options;
  // Longest bodies of methods that take longer ones than all, by full name.
  absl::flat_hash_map<std::string, size_t> body_limits;
  CallTimes times;
};

class RestHandler final : public Handler {
 public:
  // `entrance` belongs to the loop of `caller`.
  RestHandler(const RestContext& context, rpc::Caller& caller, Entrance& entrance)
      : context_(context),
        caller_(caller),
        admittance_(entrance),
        web_({context.api, context.access, context.streams, context.methods, context.etags,
              context.options.body_max, context.times},
             caller, admittance_) {}

  void Handle(std::shared_ptr<Exchange> exchange) override;
  // The same for a part of a call: no document, no stream, and no call of the same method.
  void HandleFor(const LocalCall& whole, std::shared_ptr<Exchange> exchange);
  HttpAnswer Refuse(const HttpRequest& request, const Refusal& refusal) override;

 private:
  using Scope = std::shared_ptr<RequestScope>;

  // The steps of a request; each fails it or calls the next.
  absl::Status Serve(const Scope& scope);
  absl::Status CheckForKeys(const Scope& scope);
  absl::Status FindRoute(const Scope& scope);
  bool AnswerDocument(const Scope& scope);
  absl::Status OnAdmitted(const Scope& scope);
  absl::Status OnBody(const Scope& scope);
  absl::Status Upload(const Scope& scope);
  size_t BodyMax(const Method& method) const;
  absl::Time Deadline(const Scope& scope) const;
  void AnswerLocally(const Scope& scope, const LocalMethod& method, Transcoded transcoded);
  absl::Status Stream(const Scope& scope, Transcoded transcoded);
  void OnReply(const Scope& scope, rpc::Reply& reply);

  const RestContext& context_;
  rpc::Caller& caller_;
  Admittance admittance_;
  WebHandler web_;
  DoorMetrics metrics_{DoorMetrics::kHttp};
};

}  // namespace steward::gateway
