#include "gateway/grpcweb/handler.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gateway/entrance/calls.h"
#include "gateway/rest/start_stream.h"
#include "gateway/transcode/wire_field.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::gateway {
namespace {

using errors::Reason;
using Metadata = std::vector<std::pair<std::string, std::string>>;

void AnswerMessage(RequestScope& scope, std::string message, const Metadata& metadata) {
  const auto shown = OnlyShown(scope.shown, std::move(message));
  if (!shown.ok()) return scope.Fail(shown.status());
  HttpAnswer answer;
  answer.content_type = WebContentType(scope.web_format);
  answer.body = absl::StrCat(WebMessage(scope.web_format, *shown),
                             WebTrailers(scope.web_format, {}, metadata));
  scope.Answer(std::move(answer));
}

// Delivers a stream as frames in chunks.
class WebSink final : public StreamSink {
 public:
  WebSink(std::shared_ptr<RequestScope> scope, std::function<void()> closed)
      : scope_(std::move(scope)), closed_(std::move(closed)) {}

  void Open() override {
    HttpAnswer head;
    head.content_type = WebContentType(scope_->web_format);
    open_ = true;
    scope_->StartStream(std::move(head), std::move(closed_));
  }
  void Send(std::string message, std::function<void()> sent) override {
    scope_->exchange().Write(WebMessage(scope_->web_format, message), std::move(sent));
  }
  void Bookmark(std::string message, std::function<void()> sent) override {
    Send(std::move(message), std::move(sent));
  }
  void Finish(const absl::Status& status) override {
    if (std::exchange(finished_, true)) return;
    if (!open_) return scope_->Fail(status);
    const google::rpc::Status end = status.ok() ? google::rpc::Status() : errors::ToProto(status);
    scope_->exchange().Write(WebTrailers(scope_->web_format, end, {}), [] {});
    scope_->exchange().EndStream();
  }

 private:
  const std::shared_ptr<RequestScope> scope_;
  std::function<void()> closed_;
  bool open_ = false;
  bool finished_ = false;
};

}  // namespace

void WebHandler::Handle(const Scope& scope, WebFormat format) {
  scope->web_format = format;
  const HttpRequest& request = scope->request();
  if (request.method != "POST")
    return scope->Fail(errors::Make(absl::StatusCode::kUnimplemented, Reason::METHOD_NOT_ALLOWED,
                                    "gRPC-Web calls are sent by POST.", {{"allow", "POST"}}));
  const Method* method = context_.api.Find(request.target);
  scope->method = method;
  admittance_.Admit(scope, [this, scope, method] { return OnAdmitted(scope, method); });
}

absl::Status WebHandler::OnAdmitted(const Scope& scope, const Method* method) {
  if (method == nullptr || method->client_streaming)
    return errors::Make(absl::StatusCode::kUnimplemented, Reason::METHOD_NOT_IMPLEMENTED,
                        "This method is not served here.");
  RETURN_IF_ERROR(CheckAllowed(context_.access, scope->sender, *method));
  ASSIGN_OR_RETURN(scope->shown,
                   ReadMaskOfMetadata(*method, scope->request().All(kFieldsMetadata)));
  Admittance::ReadBody(scope, context_.body_max,
                       [this, scope, method] { return OnBody(scope, *method); });
  return absl::OkStatus();
}

absl::Status WebHandler::OnBody(const Scope& scope, const Method& method) {
  ASSIGN_OR_RETURN(std::string message, ReadWebMessage(scope->web_format, scope->request().body));
  if (method.server_streaming) return StartStream(scope, method, std::move(message));
  RETURN_IF_ERROR(admittance_.Begin(*scope));
  RETURN_IF_ERROR(context_.etags.Check(scope->sender.principal->tenant, method, message));
  ASSIGN_OR_RETURN(const absl::Time deadline, DeadlineOf(*scope, method));
  if (const auto local = context_.methods.find(method.full_name); local != context_.methods.end()) {
    LocalCall call = LocalCallOf(scope->sender, method, std::move(message), deadline);
    local->second(caller_, std::move(call), [scope](absl::StatusOr<LocalResponse> response) {
      response.ok() ? AnswerMessage(*scope, std::move(response->message), response->metadata)
                    : scope->Fail(response.status());
    });
    return absl::OkStatus();
  }
  rpc::Outgoing outgoing =
      OutgoingOf(context_.access, scope->sender, method, deadline, IsRepeatable(method, message));
  outgoing.request = message;
  caller_.Start(std::move(outgoing), [this, scope, &method](rpc::Reply& reply) {
    admittance_.Charge(*scope, reply);
    if (reply.status.ok()) return AnswerMessage(*scope, std::move(reply.body), reply.metadata);
    scope->Fail(ErrorFor(context_.access, scope->sender, method, reply));
  });
  return absl::OkStatus();
}

absl::Status WebHandler::StartStream(const Scope& scope, const Method& method,
                                     std::string message) {
  StreamCall call = StreamCallOf(scope->sender, method, std::move(message));
  ASSIGN_OR_RETURN(const StreamStarter starter, FindStream(context_.streams, method));
  RETURN_IF_ERROR(admittance_.Hold(*scope, &Entrance::HoldStream));
  gateway::StartStream(starter, caller_, std::move(call), [&](std::function<void()> closed) {
    return std::make_shared<WebSink>(scope, std::move(closed));
  });
  return absl::OkStatus();
}

absl::StatusOr<absl::Time> WebHandler::DeadlineOf(RequestScope& scope, const Method& method) const {
  ASSIGN_OR_RETURN(const absl::Duration given,
                   ReadWebTimeout(scope.request().Header("grpc-timeout")));
  if (given == absl::ZeroDuration()) return errors::DeadlineExceeded();
  return context_.times.DeadlineOf(method, absl::Now(), absl::Now() + given);
}

}  // namespace steward::gateway
