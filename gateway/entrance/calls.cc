#include "gateway/entrance/calls.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/rpc/error_details.pb.h"
#include "platform/status/errors.h"
#include "platform/status/metadata.h"

namespace steward::gateway {
namespace {

// Names the service that is out of reach, or lacks what it needs, and says whether something may
// have been done: a service does not know how it was asked.
google::rpc::Status WithService(const Method& method, google::rpc::Status error) {
  for (google::protobuf::Any& detail : *error.mutable_details()) {
    google::rpc::ErrorInfo info;
    if (!detail.UnpackTo(&info)) continue;
    (*info.mutable_metadata())["service"] = method.service;
    detail.PackFrom(info);
  }
  error.set_message(absl::StrCat(
      "The ", method.service, " service cannot do this for the moment",
      method.reads_only ? "; retry with backoff."
                        : ", and a change may have been made all the same; retry with backoff and "
                          "with the same request id."));
  return error;
}

}  // namespace

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
  const std::string reason = errors::ReasonIn(error);
  if (reason == error::v1::Reason_Name(errors::Reason::UNAVAILABLE))
    return WithService(method, std::move(error));
  if (!method.anonymous || reason != error::v1::Reason_Name(errors::Reason::INVALID_LINK))
    return error;
  const absl::Duration wait = access.failures().Note(sender.client_address, "link", absl::Now());
  return wait > absl::ZeroDuration() ? errors::ToProto(TooManyAttempts(wait)) : error;
}

void AnswerFrom(rpc::Caller& caller, rpc::Outgoing outgoing, LocalAnswer answer) {
  caller.Start(std::move(outgoing), [answer = std::move(answer)](rpc::Reply& reply) {
    if (reply.status.ok())
      return answer(LocalResponse(std::move(reply.body), std::move(reply.metadata)));
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
