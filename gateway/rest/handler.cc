#include "gateway/rest/handler.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gateway/access/leak.h"
#include "gateway/entrance/calls.h"
#include "gateway/rest/event_stream.h"
#include "gateway/rest/list_stream.h"
#include "gateway/rest/start_stream.h"
#include "gateway/rest/upload.h"
#include "gateway/transcode/answer.h"
#include "gateway/transcode/wire_field.h"
#include "platform/json/wire.h"
#include "platform/observe/trace.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::gateway {
namespace {

using errors::Reason;

absl::Status CheckAccept(RequestScope& scope) {
  const Method& method = *scope.route->method;
  const std::string accept = scope.request().All("accept");
  for (const std::string& raw : method.media_types)
    if (Accepts(accept, raw)) return absl::OkStatus();
  const absl::string_view type =
      !method.media_types.empty()
          ? absl::string_view(method.media_types.front())
          : (method.server_streaming ? "text/event-stream" : "application/json");
  if (method.media_types.empty() && Accepts(accept, type)) return absl::OkStatus();
  scope.failure_status = 406;
  return errors::Make(absl::StatusCode::kInvalidArgument, Reason::UNSUPPORTED_MEDIA_TYPE,
                      "Accept does not allow the media type of the answer.",
                      {{"offered", std::string(type)}});
}

absl::Status CheckIsPart(const Method& part, absl::string_view whole) {
  const bool streams = part.server_streaming || part.client_streaming;
  if (!streams && !part.anonymous && part.full_name != whole) return absl::OkStatus();
  return errors::Make(
      absl::StatusCode::kInvalidArgument, Reason::MALFORMED_REQUEST,
      "A batch holds neither streams nor batches, and no call without a credential.");
}

}  // namespace

void RestHandler::Handle(std::shared_ptr<Exchange> exchange) {
  auto scope = std::make_shared<RequestScope>(std::move(exchange), metrics_, context_.api.schema(),
                                              context_.options);
  if (absl::Status status = CheckForKeys(scope); !status.ok()) return scope->Fail(status);
  if (context_.options.cors.IsPreflight(scope->request()))
    return scope->Answer(Cors::AnswerPreflight());
  if (const WebFormat format = WebFormatOf(scope->request()); format != WebFormat::kNone)
    return web_.Handle(scope, format);
  if (AnswerDocument(scope)) return;
  if (absl::Status status = Serve(scope); !status.ok()) scope->Fail(status);
}

void RestHandler::HandleFor(const LocalCall& whole, std::shared_ptr<Exchange> exchange) {
  auto scope = std::make_shared<RequestScope>(std::move(exchange), metrics_, context_.api.schema(),
                                              context_.options);
  scope->is_part = true;
  absl::Status status = CheckForKeys(scope);
  if (status.ok()) status = FindRoute(scope);
  if (status.ok()) status = CheckIsPart(*scope->method, whole.method);
  if (!status.ok()) return scope->Fail(status);
  admittance_.AdmitPart(scope, whole, [this, scope] { return OnAdmitted(scope); });
}

absl::Status RestHandler::CheckForKeys(const Scope& scope) {
  const absl::string_view target = scope->request().target;
  if (!HoldsApiKey(target)) return absl::OkStatus();
  scope->secret_target = true;
  if (const auto key = FindApiKey(target)) admittance_.ReportLeak(*key);
  return errors::Make(absl::StatusCode::kInvalidArgument, Reason::MALFORMED_REQUEST,
                      "An API key belongs into the Authorization header, never into a URL. "
                      "Revoke it: others may have read it.");
}

bool RestHandler::AnswerDocument(const Scope& scope) {
  const HttpRequest& request = scope->request();
  auto it = context_.documents.find(PathOf(request.target));
  if (it == context_.documents.end()) return false;
  if (request.method == "GET" || request.method == "HEAD")
    scope->Answer(it->second(request));
  else
    scope->Fail(errors::Make(absl::StatusCode::kUnimplemented, Reason::METHOD_NOT_ALLOWED,
                             "This path has other methods: GET, HEAD.", {{"allow", "GET, HEAD"}}));
  return true;
}

