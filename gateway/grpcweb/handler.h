#pragma once

// Answers gRPC-Web requests, so that browsers call the methods of the gRPC port without a proxy in
// between. Unary calls and streams of the server; what they mean is what they mean over gRPC.

#include <memory>

#include "absl/time/time.h"
#include "gateway/api/api.h"
#include "gateway/entrance/call_times.h"
#include "gateway/grpcweb/frames.h"
#include "gateway/local/local_call.h"
#include "gateway/rest/admittance.h"
#include "gateway/transcode/etag_rule.h"
#include "gateway/watch/stream.h"
#include "platform/caller/caller.h"

namespace steward::gateway {

// What it works with; all of it outlives it.
struct WebContext {
  const Api& api;
  Access& access;
  const LocalStreams& streams;
  const LocalMethods& methods;
  const EtagRule& etags;
  // Longest body, in bytes.
  size_t body_max;
  CallTimes times;
};

// Belongs to the loop of `caller`.
class WebHandler {
 public:
  using Scope = std::shared_ptr<RequestScope>;

  WebHandler(const WebContext& context, rpc::Caller& caller, Admittance& admittance)
      : context_(context), caller_(caller), admittance_(admittance) {}

  // Answers in `format`, errors too.
  void Handle(const Scope& scope, WebFormat format);

 private:
  absl::Status OnAdmitted(const Scope& scope, const Method* method);
  absl::Status OnBody(const Scope& scope, const Method& method);
  absl::Status StartStream(const Scope& scope, const Method& method, std::string message);
  absl::StatusOr<absl::Time> DeadlineOf(RequestScope& scope, const Method& method) const;

  const WebContext context_;
  rpc::Caller& caller_;
  Admittance& admittance_;
};

}  // namespace steward::gateway
