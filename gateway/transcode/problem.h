#pragma once

// Errors as application/problem+json (RFC 9457), or in the form that the method of the route asks
// for.

#include <string>

#include "absl/strings/string_view.h"
#include "gateway/http/message.h"
#include "google/rpc/status.pb.h"
#include "platform/json/schema.h"

namespace steward::gateway {

struct Route;

// Which request failed.
struct ProblemContext {
  // Path of the request, as sent.
  absl::string_view instance;
  absl::string_view request_id;
  absl::string_view trace_parent;
  // The request had If-Match.
  bool conditional = false;
  // HTTP status that no code or reason implies (406); 0: by the table.
  int status = 0;
  // Fields are named as its clients write them. May be null: they are then named by proto paths.
  const Route* route = nullptr;
  // Where the types of details are found. May be null: they are then left out.
  json::Schema* schema = nullptr;
};

// Members: type, title, status, detail, instance, code, reason, domain, metadata, violations (from
// BadRequest), details (every other detail of a known type), requestId, traceId.
std::string ProblemJson(const google::rpc::Status& error, int status,
                        const ProblemContext& context);

// The whole answer, with the headers that its status calls for.
HttpAnswer ProblemAnswer(const google::rpc::Status& error, const ProblemContext& context);

// grpc-retry-pushback-ms of an error that says when to come again; empty when it does not.
std::string PushbackIn(const google::rpc::Status& error);

}  // namespace steward::gateway