absl::Status RestHandler::Serve(const Scope& scope) {
  RETURN_IF_ERROR(FindRoute(scope));
  for (const auto& [name, value] : scope->target.query)
    if (name == "access_token" || name == "api_key" || name == "token")
      return errors::Make(absl::StatusCode::kInvalidArgument, Reason::MALFORMED_REQUEST,
                          "Credentials belong into the Authorization header, never into a URL.");
  admittance_.Admit(scope, [this, scope] { return OnAdmitted(scope); });
  return absl::OkStatus();
}

absl::Status RestHandler::FindRoute(const Scope& scope) {
  const HttpRequest& request = scope->request();
  if (request.method == "TRACE" || request.method == "CONNECT")
    return errors::Make(absl::StatusCode::kUnimplemented, Reason::METHOD_NOT_ALLOWED,
                        "This method is not served.");
  ASSIGN_OR_RETURN(scope->target, ParseTarget(request.target));
  ASSIGN_OR_RETURN(scope->route, context_.routes.Find(request.method, &scope->target));
  scope->method = scope->route->method;
  return absl::OkStatus();
}

size_t RestHandler::BodyMax(const Method& method) const {
  const auto own = context_.body_limits.find(method.full_name);
  return own == context_.body_limits.end() ? context_.options.body_max : own->second;
}

// Who may not call the method at all is told before anything is read that they would send.
absl::Status RestHandler::OnAdmitted(const Scope& scope) {
  RETURN_IF_ERROR(CheckAllowed(context_.access, scope->sender, *scope->method));
  if (scope->method->client_streaming) return Upload(scope);
  admittance_.ReadBody(scope, BodyMax(*scope->method), [this, scope] { return OnBody(scope); });
  return absl::OkStatus();
}

absl::Status RestHandler::Upload(const Scope& scope) {
  RETURN_IF_ERROR(CheckAccept(*scope));
  RETURN_IF_ERROR(admittance_.Hold(*scope, &Entrance::HoldUpload));
  return StartUpload(caller_,
                     OutgoingOf(context_.access, scope->sender, *scope->method, Deadline(scope),
                                /*repeatable=*/false),
                     scope,
                     {BodyMax(*scope->method), context_.options.body_max, context_.options.json},
                     [this, scope](rpc::Reply& reply) { OnReply(scope, reply); });
}

absl::Status RestHandler::OnBody(const Scope& scope) {
  const HttpRequest& request = scope->request();
  const Route& route = *scope->route;
  if (!route.method->server_streaming) RETURN_IF_ERROR(admittance_.Begin(*scope));
  const auto local = context_.methods.find(route.method->full_name);
  const bool is_local = local != context_.methods.end();
  const bool as_stream =
      scope->exchange().takes_streams() && !is_local && AsksForListStream(route, request);
  if (!as_stream) RETURN_IF_ERROR(CheckAccept(*scope));
  RETURN_IF_ERROR(CheckContentType(route, request));
  ASSIGN_OR_RETURN(scope->shown, TakeReadMask(*route.method, &scope->target.query));
  scope->conditional = !request.Header("if-match").empty();
  ASSIGN_OR_RETURN(Transcoded transcoded,
                   TranscodeRequest(route, scope->target, request, context_.options.json));
  if (!transcoded.conditional)
    RETURN_IF_ERROR(
        context_.etags.Check(scope->sender.principal->tenant, *route.method, transcoded.wire));
  if (as_stream)
    return StartListStream(caller_, admittance_, context_.access, scope, std::move(transcoded.wire),
                           context_.times.read);
  if (route.method->server_streaming) return Stream(scope, std::move(transcoded));
  if (is_local) {
    AnswerLocally(scope, local->second, std::move(transcoded));
    return absl::OkStatus();
  }
  const bool repeatable = route.http_method == "GET" || route.method->request_id != nullptr;
  rpc::Outgoing outgoing =
      OutgoingOf(context_.access, scope->sender, *route.method, Deadline(scope), repeatable);
  outgoing.request = std::move(transcoded.wire);
  caller_.Start(std::move(outgoing), [this, scope](rpc::Reply& reply) { OnReply(scope, reply); });
  return absl::OkStatus();
}

