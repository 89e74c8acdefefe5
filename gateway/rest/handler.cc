#include "gateway/rest/handler.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gateway/access/leak.h"
#include "gateway/rest/event_stream.h"
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
  const absl::string_view accept = scope.request().Header("accept");
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

absl::Status ErrorOf(const Refusal& refusal) {
  constexpr absl::StatusCode kCode = absl::StatusCode::kInvalidArgument;
  if (refusal.bytes_max == 0) return errors::Make(kCode, refusal.reason, refusal.text);
  const std::string limit = absl::StrCat(refusal.bytes_max);
  return errors::Make(kCode, refusal.reason,
                      absl::StrCat(refusal.text, " At most ", limit, " bytes are allowed."),
                      {{"limit", limit}});
}

}  // namespace

void RestHandler::Handle(std::shared_ptr<Exchange> exchange) {
  auto scope = std::make_shared<RequestScope>(std::move(exchange), metrics_, context_.api.schema());
  if (absl::Status status = CheckForKeys(scope); !status.ok()) return scope->Fail(status);
  if (AnswerDocument(scope)) return;
  if (absl::Status status = Serve(scope); !status.ok()) scope->Fail(status);
}

absl::Status RestHandler::CheckForKeys(const Scope& scope) {
  const absl::string_view target = scope->request().target;
  if (!HoldsApiKey(target)) return absl::OkStatus();
  scope->secret_target = true;
  if (const auto key = FindApiKey(target)) principals_.ReportLeak(*key);
  return errors::Make(absl::StatusCode::kInvalidArgument, Reason::MALFORMED_REQUEST,
                      "An API key belongs into the Authorization header, never into a URL. Revoke "
                      "it: others may have read it.");
}

bool RestHandler::AnswerDocument(const Scope& scope) {
  const HttpRequest& request = scope->request();
  auto it = context_.documents.find(PathOf(request.target));
  if (it == context_.documents.end()) return false;
  if (request.method == "GET" || request.method == "HEAD")
    scope->Answer(it->second());
  else
    scope->Fail(errors::Make(absl::StatusCode::kUnimplemented, Reason::METHOD_NOT_ALLOWED,
                             "This path has other methods.", {{"allow", "GET, HEAD"}}));
  return true;
}

absl::Status RestHandler::Serve(const Scope& scope) {
  const HttpRequest& request = scope->request();
  if (request.method == "TRACE" || request.method == "CONNECT")
    return errors::Make(absl::StatusCode::kUnimplemented, Reason::METHOD_NOT_ALLOWED,
                        "This method is not served.");
  ASSIGN_OR_RETURN(Target target, ParseTarget(request.target));
  ASSIGN_OR_RETURN(const Route* route, context_.routes.Find(request.method, &target));
  scope->route = route;
  return Authenticate(scope, target);
}

absl::Status RestHandler::Authenticate(const Scope& scope, const Target& target) {
  const HttpRequest& request = scope->request();
  for (const auto& [name, value] : target.query)
    if (name == "access_token" || name == "api_key" || name == "token")
      return errors::Make(absl::StatusCode::kInvalidArgument, Reason::MALFORMED_REQUEST,
                          "Credentials belong into the Authorization header, never into a URL.");
  if (request.CountOf("authorization") > 1)
    return errors::Make(absl::StatusCode::kInvalidArgument, Reason::MALFORMED_REQUEST,
                        "There is more than one Authorization header.");
  const absl::string_view authorization = request.Header("authorization");
  RETURN_IF_ERROR(context_.access.CheckTransport(
      authorization, {scope->exchange().secure(), scope->exchange().client_address(),
                      request.All("x-forwarded-proto")}));
  const TrustedProxies& proxies = context_.access.proxies();
  scope->client_address = scope->exchange().client_address();
  if (!proxies.empty())
    scope->client_address = proxies.ClientOf(scope->client_address, request.All("x-forwarded-for"));
  const std::string& address = scope->client_address;
  auto answer = principals_.Find(authorization, address);
  if (answer) return OnAuthenticated(scope, target, *std::move(answer));
  principals_.Ask(std::string(authorization), address,
                  [this, scope, target](Principals::Answer later) {
                    absl::Status status = OnAuthenticated(scope, target, std::move(later));
                    if (!status.ok()) scope->Fail(status);
                  });
  return absl::OkStatus();
}

absl::Status RestHandler::OnAuthenticated(const Scope& scope, const Target& target,
                                          Principals::Answer answer) {
  const HttpRequest& request = scope->request();
  const Route& route = *scope->route;
  ASSIGN_OR_RETURN(scope->principal, std::move(answer));
  RETURN_IF_ERROR(CheckAccept(*scope));
  RETURN_IF_ERROR(CheckContentType(route, request));
  scope->conditional = !request.Header("if-match").empty() && route.http_method != "GET";
  ASSIGN_OR_RETURN(Transcoded transcoded, TranscodeRequest(route, target, request));
  if (route.method->server_streaming) return StartStream(scope, std::move(transcoded));
  const auto local = context_.methods.find(route.method->full_name);
  if (local != context_.methods.end())
    return AnswerLocally(scope, local->second, std::move(transcoded));
  Forward(scope, transcoded);
  return absl::OkStatus();
}

