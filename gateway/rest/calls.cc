#include "gateway/rest/calls.h"

#include <utility>

#include "platform/status/errors.h"

namespace steward::gateway {

Outgoing OutgoingOf(Access& access, const RequestScope& scope, const Method& method,
                    absl::string_view wire, absl::Time deadline, bool repeatable) {
  Outgoing outgoing;
  outgoing.service = method.service;
  outgoing.path = method.path;
  outgoing.request = ToBuffer(wire);
  outgoing.identity = access.Identity(*scope.principal, method.service, scope.client_address);
  outgoing.request_id = scope.request_id();
  outgoing.trace_parent = scope.trace_parent();
  outgoing.deadline = deadline;
  outgoing.repeatable = repeatable;
  return outgoing;
}

absl::StatusOr<LocalCall> LocalCallOf(Access& access, RequestScope& scope, const Method& method,
                                      std::string wire, absl::Time deadline) {
  if (!access.Allowed(*scope.principal, method.permission))
    return errors::PermissionDenied(method.permission);
  LocalCall call;
  call.principal = scope.principal;
  call.request = std::move(wire);
  call.method = method.full_name;
  call.request_id = scope.request_id();
  call.trace_parent = scope.trace_parent();
  call.client_address = scope.client_address;
  call.authorization = std::string(scope.request().Header("authorization"));
  call.deadline = deadline;
  return call;
}

absl::StatusOr<StreamCall> StreamCallOf(Access& access, RequestScope& scope, const Method& method,
                                        std::string wire) {
  if (!access.Allowed(*scope.principal, method.permission))
    return errors::PermissionDenied(method.permission);
  StreamCall call;
  call.principal = scope.principal;
  call.authorization = std::string(scope.request().Header("authorization"));
  call.client_address = scope.client_address;
  call.permission = method.permission;
  call.request = std::move(wire);
  call.request_id = scope.request_id();
  call.trace_parent = scope.trace_parent();
  return call;
}

absl::Status StartStream(
    const LocalStreams& streams, Caller& caller, const Method& method, StreamCall call,
    const std::function<std::shared_ptr<StreamSink>(std::function<void()>)>& make_sink) {
  const auto starter = streams.find(method.full_name);
  if (starter == streams.end())
    return errors::Make(absl::StatusCode::kUnimplemented, errors::Reason::METHOD_NOT_IMPLEMENTED,
                        "No service answers this method.");
  // The exchange holds the stream's end of life, the stream holds the exchange: the box breaks it.
  auto box = std::make_shared<std::weak_ptr<Stream>>();
  auto sink = make_sink([box] {
    if (auto stream = box->lock()) stream->Abandon();
  });
  *box = starter->second(caller, std::move(call), std::move(sink));
  return absl::OkStatus();
}

}  // namespace steward::gateway
