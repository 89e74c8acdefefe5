#include "gateway/entrance/calls.h"

#include <utility>

#include "platform/status/errors.h"

namespace steward::gateway {

Outgoing OutgoingOf(Access& access, const Sender& sender, const Method& method, absl::Time deadline,
                    bool repeatable) {
  Outgoing outgoing;
  outgoing.service = method.service;
  outgoing.path = method.path;
  outgoing.identity = access.Identity(*sender.principal, method.service, sender.client_address);
  outgoing.request_id = sender.request_id;
  outgoing.trace_parent = sender.trace_parent;
  outgoing.deadline = deadline;
  outgoing.repeatable = repeatable;
  return outgoing;
}

absl::StatusOr<LocalCall> LocalCallOf(Access& access, const Sender& sender, const Method& method,
                                      std::string request, absl::Time deadline) {
  if (!access.Allowed(*sender.principal, method.permission))
    return errors::PermissionDenied(method.permission);
  return LocalCall{sender, std::move(request), method.full_name, deadline};
}

absl::StatusOr<StreamCall> StreamCallOf(Access& access, const Sender& sender, const Method& method,
                                        std::string request) {
  if (!access.Allowed(*sender.principal, method.permission))
    return errors::PermissionDenied(method.permission);
  return StreamCall{sender, method.permission, std::move(request)};
}

absl::StatusOr<StreamStarter> FindStream(const LocalStreams& streams, const Method& method) {
  const auto starter = streams.find(method.full_name);
  if (starter != streams.end()) return starter->second;
  return errors::Make(absl::StatusCode::kUnimplemented, errors::Reason::METHOD_NOT_IMPLEMENTED,
                      "No service answers this method.");
}

}  // namespace steward::gateway