absl::Time RestHandler::Deadline(const Scope& scope) const {
  return context_.times.DeadlineOf(*scope->method, absl::Now(), absl::InfiniteFuture());
}

void RestHandler::AnswerLocally(const Scope& scope, const LocalMethod& method,
                                Transcoded transcoded) {
  LocalCall call = LocalCallOf(scope->sender, *scope->route->method, std::move(transcoded.wire),
                               Deadline(scope));
  method(caller_, std::move(call), [this, scope](absl::StatusOr<LocalResponse> response) {
    if (!response.ok()) return scope->Fail(response.status());
    rpc::Reply reply;
    reply.body = std::move(response->message);
    reply.metadata = std::move(response->metadata);
    OnReply(scope, reply);
  });
}

void RestHandler::OnReply(const Scope& scope, rpc::Reply& reply) {
  admittance_.Charge(*scope, reply);
  if (!reply.status.ok())
    return scope->Fail(ErrorFor(context_.access, scope->sender, *scope->method, reply));
  auto answer = TranscodeReply(*scope->route, scope->request(), reply, scope->shown);
  if (!answer.ok()) return scope->Fail(answer.status());
  scope->Answer(*std::move(answer));
}

absl::Status RestHandler::Stream(const Scope& scope, Transcoded transcoded) {
  const Method& method = *scope->route->method;
  if (scope->request().method == "HEAD")
    return errors::Make(absl::StatusCode::kUnimplemented, Reason::METHOD_NOT_ALLOWED,
                        "A stream has no HEAD.", {{"allow", "GET"}});
  const absl::string_view last = scope->request().Header("last-event-id");
  // A client that reconnects repeats its URL; what it saw last is newer than what the URL says.
  if (method.request_from != nullptr && !last.empty() && IsUtf8(last))
    json::AppendLengthDelimited(method.request_from->number, last, &transcoded.wire);
  StreamCall call = StreamCallOf(scope->sender, method, std::move(transcoded.wire));
  ASSIGN_OR_RETURN(const StreamStarter starter, FindStream(context_.streams, method));
  RETURN_IF_ERROR(admittance_.Hold(*scope, &Entrance::HoldStream));
  StartStream(starter, caller_, std::move(call), [&](std::function<void()> closed) {
    return MakeEventStream(scope, std::move(closed));
  });
  return absl::OkStatus();
}

HttpAnswer RestHandler::Refuse(const HttpRequest& request, const Refusal& refusal) {
  const std::string request_id = observe::RequestIdOrNew(request.Header("x-request-id"));
  const std::string trace_parent = observe::ChildTraceParent(request.Header("traceparent"));
  ProblemContext context;
  if (const auto key = FindApiKey(request.target)) admittance_.ReportLeak(*key);
  if (!HoldsApiKey(request.target)) context.instance = PathOf(request.target);
  context.request_id = request_id;
  context.trace_parent = trace_parent;
  const google::rpc::Status error = errors::ToProto(ErrorOf(refusal));
  HttpAnswer answer;
  answer.status = refusal.status;
  answer.content_type = "application/problem+json";
  answer.body = ProblemJson(error, refusal.status, context) + "\n";
  answer.headers.emplace_back("X-Request-Id", request_id);
  answer.headers.emplace_back("Traceparent", trace_parent);
  if (refusal.status == 405) answer.headers.emplace_back("Allow", "GET, HEAD, POST, PATCH, DELETE");
  metrics_.Begin();
  metrics_.End(nullptr, refusal.status, absl::ZeroDuration());
  return answer;
}

}  // namespace steward::gateway
