#include "platform/rpc/interceptors.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "platform/auth/permissions.h"
#include "platform/observe/log.h"
#include "platform/observe/rpc_metrics.h"
#include "platform/observe/trace.h"
#include "platform/resource/rules.h"
#include "platform/rpc/decode.h"
#include "platform/rpc/tls.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/trace/recorder.h"
#include "platform/trace/rpc_span.h"

namespace steward::rpc {
namespace {

using errors::Reason;

absl::Time DeadlineOf(const Incoming& incoming, const Method& method, const Call& call,
                      const Interceptors::Options& options) {
  if (incoming.deadline == absl::InfiniteFuture()) return call.time + options.deadline_default;
  const bool is_upload = method.run_stream != nullptr;
  return std::min(incoming.deadline,
                  call.time + (is_upload ? options.upload_max : options.deadline_max));
}

void LogCall(const Call& call, const absl::Status& status, absl::Duration took) {
  auto level = status.ok() || status.code() != absl::StatusCode::kInternal ? observe::Level::kInfo
                                                                           : observe::Level::kError;
  if (status.ok()) {
    observe::Log(level, "call",
                 {{"method", call.method},
                  {"code", "OK"},
                  {"tenant", call.tenant},
                  {"subject", call.subject},
                  {"request_id", call.request_id},
                  {"trace", call.trace_parent},
                  {"duration_ms", absl::ToDoubleMilliseconds(took)}});
    return;
  }
  observe::Log(level, "call",
               {{"method", call.method},
                {"code", absl::StatusCodeToString(status.code())},
                {"reason", error::v1::Reason_Name(errors::ReasonOf(status))},
                {"error", errors::LogText(status)},
                {"tenant", call.tenant},
                {"subject", call.subject},
                {"request_id", call.request_id},
                {"trace", call.trace_parent},
                {"duration_ms", absl::ToDoubleMilliseconds(took)}});
}

// Below what the caller named.
void RecordSpan(const Call& call, const Incoming& incoming, const absl::Status& status) {
  if (!trace::IsRecorded(call.trace_parent)) return;
  trace::RecordRpc({.kind = trace::Kind::kServer,
                    .context = call.trace_parent,
                    .parent = incoming.Find(kTraceMetadata),
                    .method = call.method,
                    .start = call.time,
                    .code = status.code(),
                    .reason = status.ok() ? "" : error::v1::Reason_Name(errors::ReasonOf(status)),
                    .request_id = call.request_id,
                    .tenant = call.tenant});
}

// Answers hold what the caller may read.
absl::Status Conceal(const Method& method, const Call& call, std::string* bytes) {
  const access::Viewer viewer = access::ViewerOf(call);
  if (method.answers == nullptr || method.answers->ShowsAll(viewer)) return absl::OkStatus();
  std::unique_ptr<google::protobuf::Message> answer(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(method.response)->New());
  if (!answer->ParseFromString(*bytes)) return errors::Internal("an answer cannot be read");
  method.answers->Conceal(viewer, answer.get());
  *bytes = answer->SerializeAsString();
  return absl::OkStatus();
}

}  // namespace

absl::Status Interceptors::Admit(const Call& call) const {
  if (draining_)
    return errors::Make(absl::StatusCode::kUnavailable, Reason::DRAINING,
                        "The process is shutting down; try again.");
  if (in_flight_ > options_.calls_max)
    return errors::Make(absl::StatusCode::kUnavailable, Reason::OVERLOADED,
                        "Too many calls are under way; retry with backoff.");
  if (absl::Now() >= call.deadline) return errors::DeadlineExceeded();
  return absl::OkStatus();
}

absl::Status Interceptors::CheckPeer(const Incoming& incoming) const {
  if (options_.tls == nullptr) return absl::OkStatus();
  if (incoming.peer.size() == 1 && options_.tls->Allows(incoming.peer.front()))
    return absl::OkStatus();
  return errors::Make(absl::StatusCode::kPermissionDenied, Reason::PEER_NOT_ALLOWED,
                      "The process that calls may not call this one.");
}

absl::Status Interceptors::Identify(const Method& method, const Incoming& incoming,
                                    Call* call) const {
  const absl::string_view signed_identity = incoming.Find(kIdentityMetadata);
  if (signed_identity.empty()) return errors::Unauthenticated();
  ASSIGN_OR_RETURN(auto identity, options_.verifier->Verify(signed_identity, call->time));
  call->tenant = identity->tenant();
  call->subject = identity->subject();
  call->roles.assign(identity->roles().begin(), identity->roles().end());
  call->granted_role_count = identity->granted_role_count();
  call->groups.assign(identity->groups().begin(), identity->groups().end());
  call->credential = identity->credential();
  call->client_address = identity->client_address();
  if (method.anonymous != auth::IsAnonymous(*identity))
    return errors::PermissionDenied(method.permission);
  if (method.anonymous) return absl::OkStatus();
  call->permission = method.permission;
  call->scope = auth::ScopeOf(call->roles, method.permission);
  const bool is_for_tenant = !method.tenant || *method.tenant == call->tenant;
  if (call->scope == Scope::kNone || !is_for_tenant)
    return errors::PermissionDenied(method.permission);
  return absl::OkStatus();
}

absl::Status Interceptors::Run(const Method& method, const Call& call, absl::string_view request,
                               std::string* response) const {
  std::unique_ptr<google::protobuf::Message> message(method.request->New());
  RETURN_IF_ERROR(Decode(request, message.get()));
  RETURN_IF_ERROR(method.fields->Check(call, *message));
  RETURN_IF_ERROR(resource::CheckRules(*message));
  RETURN_IF_ERROR(method.run(call, *message, response));
  return Conceal(method, call, response);
}

Outcome Interceptors::Surround(const Method& method, const Incoming& incoming, Call* call,
                               absl::FunctionRef<absl::Status(std::string*)> run) {
  call->method = method.name;
  call->deadline = DeadlineOf(incoming, method, *call, options_);
  call->request_id = observe::RequestIdOrNew(incoming.Find(kRequestIdMetadata));
  call->trace_parent = observe::ChildTraceParent(incoming.Find(kTraceMetadata));
  ++in_flight_;
  method.metrics->Begin(method.index);
  Outcome outcome;
  outcome.status = Admit(*call);
  if (outcome.status.ok()) outcome.status = CheckPeer(incoming);
  if (outcome.status.ok()) outcome.status = Identify(method, incoming, call);
  if (outcome.status.ok()) outcome.status = run(&outcome.response);
  --in_flight_;
  const absl::Duration took = absl::Now() - call->time;
  method.metrics->Observe(method.index, outcome.status.code(), took);
  LogCall(*call, outcome.status, took);
  RecordSpan(*call, incoming, outcome.status);
  outcome.metadata.assign(call->answer_metadata.begin(), call->answer_metadata.end());
  return outcome;
}

Outcome Interceptors::Serve(const Method& method, const Incoming& incoming,
                            absl::string_view request) {
  Call call;
  return Surround(method, incoming, &call,
                  [&](std::string* response) { return Run(method, call, request, response); });
}

Outcome Interceptors::ServeStream(const Method& method, const Incoming& incoming,
                                  MessageSource& messages) {
  Call call;
  return Surround(method, incoming, &call, [&](std::string* response) -> absl::Status {
    RequestReader requests(method, call, messages);
    RETURN_IF_ERROR(method.run_stream(call, requests, response));
    return Conceal(method, call, response);
  });
}

}  // namespace steward::rpc
