#include "gateway/entrance/calls.h"

#include <utility>

#include "absl/time/clock.h"
#include "gateway/transcode/problem.h"
#include "platform/status/errors.h"

namespace steward::gateway {

rpc::Outgoing OutgoingFor(const Sender& sender, std::string service, std::string path,
                          std::shared_ptr<const std::string> identity, absl::Time deadline,
                          bool repeatable) {
  rpc::Outgoing outgoing;
  outgoing.service = std::move(service);
  outgoing.path = std::move(path);
  outgoing.identity = std::move(identity);
  outgoing.request_id = sender.request_id;
  outgoing.trace_parent = sender.trace_parent;
  outgoing.deadline = deadline;
  outgoing.repeatable = repeatable;
  return outgoing;
}

rpc::Outgoing OutgoingOf(Access& access, const Sender& sender, const Method& method,
                         absl::Time deadline, bool repeatable) {
  return OutgoingFor(sender, method.service, method.path,
                     access.Identity(*sender.principal, method.service, sender.client_address),
                     deadline, repeatable);
}

absl::Status CheckAllowed(const Access& access, const Sender& sender, const Method& method) {
  if (method.anonymous) return absl::OkStatus();
  return access.CheckAllowed(*sender.principal, method.permission);
}

google::rpc::Status ErrorFor(Access& access, const Sender& sender, const Method& method,
                             const rpc::Reply& reply) {
  google::rpc::Status error = rpc::ErrorOfReply(reply.status);
  if (!method.anonymous || ReasonIn(error) != error::v1::Reason_Name(errors::Reason::INVALID_LINK))
    return error;
  const absl::Duration wait = access.failures().Note(sender.client_address, "link", absl::Now());
  return wait > absl::ZeroDuration() ? errors::ToProto(TooManyAttempts(wait)) : error;
}

void AnswerFrom(rpc::Caller& caller, rpc::Outgoing outgoing, LocalAnswer answer) {
  caller.Start(std::move(outgoing), [answer = std::move(answer)](rpc::Reply& reply) {
    if (reply.status.ok()) return answer(std::move(reply.body));
    answer(rpc::StatusOfReply(reply.status));
  });
}

LocalCall LocalCallOf(const Sender& sender, const Method& method, std::string request,
                      absl::Time deadline) {
  return LocalCall{sender, std::move(request), method.full_name, deadline};
}

StreamCall StreamCallOf(const Sender& sender, const Method& method, std::string request) {
  return StreamCall{sender, method.permission, std::move(request)};
}

absl::StatusOr<StreamStarter> FindStream(const LocalStreams& streams, const Method& method) {
  const auto starter = streams.find(method.full_name);
  if (starter != streams.end()) return starter->second;
  return errors::Make(absl::StatusCode::kUnimplemented, errors::Reason::METHOD_NOT_IMPLEMENTED,
                      "No service answers this method.");
}

}  // namespace steward::gateway
