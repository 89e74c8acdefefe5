#include "gateway/grpc/call.h"

#include <algorithm>
#include <chrono>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/types/span.h"
#include "gateway/entrance/calls.h"
#include "gateway/grpc/reflection.h"
#include "gateway/limits/fields.h"
#include "gateway/transcode/problem.h"
#include "gateway/transcode/wire_field.h"
#include "platform/auth/network.h"
#include "platform/auth/refusal.h"
#include "platform/observe/log.h"
#include "platform/observe/trace.h"
#include "platform/status/errors.h"
#include "platform/status/http_status.h"
#include "platform/status/macros.h"

namespace steward::gateway {
namespace {

using errors::Reason;
constexpr absl::string_view kHealthCheck = "/grpc.health.v1.Health/Check";
constexpr absl::string_view kHealthWatch = "/grpc.health.v1.Health/Watch";
// grpc.health.v1.HealthCheckResponse.ServingStatus.
enum Health { kServing = 1, kNotServing = 2 };

grpc::Status ToGrpc(const google::rpc::Status& error) {
  return {static_cast<grpc::StatusCode>(error.code()), error.message(), error.SerializeAsString()};
}

// Of a peer as gRPC writes it: "ipv4:192.0.2.7:1234" or "ipv6:%5B2001:db8::1%5D:1234". Empty for
// any other.
std::string AddressOf(absl::string_view peer) {
  const bool is_v4 = absl::ConsumePrefix(&peer, "ipv4:");
  if (!is_v4 && !absl::ConsumePrefix(&peer, "ipv6:%5B")) return "";
  const auto address = auth::ParseIpAddress(peer.substr(0, peer.find(is_v4 ? ":" : "%5D")));
  return address ? auth::FormatIpAddress(*address) : "";
}

}  // namespace

// Delivers a local stream over gRPC.
class GrpcSink final : public StreamSink {
 public:
  explicit GrpcSink(std::shared_ptr<GrpcCall> call) : call_(std::move(call)) {}
  void Open() override {}
  void Send(std::string message, std::function<void()> sent) override {
    if (call_->finishing_) return;
    call_->written_ = std::move(sent);
    call_->write_pending_ = true;
    call_->stream_.Write(ToBuffer(message), call_->Then(&GrpcCall::OnStreamWritten));
  }
  void Bookmark(std::string message, std::function<void()> sent) override {
    Send(std::move(message), std::move(sent));
  }
  void Finish(const absl::Status& status) override {
    if (call_->write_pending_)
      call_->finish_after_write_ = status;
    else
      call_->Finish(status);
  }

