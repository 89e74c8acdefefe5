#include "gateway/grpc/call.h"

#include <iterator>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/types/span.h"
#include "gateway/entrance/calls.h"
#include "gateway/grpc/reflection.h"
#include "gateway/limits/fields.h"
#include "gateway/transcode/problem.h"
#include "gateway/transcode/wire_field.h"
#include "platform/auth/refusal.h"
#include "platform/observe/log.h"
#include "platform/observe/trace.h"
#include "platform/rpc/inflate.h"
#include "platform/status/errors.h"
#include "platform/status/http_status.h"
#include "platform/status/macros.h"
#include "platform/status/metadata.h"
#include "platform/trace/recorder.h"
#include "platform/trace/rpc_span.h"

namespace steward::gateway {
namespace {

using errors::Reason;
constexpr absl::string_view kTenant = "steward-tenant";
constexpr absl::string_view kHealthCheck = "/grpc.health.v1.Health/Check";
constexpr absl::string_view kHealthWatch = "/grpc.health.v1.Health/Watch";
// grpc.health.v1.HealthCheckResponse.ServingStatus.
enum Health { kServing = 1, kNotServing = 2, kServiceUnknown = 3 };

// Of a body that nobody asked for yet.
constexpr uint32_t kWindow = 64 << 10;
// A client gives up calls now and then; an attacker, all the time.
constexpr uint32_t kResetsMax = 100;
// The streams of a connection that is too old have so long to end, watches among them.
constexpr absl::Duration kPartingMax = absl::Minutes(15);

}  // namespace

// Delivers a local stream over gRPC.
class GrpcSink final : public StreamSink {
 public:
  explicit GrpcSink(std::shared_ptr<GrpcCall> call) : call_(std::move(call)) {}
  void Open() override {}
  void Send(std::string message, std::function<void()> sent) override {
    call_->Write(message, std::move(sent));
  }
  void Bookmark(std::string message, std::function<void()> sent) override {
    Send(std::move(message), std::move(sent));
  }
  void Finish(const absl::Status& status) override { call_->Finish(status); }