absl::Time RestHandler::DeadlineOf(const Route& route) const {
  return absl::Now() +
         (route.http_method == "GET" ? context_.read_timeout : context_.write_timeout);
}

void RestHandler::Forward(const Scope& scope, const Transcoded& transcoded) {
  const Route& route = *scope->route;
  const bool reads = route.http_method == "GET";
  Outgoing outgoing;
  outgoing.service = route.method->service;
  outgoing.path = route.method->path;
  outgoing.request = ToBuffer(transcoded.wire);
  outgoing.identity =
      context_.access.Identity(*scope->principal, route.method->service, scope->client_address);
  outgoing.request_id = scope->request_id();
  outgoing.trace_parent = scope->trace_parent();
  outgoing.deadline = DeadlineOf(route);
  outgoing.repeatable = reads || route.method->request_id != nullptr;
  caller_.Start(std::move(outgoing), [this, scope](Reply& reply) { OnReply(scope, reply); });
}

absl::Status RestHandler::AnswerLocally(const Scope& scope, const LocalMethod& method,
                                        Transcoded transcoded) {
  const Method& descriptor = *scope->route->method;
  if (!context_.access.Allowed(*scope->principal, descriptor.permission))
    return errors::PermissionDenied(descriptor.permission);
  LocalCall call;
  call.principal = scope->principal;
  call.request = std::move(transcoded.wire);
  call.method = descriptor.full_name;
  call.request_id = scope->request_id();
  call.trace_parent = scope->trace_parent();
  call.deadline = DeadlineOf(*scope->route);
  method(caller_, std::move(call), [this, scope](absl::StatusOr<std::string> response) {
    if (!response.ok()) return scope->Fail(response.status());
    Reply reply;
    reply.body = grpc::Slice(*response);
    OnReply(scope, reply);
  });
  return absl::OkStatus();
}

void RestHandler::OnReply(const Scope& scope, Reply& reply) {
  if (!reply.status.ok())
    return scope->Fail(ErrorOfReply(reply.status.error_code(), reply.status.error_details()));
  auto answer = TranscodeReply(*scope->route, scope->request(), reply);
  if (!answer.ok()) return scope->Fail(answer.status());
  scope->Answer(*std::move(answer));
}

absl::Status RestHandler::StartStream(const Scope& scope, Transcoded transcoded) {
  const Method& method = *scope->route->method;
  if (scope->request().method == "HEAD")
    return errors::Make(absl::StatusCode::kUnimplemented, Reason::METHOD_NOT_ALLOWED,
                        "A stream has no HEAD.", {{"allow", "GET"}});
  auto starter = context_.streams.find(method.full_name);
  if (starter == context_.streams.end())
    return errors::Make(absl::StatusCode::kUnimplemented, Reason::METHOD_NOT_IMPLEMENTED,
                        "No service answers this method.");
  if (!context_.access.Allowed(*scope->principal, method.permission))
    return errors::PermissionDenied(method.permission);
  const absl::string_view last = scope->request().Header("last-event-id");
  // A client that reconnects repeats its URL; what it saw last is newer than what the URL says.
  if (method.request_from != nullptr && !last.empty() && IsUtf8(last))
    json::AppendLengthDelimited(method.request_from->number, last, &transcoded.wire);
  StreamCall call;
  call.principal = scope->principal;
  call.authorization = std::string(scope->request().Header("authorization"));
  call.client_address = scope->client_address;
  call.permission = method.permission;
  call.request = std::move(transcoded.wire);
  call.request_id = scope->request_id();
  call.trace_parent = scope->trace_parent();
  // The exchange holds the stream's end of life, the stream holds the exchange: the box breaks it.
  auto box = std::make_shared<std::weak_ptr<Stream>>();
  auto sink = MakeEventStream(scope, [box] {
    if (auto stream = box->lock()) stream->Abandon();
  });
  *box = starter->second(caller_, std::move(call), std::move(sink));
  return absl::OkStatus();
}

HttpAnswer RestHandler::Refuse(const HttpRequest& request, const Refusal& refusal) {
  const std::string request_id = observe::RequestIdOrNew(request.Header("x-request-id"));
  const std::string trace_parent = observe::ChildTraceParent(request.Header("traceparent"));
  ProblemContext context;
  context.instance = PathOf(request.target);
  context.request_id = request_id;
  context.trace_parent = trace_parent;
  const google::rpc::Status error = errors::ToProto(ErrorOf(refusal));
  HttpAnswer answer;
  answer.status = refusal.status;
  answer.content_type = "application/problem+json";
  answer.body = ProblemJson(error, refusal.status, context) + "\n";
  answer.headers.emplace_back("X-Request-Id", request_id);
  if (refusal.status == 405) answer.headers.emplace_back("Allow", "GET, HEAD, POST, PATCH, DELETE");
  metrics_.Begin();
  metrics_.End(nullptr, refusal.status, absl::ZeroDuration());
  return answer;
}

}  // namespace steward::gateway