 private:
  std::shared_ptr<GrpcCall> call_;
};

GrpcCall::GrpcCall(GrpcLane& lane) : lane_(lane), stream_(&context_) {}

void GrpcCall::Accept(GrpcLane& lane) {
  if (lane.loop.is_shut_down()) return;
  auto call = std::make_shared<GrpcCall>(lane);
  call->context_.AsyncNotifyWhenDone(call->Then(&call->done_, &GrpcCall::OnDone));
  lane.service.RequestCall(&call->context_, &call->stream_, lane.queue, lane.queue,
                           call->Then(&GrpcCall::OnAccepted));
}

void GrpcCall::OnAccepted(bool ok) {
  if (!ok) {
    // No call came, so its end will not be announced either.
    done_.Forget();
    return;
  }
  Accept(lane_);
  start_ = absl::Now();
  sender_.request_id = observe::RequestIdOrNew(Metadata("x-request-id"));
  sender_.trace_parent = observe::ChildTraceParent(Metadata("traceparent"));
  context_.AddInitialMetadata("x-request-id", sender_.request_id);
  const std::string& path = context_.method();
  if (lane_.options.reflection && IsReflectionPath(path))
    return stream_.Read(&request_, Then(&GrpcCall::OnReflectionRead));
  if (path == kHealthCheck || path == kHealthWatch)
    return stream_.Read(&request_, Then(&GrpcCall::OnHealthRead));
  Knock();
}

void GrpcCall::OnDone(bool) {
  if (!context_.IsCancelled()) return;
  if (pending_ != nullptr) pending_->Cancel();
  if (auto stream = local_stream_.lock()) stream->Abandon();
}

void GrpcCall::Knock() {
  if (context_.client_metadata().count("authorization") > 1)
    return Finish(auth::Refuse("token", "twice"));
  gateway::Knock knock;
  knock.authorization = Metadata("authorization");
  knock.transport = {lane_.options.certificate != nullptr, AddressOf(context_.peer()), ""};
  if (lane_.guest.entrance->behind_proxies()) {
    knock.transport.forwarded_proto = AllMetadata("x-forwarded-proto");
    knock.forwarded_for = AllMetadata("x-forwarded-for");
  }
  sender_.authorization = std::string(knock.authorization);
  lane_.guest.entrance->Admit(
      knock, [self = shared_from_this()](Entry entry) { self->OnEntry(std::move(entry)); });
}

void GrpcCall::OnEntry(Entry entry) {
  absl::Status status = FindMethod(std::move(entry));
  if (status.ok() && method_->client_streaming) status = StartUpload();
  if (!status.ok()) return Finish(status);
  if (!method_->client_streaming) stream_.Read(&request_, Then(&GrpcCall::OnRequest));
}

absl::Status GrpcCall::FindMethod(Entry entry) {
  sender_.client_address = std::move(entry.client_address);
  sender_.principal = std::move(entry.principal);
  if (entry.quota && !entry.quota->admitted)
    context_.AddTrailingMetadata(kPushbackName, PushbackField(*entry.quota));
  RETURN_IF_ERROR(entry.status);
  method_ = lane_.context.api.Find(context_.method());
  if (method_ == nullptr)
    return errors::Make(absl::StatusCode::kUnimplemented, Reason::METHOD_NOT_IMPLEMENTED,
                        "This method is not served here.");
  for (const auto& [name, value] : method_->notices)
    context_.AddInitialMetadata(absl::AsciiStrToLower(name), value);
  return lane_.context.access.CheckAllowed(*sender_.principal, method_->permission);
}

void GrpcCall::OnRequest(bool ok) {
  if (!ok)
    return Finish(errors::Make(absl::StatusCode::kInvalidArgument, Reason::MALFORMED_REQUEST,
                               "The call carries no request message."));
  if (absl::Status status = Dispatch(); !status.ok()) Finish(status);
}

absl::Status GrpcCall::Dispatch() {
  if (method_->server_streaming) return StartStream();
  ASSIGN_OR_RETURN(call_, lane_.guest.entrance->Begin(*sender_.principal));
  RETURN_IF_ERROR(lane_.context.etags.Check(sender_.principal->tenant, *method_, RequestBytes()));
  const auto local = lane_.context.methods.find(method_->full_name);
  local != lane_.context.methods.end() ? AnswerLocally(local->second) : Forward();
  return absl::OkStatus();
}

Outgoing GrpcCall::MakeOutgoing(bool repeatable) {
  return OutgoingOf(lane_.context.access, sender_, *method_, Deadline(), repeatable);
}

void GrpcCall::Forward() {
  Outgoing outgoing = MakeOutgoing(IsRepeatable(*method_, RequestBytes()));
  outgoing.request.Swap(&request_);
  pending_ = lane_.guest.caller->Start(
      std::move(outgoing), [self = shared_from_this()](Reply& reply) { self->OnReply(reply); });
}

absl::Status GrpcCall::StartUpload() {
  ASSIGN_OR_RETURN(hold_, lane_.guest.entrance->HoldUpload(*sender_.principal));
  pending_ = upload_ = lane_.guest.caller->StartUpload(
      MakeOutgoing(/*repeatable=*/false),
      [self = shared_from_this()](Reply& reply) { self->OnReply(reply); });
  if (upload_ != nullptr) ReadPart();
  return absl::OkStatus();
}

void GrpcCall::ReadPart() {
  if (!finishing_) stream_.Read(&request_, Then(&GrpcCall::OnPart));
}

void GrpcCall::OnPart(bool ok) {
  if (upload_ == nullptr) return;
  // The library tells no end from a break. What came to an end still takes the head of an answer.
  if (!ok) return stream_.SendInitialMetadata(Then(&GrpcCall::OnEnded));
  grpc::ByteBuffer part;
  part.Swap(&request_);
  upload_->Send(std::move(part), [self = shared_from_this()] { self->ReadPart(); });
}

void GrpcCall::OnEnded(bool ok) {
  if (upload_ == nullptr) return;
  ok ? upload_->End() : upload_->Cancel();
}

void GrpcCall::AnswerLocally(const LocalMethod& method) {
  LocalCall call = LocalCallOf(sender_, *method_, std::string(RequestBytes()), Deadline());
  method(*lane_.guest.caller, std::move(call),
         [self = shared_from_this()](absl::StatusOr<std::string> response) {
           if (!response.ok()) return self->Finish(response.status());
           Reply reply;
           reply.body = grpc::Slice(*response);
           self->OnReply(reply);
         });
}

void GrpcCall::OnReply(Reply& reply) {
  pending_ = upload_ = nullptr;
  for (const auto& [name, value] : reply.metadata) context_.AddTrailingMetadata(name, value);
  if (!reply.status.ok()) {
    const google::rpc::Status error = ErrorOfReply(reply);
    Record(static_cast<absl::StatusCode>(error.code()), ReasonIn(error), error.message());
    finishing_ = true;
    return stream_.Finish(ToGrpc(error), Then(&finish_, &GrpcCall::OnFinished));
  }
  Record(absl::StatusCode::kOk);
  finishing_ = true;
  const grpc::ByteBuffer response(&reply.body, 1);
  stream_.WriteAndFinish(response, grpc::WriteOptions(), grpc::Status::OK,
                         Then(&finish_, &GrpcCall::OnFinished));
}

absl::Status GrpcCall::StartStream() {
  ASSIGN_OR_RETURN(const StreamStarter starter, FindStream(lane_.context.streams, *method_));
  StreamCall call = StreamCallOf(sender_, *method_, std::string(RequestBytes()));
  ASSIGN_OR_RETURN(hold_, lane_.guest.entrance->HoldStream(*sender_.principal));
  local_stream_ =
      starter(*lane_.guest.caller, std::move(call), std::make_shared<GrpcSink>(shared_from_this()));
  return absl::OkStatus();
}

void GrpcCall::OnStreamWritten(bool ok) {
  write_pending_ = false;
  auto written = std::exchange(written_, nullptr);
  if (finish_after_write_.has_value()) return Finish(*finish_after_write_);
  if (!ok) {
    if (auto stream = local_stream_.lock()) stream->Abandon();
    return Finish(errors::Make(absl::StatusCode::kCancelled, Reason::UNAVAILABLE, "Gone."));
  }
  written();
}

void GrpcCall::OnReflectionRead(bool ok) {
  if (!ok) return Finish(absl::OkStatus());
  const auto response = Reflect(lane_.context.api, RequestBytes());
  if (!response.ok()) return Finish(response.status());
  stream_.Write(ToBuffer(*response), Then(&GrpcCall::OnReflectionWritten));
}

void GrpcCall::OnReflectionWritten(bool ok) {
  if (!ok) return Finish(absl::OkStatus());
  stream_.Read(&request_, Then(&GrpcCall::OnReflectionRead));
}

void GrpcCall::OnHealthRead(bool ok) {
  const absl::string_view name = ok ? FindBytes(RequestBytes(), 1).value_or("") : "";
  const auto& services = lane_.context.api.services();
  if (!name.empty() && std::find(services.begin(), services.end(), name) == services.end())
    return Finish(errors::Make(absl::StatusCode::kNotFound, Reason::RESOURCE_NOT_FOUND,
                               "The service is not known."));
  WatchHealth();
}

void GrpcCall::WatchHealth() {
  const int health = lane_.context.ready() ? kServing : kNotServing;
  if (health == health_sent_ && !context_.IsCancelled()) {
    lane_.loop.After(absl::Seconds(1), [self = shared_from_this()] { self->WatchHealth(); });
    return;
  }
  health_sent_ = health;
  const char response[] = {0x08, static_cast<char>(health)};
  stream_.Write(ToBuffer({response, sizeof(response)}), Then(&GrpcCall::OnHealthWritten));
}

void GrpcCall::OnHealthWritten(bool ok) {
  if (!ok || context_.method() == kHealthCheck) return Finish(absl::OkStatus());
  WatchHealth();
}

void GrpcCall::Finish(const absl::Status& status) {
  if (finishing_) return;
  finishing_ = true;
  if (status.ok()) {
    Record(absl::StatusCode::kOk);
    return stream_.Finish(grpc::Status::OK, Then(&finish_, &GrpcCall::OnFinished));
  }
  const google::rpc::Status error = errors::ToProto(status);
  Record(status.code(), ReasonIn(error), errors::LogText(status));
  stream_.Finish(ToGrpc(error), Then(&finish_, &GrpcCall::OnFinished));
}

void GrpcCall::OnFinished(bool) {
  call_ = nullptr;
  hold_ = nullptr;
}

void GrpcCall::Record(absl::StatusCode code, absl::string_view reason, absl::string_view error) {
  if (sender_.principal == nullptr && code == absl::StatusCode::kOk) return;
  if (!observe::Enabled(observe::Level::kInfo)) return;
  const observe::Field fields[] = {
      {"method", method_ == nullptr ? "none" : absl::string_view(method_->full_name)},
      {"code", errors::CodeName(code)},
      {"duration_ms", absl::ToDoubleMilliseconds(absl::Now() - start_)},
      {"tenant", sender_.principal == nullptr ? "" : absl::string_view(sender_.principal->tenant)},
      {"request_id", sender_.request_id},
      {"trace_id", observe::TraceIdOf(sender_.trace_parent)},
      {"reason", reason},
      {"error", error}};
  const size_t count = std::size(fields) - (reason.empty() ? 2 : 0);
  observe::LogFields(observe::Level::kInfo, "call", absl::MakeSpan(fields, count));
}

absl::string_view GrpcCall::RequestBytes() {
  if (!request_.TrySingleSlice(&request_slice_).ok()) request_.DumpToSingleSlice(&request_slice_);
  return {reinterpret_cast<const char*>(request_slice_.begin()), request_slice_.size()};
}

std::string GrpcCall::AllMetadata(absl::string_view name) const {
  const auto values = context_.client_metadata().equal_range({name.data(), name.size()});
  std::string all;
  for (auto value = values.first; value != values.second; ++value)
    absl::StrAppend(&all, all.empty() ? "" : ",",
                    absl::string_view(value->second.data(), value->second.size()));
  return all;
}

absl::string_view GrpcCall::Metadata(absl::string_view name) const {
  const auto& all = context_.client_metadata();
  auto it = all.find(grpc::string_ref(name.data(), name.size()));
  return it == all.end() ? absl::string_view()
                         : absl::string_view(it->second.data(), it->second.size());
}

absl::Time GrpcCall::Deadline() const {
  const auto given = context_.deadline();
  const bool none = given == std::chrono::system_clock::time_point::max();
  return lane_.options.times.DeadlineOf(*method_, start_,
                                        none ? absl::InfiniteFuture() : absl::FromChrono(given));
}

}  // namespace steward::gateway