 private:
  std::shared_ptr<GrpcCall> call_;
};

std::shared_ptr<http2::Connection> NewGrpcConnection(GrpcLane& lane,
                                                     std::shared_ptr<http2::Socket> socket) {
  const GrpcLimits& limits = lane.options.limits;
  return http2::NewServerConnection(
      std::move(socket),
      {.streams = limits.streams,
       .window = kWindow,
       .fields = static_cast<uint32_t>(limits.metadata),
       .resets = kResetsMax},
      {.begin_max = lane.options.handshake_timeout,
       .age_max = limits.age,
       .idle_max = lane.options.idle_timeout,
       .parting_max = kPartingMax},
      [&loop = lane.loop](std::shared_ptr<http2::Connection> each) {
        loop.Post([each = std::move(each)] { each->Flush(); });
      },
      [&lane](std::shared_ptr<http2::Connection> connection, int32_t id) {
        return std::make_shared<GrpcCall>(lane, std::move(connection), id);
      });
}

GrpcCall::GrpcCall(GrpcLane& lane, std::shared_ptr<http2::Connection> connection, int32_t id)
    : lane_(lane),
      connection_(std::move(connection)),
      id_(id),
      request_(lane.options.limits.metadata),
      messages_(lane.options.limits.message) {}

void GrpcCall::OnField(absl::string_view name, absl::string_view value) {
  if (!has_request_head_) request_.Take(name, value);
}

void GrpcCall::OnFieldsEnd() {
  if (std::exchange(has_request_head_, true)) return;
  if (request_.is_grpc()) return Accept();
  is_finished_ = is_counted_ = true;
  connection_->session().Answer(id_, {{":status", "415"}}, "", {});
}

void GrpcCall::Accept() {
  lane_.metrics.Begin();
  sender_.request_id = observe::RequestIdOrNew(request_.incoming().Find("x-request-id"));
  sender_.trace_parent = observe::ChildTraceParent(request_.incoming().Find("traceparent"));
  head_.emplace_back("x-request-id", sender_.request_id);
  head_.emplace_back("traceparent", sender_.trace_parent);
  if (absl::Status status = request_.CheckSize(); !status.ok()) return Finish(status);
  if (request_.has_bad_timeout())
    return Finish(errors::Make(absl::StatusCode::kInvalidArgument, Reason::MALFORMED_REQUEST,
                               "The timeout of the call is not as gRPC has it."));
  messages_.SetEncoding(request_.encoding());
  if (lane_.options.reflection && IsReflectionPath(path())) return Read(&GrpcCall::OnReflection);
  if (path() == kHealthCheck || path() == kHealthWatch) return Read(&GrpcCall::OnHealth);
  Knock();
}

void GrpcCall::OnData(absl::string_view bytes) {
  if (is_finished_) return connection_->session().Take(id_, bytes.size());
  messages_.Feed(bytes);
  untaken_ += bytes.size();
  Deliver();
}

void GrpcCall::OnEnd() {
  has_ended_ = true;
  Deliver();
}

void GrpcCall::OnClosed(uint32_t error) {
  is_gone_ = true;
  GoOn();
  if (has_request_head_) Count(absl::StatusCode::kCancelled);
  const bool is_answered = std::exchange(is_finished_, true) && error == 0;
  call_ = nullptr;
  hold_ = nullptr;
  sent_ = nullptr;
  reading_ = nullptr;
  if (is_answered) return;
  Withdraw();
  if (auto stream = local_stream_.lock()) stream->Abandon();
}

void GrpcCall::Withdraw() {
  if (const auto pending = std::exchange(pending_, nullptr)) pending->Cancel();
  upload_ = nullptr;
}

void GrpcCall::Read(OnMessage then) {
  reading_ = then;
  Deliver();
  if (reading_ != nullptr && !is_finished_) HavePatience();
}

void GrpcCall::HavePatience() {
  GoOn();
  patience_ = lane_.loop.After(lane_.options.body_timeout, [self = shared_from_this(), this] {
    if (sent_ == nullptr && !is_finished_) return Finish(errors::DeadlineExceeded());
    connection_->session().Reset(id_, http2::kCancel);
    connection_->Send();
  });
}

void GrpcCall::GoOn() {
  if (const auto patience = std::exchange(patience_, nullptr)) patience->Cancel();
}

void GrpcCall::Deliver() {
  if (reading_ == nullptr || is_finished_) return;
  const auto next = messages_.Next();
  if (!next.ok()) return Finish(next.status());
  if (!*next && !has_ended_) {
    connection_->session().Take(id_, std::exchange(untaken_, 0));
    return connection_->Send();
  }
  if (!*next && messages_.has_rest())
    return Finish(errors::Make(absl::StatusCode::kInvalidArgument, Reason::MALFORMED_REQUEST,
                               "The last message of the call is not whole."));
  const OnMessage reading = std::exchange(reading_, nullptr);
  GoOn();
  (this->*reading)(*next);
}

void GrpcCall::Write(absl::string_view message, std::function<void()> sent) {
  if (is_finished_) return;
  sent_ = std::move(sent);
  Put(message);
  connection_->Send();
  if (sent_ == nullptr) return;
  HavePatience();
  connection_->AfterFlush([self = shared_from_this()] { self->OnFlushed(); });
}

void GrpcCall::Put(absl::string_view message) {
  BeginAnswer();
  std::string body;
  rpc::AppendMessage(message, &body);
  connection_->session().Write(id_, std::move(body), /*last=*/false);
}

void GrpcCall::OnFlushed() {
  if (sent_ == nullptr) return;
  if (connection_->session().Unsent(id_) > 0)
    return connection_->AfterFlush([self = shared_from_this()] { self->OnFlushed(); });
  const auto sent = std::exchange(sent_, nullptr);
  GoOn();
  sent();
}

void GrpcCall::BeginAnswer() {
  if (std::exchange(has_begun_, true)) return;
  http2::Fields fields = {{":status", "200"},
                          {"content-type", rpc::kContentType},
                          {"grpc-accept-encoding", rpc::kEncodings}};
  for (const auto& [name, value] : head_) fields.push_back({name, value, /*changes=*/true});
  connection_->session().BeginAnswer(id_, fields);
}

void GrpcCall::EndAnswer(const rpc::Metadata& trailer) {
  is_finished_ = true;
  BeginAnswer();
  http2::Fields fields;
  trailer_.insert(trailer_.end(), trailer.begin(), trailer.end());
  for (const auto& [name, value] : trailer_) fields.push_back({name, value, /*changes=*/true});
  connection_->session().EndAnswer(id_, fields);
  connection_->Send();
  Withdraw();
  HavePatience();
}

// With when to come again, where the error says so and the caller's limits did not.
void GrpcCall::Refuse(const google::rpc::Status& error) {
  const auto is_pushback = [](const auto& field) { return field.first == kPushbackName; };
  const std::string pushback = PushbackIn(error);
  if (!pushback.empty() && absl::c_none_of(trailer_, is_pushback))
    trailer_.emplace_back(kPushbackName, pushback);
  EndAnswer(rpc::TrailerOf(error));
}

void GrpcCall::Knock() {
  const auto count = [this](absl::string_view name) {
    return absl::c_count_if(request_.incoming().metadata,
                            [&](const auto& field) { return field.first == name; });
  };
  if (count("authorization") > 1) return Finish(auth::Refuse("token", "twice"));
  const auto tenants = count(kTenant);
  if (tenants > 1 || (tenants == 1 && request_.incoming().Find(kTenant).empty()))
    return Finish(errors::Make(absl::StatusCode::kInvalidArgument, Reason::MALFORMED_REQUEST,
                               "The metadata steward-tenant is empty, or there more than once."));
  gateway::Knock knock;
  knock.authorization = request_.incoming().Find("authorization");
  knock.tenant = request_.incoming().Find(kTenant);
  const Method* method = lane_.context.api.Find(path());
  knock.anonymous = method != nullptr && method->anonymous;
  if (method != nullptr) knock.rate_class = method->rate_class;
  knock.transport = {lane_.options.certificate != nullptr, connection_->socket().PeerAddress(), ""};
  if (lane_.guest.entrance->behind_proxies()) {
    knock.transport.forwarded_proto = AllMetadata("x-forwarded-proto");
    knock.forwarded_for = AllMetadata("x-forwarded-for");
  }
  sender_.authorization = std::string(knock.authorization);
  sender_.tenant = std::string(knock.tenant);
  lane_.guest.entrance->Admit(
      knock, [self = shared_from_this()](Entry entry) { self->OnEntry(std::move(entry)); });
}

void GrpcCall::OnEntry(Entry entry) {
  if (is_finished_) return;
  absl::Status status = FindMethod(std::move(entry));
  if (status.ok() && method_->client_streaming) status = StartUpload();
  if (!status.ok()) return Finish(status);
  if (!method_->client_streaming) Read(&GrpcCall::OnRequest);
}

absl::Status GrpcCall::FindMethod(Entry entry) {
  sender_.client_address = std::move(entry.client_address);
  sender_.principal = std::move(entry.principal);
  if (entry.quota && !entry.quota->admitted)
    trailer_.emplace_back(kPushbackName, PushbackField(*entry.quota));
  RETURN_IF_ERROR(entry.status);
  method_ = lane_.context.api.Find(path());
  if (method_ == nullptr)
    return errors::Make(absl::StatusCode::kUnimplemented, Reason::METHOD_NOT_IMPLEMENTED,
                        "This method is not served here.");
  for (const auto& [name, value] : method_->notices)
    head_.emplace_back(absl::AsciiStrToLower(name), value);
  RETURN_IF_ERROR(CheckAllowed(lane_.context.access, sender_, *method_));
  ASSIGN_OR_RETURN(shown_, ReadMaskOfMetadata(*method_, AllMetadata(kFieldsMetadata)));
  return absl::OkStatus();
}

void GrpcCall::OnRequest(absl::optional<absl::string_view> message) {
  if (!message)
    return Finish(errors::Make(absl::StatusCode::kInvalidArgument, Reason::MALFORMED_REQUEST,
                               "The call carries no request message."));
  if (absl::Status status = Dispatch(*message); !status.ok()) Finish(status);
}

absl::Status GrpcCall::Dispatch(absl::string_view request) {
  if (method_->server_streaming) return StartStream(request);
  ASSIGN_OR_RETURN(call_, lane_.guest.entrance->Begin(*sender_.principal, *method_));
  RETURN_IF_ERROR(lane_.context.etags.Check(sender_.principal->tenant, *method_, request));
  const auto local = lane_.context.methods.find(method_->full_name);
  local != lane_.context.methods.end() ? AnswerLocally(local->second, request) : Forward(request);
  return absl::OkStatus();
}

absl::Time GrpcCall::Deadline() const {
  return lane_.options.times.DeadlineOf(*method_, request_.came(), request_.incoming().deadline);
}

rpc::Outgoing GrpcCall::MakeOutgoing(bool repeatable) {
  return OutgoingOf(lane_.context.access, sender_, *method_, Deadline(), repeatable);
}

void GrpcCall::Forward(absl::string_view request) {
  rpc::Outgoing outgoing = MakeOutgoing(IsRepeatable(*method_, request));
  outgoing.request = std::string(request);
  pending_ = lane_.guest.caller->Start(
      std::move(outgoing),
      [self = shared_from_this()](rpc::Reply& reply) { self->OnReply(reply); });
}

absl::Status GrpcCall::StartUpload() {
  ASSIGN_OR_RETURN(hold_, lane_.guest.entrance->HoldUpload(*sender_.principal));
  pending_ = upload_ = lane_.guest.caller->StartUpload(
      MakeOutgoing(/*repeatable=*/false),
      [self = shared_from_this()](rpc::Reply& reply) { self->OnReply(reply); });
  if (upload_ != nullptr) Read(&GrpcCall::OnPart);
  return absl::OkStatus();
}

void GrpcCall::OnPart(absl::optional<absl::string_view> message) {
  if (upload_ == nullptr) return;
  if (!message) return upload_->End();
  upload_->Send(*message, [self = shared_from_this()] { self->Read(&GrpcCall::OnPart); });
}

void GrpcCall::AnswerLocally(const LocalMethod& method, absl::string_view request) {
  LocalCall call = LocalCallOf(sender_, *method_, std::string(request), Deadline());
  method(*lane_.guest.caller, std::move(call),
         [self = shared_from_this()](absl::StatusOr<LocalResponse> response) {
           if (!response.ok()) return self->Finish(response.status());
           rpc::Reply reply;
           reply.body = std::move(response->message);
           reply.metadata = std::move(response->metadata);
           self->OnReply(reply);
         });
}

void GrpcCall::OnReply(rpc::Reply& reply) {
  pending_ = upload_ = nullptr;
  lane_.guest.entrance->Charge(*sender_.principal, *method_, reply);
  if (is_finished_) return;
  trailer_.insert(trailer_.end(), reply.metadata.begin(), reply.metadata.end());
  if (!reply.status.ok()) {
    const google::rpc::Status error = ErrorFor(lane_.context.access, sender_, *method_, reply);
    Record(static_cast<absl::StatusCode>(error.code()), errors::ReasonIn(error), error.message());
    return Refuse(error);
  }
  const auto shown = OnlyShown(shown_, std::move(reply.body));
  if (!shown.ok()) return Finish(shown.status());
  Record(absl::StatusCode::kOk);
  Put(*shown);
  EndAnswer(rpc::TrailerOf(absl::OkStatus()));
}

absl::Status GrpcCall::StartStream(absl::string_view request) {
  ASSIGN_OR_RETURN(const StreamStarter starter, FindStream(lane_.context.streams, *method_));
  StreamCall call = StreamCallOf(sender_, *method_, std::string(request));
  ASSIGN_OR_RETURN(hold_, lane_.guest.entrance->HoldStream(*sender_.principal));
  local_stream_ =
      starter(*lane_.guest.caller, std::move(call), std::make_shared<GrpcSink>(shared_from_this()));
  return absl::OkStatus();
}

void GrpcCall::OnReflection(absl::optional<absl::string_view> message) {
  if (!message) return Finish(absl::OkStatus());
  const auto response = Reflect(lane_.context.api, *message);
  if (!response.ok()) return Finish(response.status());
  Write(*response, [self = shared_from_this()] { self->Read(&GrpcCall::OnReflection); });
}

void GrpcCall::OnHealth(absl::optional<absl::string_view> message) {
  const absl::string_view name = message ? FindBytes(*message, 1).value_or("") : "";
  const auto& services = lane_.context.api.services();
  is_health_known_ = name.empty() || absl::c_linear_search(services, name);
  // A watch goes on: the service may become known.
  if (!is_health_known_ && path() == kHealthCheck)
    return Finish(errors::Make(absl::StatusCode::kNotFound, Reason::RESOURCE_NOT_FOUND,
                               "The service is not known."));
  WatchHealth();
}

void GrpcCall::WatchHealth() {
  if (is_gone_) return;
  const int known = lane_.context.ready() ? kServing : kNotServing;
  const int health = is_health_known_ ? known : kServiceUnknown;
  if (health == health_sent_) {
    if (lane_.is_draining)
      return Finish(errors::Make(absl::StatusCode::kUnavailable, Reason::DRAINING,
                                 "The gateway is shutting down; watch another."));
    lane_.loop.After(absl::Seconds(1), [self = shared_from_this()] { self->WatchHealth(); });
    return;
  }
  health_sent_ = health;
  const char response[] = {0x08, static_cast<char>(health)};
  const bool is_last = path() == kHealthCheck;
  Write({response, sizeof(response)}, [self = shared_from_this(), is_last] {
    if (!is_last) self->WatchHealth();
  });
  if (is_last) Finish(absl::OkStatus());
}

void GrpcCall::Finish(const absl::Status& status) {
  if (is_finished_) return;
  if (status.ok()) {
    Record(absl::StatusCode::kOk);
    return EndAnswer(rpc::TrailerOf(status));
  }
  const google::rpc::Status error = errors::ToProto(status);
  Record(status.code(), errors::ReasonIn(error), errors::LogText(status));
  Refuse(error);
}

void GrpcCall::Count(absl::StatusCode code, absl::string_view reason) {
  if (std::exchange(is_counted_, true)) return;
  lane_.metrics.End(method_, static_cast<int>(code), absl::Now() - request_.came());
  if (trace::IsRecorded(sender_.trace_parent)) RecordSpan(code, reason);
}

void GrpcCall::RecordSpan(absl::StatusCode code, absl::string_view reason) const {
  const bool is_known = sender_.principal != nullptr;
  // Probes and reflection.
  if (!is_known && (code == absl::StatusCode::kOk || code == absl::StatusCode::kCancelled)) return;
  trace::RecordRpc({.kind = trace::Kind::kServer,
                    .context = sender_.trace_parent,
                    .parent = request_.incoming().Find("traceparent"),
                    .method = method_ == nullptr ? "_OTHER" : absl::string_view(method_->full_name),
                    .start = request_.came(),
                    .code = code,
                    .reason = reason,
                    .request_id = sender_.request_id,
                    .tenant = is_known ? absl::string_view(sender_.principal->tenant) : ""});
}

void GrpcCall::Record(absl::StatusCode code, absl::string_view reason, absl::string_view error) {
  Count(code, reason);
  if (sender_.principal == nullptr && code == absl::StatusCode::kOk) return;
  if (!observe::Enabled(observe::Level::kInfo)) return;
  const observe::Field fields[] = {
      {"method", method_ == nullptr ? "none" : absl::string_view(method_->full_name)},
      {"code", errors::CodeName(code)},
      {"duration_ms", absl::ToDoubleMilliseconds(absl::Now() - request_.came())},
      {"tenant", sender_.principal == nullptr ? "" : absl::string_view(sender_.principal->tenant)},
      {"request_id", sender_.request_id},
      {"trace_id", observe::TraceIdOf(sender_.trace_parent)},
      {"reason", reason},
      {"error", error}};
  const size_t count = std::size(fields) - (reason.empty() ? 2 : 0);
  observe::LogFields(observe::Level::kInfo, "call", absl::MakeSpan(fields, count));
}

std::string GrpcCall::AllMetadata(absl::string_view name) const {
  std::string all;
  for (const auto& [key, value] : request_.incoming().metadata)
    if (key == name) absl::StrAppend(&all, all.empty() ? "" : ",", value);
  return all;
}

}  // namespace steward::gateway
