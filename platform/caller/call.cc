#include "platform/caller/call.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/observe/log.h"
#include "platform/observe/trace.h"
#include "platform/time/jitter.h"
#include "platform/trace/recorder.h"
#include "platform/trace/rpc_span.h"

namespace steward::rpc {
namespace {

constexpr int kMaxAttempts = 3;
// What an attempt needs to be worth while.
constexpr absl::Duration kTimeToRepeat = absl::Milliseconds(300);
// Bytes of an upload that may wait for the service before no more is read.
constexpr size_t kUnsentMax = 64 << 10;
constexpr absl::string_view kAnswerMetadata[] = {"steward-replayed", "steward-event-type",
                                                 "steward-cost"};

absl::Duration Backoff(int attempt) {
  return Jittered(absl::Milliseconds(100) * (1 << (attempt - 1)));
}

// Where no gRPC answered, as its protocol documents have it.
absl::StatusCode CodeOfHttp(int status) {
  switch (status) {
    case 401:
      return absl::StatusCode::kUnauthenticated;
    case 403:
      return absl::StatusCode::kPermissionDenied;
    case 404:
      return absl::StatusCode::kUnimplemented;
    case 429:
    case 502:
    case 503:
    case 504:
      return absl::StatusCode::kUnavailable;
    default:
      return absl::StatusCode::kInternal;
  }
}

// Of a stream that ended before its status came. A service that shuts down cancels what it has not
// taken up.
absl::StatusCode CodeOfBreak(uint32_t error) {
  switch (error) {
    case http2::kCancel:
    case http2::kRefusedStream:
      return absl::StatusCode::kUnavailable;
    case http2::kEnhanceYourCalm:
      return absl::StatusCode::kResourceExhausted;
    default:
      return absl::StatusCode::kInternal;
  }
}

}  // namespace

Caller::Call::Call(Caller& caller, Service* service, Outgoing outgoing,
                   std::function<void(Reply&)> done, bool is_upload)
    : caller_(caller),
      service_(service),
      outgoing_(std::move(outgoing)),
      done_(std::move(done)),
      is_upload_(is_upload) {
  if (trace::IsOn()) BeginSpan();
}

// The service learns of it as what is above its own.
void Caller::Call::BeginSpan() {
  std::string& context = outgoing_.trace_parent;
  if (!context.empty() && !trace::IsRecorded(context)) return;
  span_parent_ = std::exchange(context, observe::ChildTraceParent(context));
  has_span_ = trace::IsRecorded(context);
  span_start_ = absl::Now();
}

void Caller::Call::Attempt() {
  if (done_ == nullptr) return;
  if (auto connection = service_->backend->Pick()) return SendOn(std::move(connection));
  if (service_->backend->is_hopeful()) return service_->waiting.push_back(shared_from_this());
  FailLater(absl::StatusCode::kUnavailable, "no replica can be reached");
}

void Caller::Call::FailLater(absl::StatusCode code, const char* message) {
  ++attempt_;
  caller_.loop_.Post([self = shared_from_this(), this, code, message] {
    if (done_ == nullptr) return;
    const ReplyStatus status{code, message, ""};
    if (MayRepeat(status, http2::kRefusedStream)) return Repeat();
    Finish(status);
  });
}

void Caller::Call::SendOn(std::shared_ptr<http2::Connection> connection) {
  received_ = {};
  std::string identity, body;
  absl::Base64Escape(*outgoing_.identity, &identity);
  const std::string timeout = FormatTimeout(outgoing_.deadline - absl::Now());
  http2::Fields head = {{":method", "POST"},
                        {":scheme", "http"},
                        {":path", outgoing_.path},
                        {":authority", "steward"},
                        {"te", "trailers"},
                        {"content-type", "application/grpc"},
                        {"user-agent", "steward"},
                        {"grpc-timeout", timeout, /*changes=*/true},
                        {"steward-identity-bin", identity},
                        {"steward-request-id", outgoing_.request_id, /*changes=*/true}};
  if (!outgoing_.trace_parent.empty())
    head.push_back({"traceparent", outgoing_.trace_parent, /*changes=*/true});
  id_ = connection->session().Open(head, /*ends=*/false, shared_from_this());
  if (id_ < 0) return FailLater(absl::StatusCode::kUnavailable, "the connection is used up");
  ++attempt_;
  connection_ = std::move(connection);
  if (!is_upload_) {
    AppendMessage(outgoing_.request, &body);
    connection_->session().Write(id_, std::move(body), /*last=*/true);
  } else {
    connection_->session().Write(id_, std::exchange(unsent_, ""), is_ending_);
    OnFlushed();
  }
  connection_->Send();
}

void Caller::Call::Send(absl::string_view message, std::function<void()> sent) {
  if (done_ == nullptr) return;
  sent_ = std::move(sent);
  AppendMessage(message, &unsent_);
  if (connection_ == nullptr) return;
  connection_->session().Write(id_, std::exchange(unsent_, ""), /*last=*/false);
  connection_->Send();
  OnFlushed();
}

// Goes on when the service has taken enough of what was sent before.
void Caller::Call::OnFlushed() {
  if (sent_ == nullptr || done_ == nullptr) return;
  if (connection_->session().Unsent(id_) > kUnsentMax) {
    connection_->AfterFlush([self = shared_from_this()] { self->OnFlushed(); });
    return;
  }
  // Never within Send.
  caller_.loop_.Post([sent = std::exchange(sent_, nullptr)] { sent(); });
}

void Caller::Call::End() {
  is_ending_ = true;
  if (connection_ == nullptr || done_ == nullptr) return;
  connection_->session().Write(id_, "", /*last=*/true);
  connection_->Send();
}

void Caller::Call::Cancel() {
  if (std::exchange(is_cancelled_, true)) return;
  sent_ = nullptr;
  caller_.loop_.Post([self = shared_from_this()] {
    self->Finish({absl::StatusCode::kCancelled, "cancelled by the client", ""});
  });
}

void Caller::Call::OnField(absl::string_view name, absl::string_view value) {
  Reply& reply = received_.reply;
  int number = 0;
  if (name == ":status" && absl::SimpleAtoi(value, &number)) {
    received_.http_status = number;
  } else if (name == "grpc-status" && absl::SimpleAtoi(value, &number)) {
    received_.grpc_status = number;
  } else if (name == "grpc-message") {
    reply.status.message = PercentDecode(value);
  } else if (name == "grpc-status-details-bin") {
    absl::Base64Unescape(value, &reply.status.details);
  } else if (value.size() <= 256 &&
             std::find(std::begin(kAnswerMetadata), std::end(kAnswerMetadata), name) !=
                 std::end(kAnswerMetadata)) {
    reply.metadata.emplace_back(std::string(name), std::string(value));
  }
}

void Caller::Call::OnData(absl::string_view bytes) {
  received_.messages.Feed(bytes);
  connection_->session().Take(id_, bytes.size());
  if (received_.messages.size() <= kResponseMax + MessageReader::kPrefix) return;
  observe::Log(observe::Level::kError, "an answer is too large", {{"path", outgoing_.path}});
  Finish({absl::StatusCode::kInternal, "the answer is too large", ""});
}

ReplyStatus Caller::Call::StatusOf(uint32_t error) {
  ReplyStatus status = std::move(received_.reply.status);
  if (received_.grpc_status >= 0) {
    status.code = static_cast<absl::StatusCode>(std::min(received_.grpc_status, 17));
    // A service that shuts down cancels what it has not taken up.
    if (status.code == absl::StatusCode::kCancelled) status.code = absl::StatusCode::kUnavailable;
  } else if (received_.http_status > 0 && received_.http_status != 200) {
    status.code = CodeOfHttp(received_.http_status);
  } else {
    status.code = CodeOfBreak(error);
  }
  if (!status.ok()) return status;
  const auto message = received_.messages.Next();
  if (!message.ok() || !*message)
    return {absl::StatusCode::kInternal, "the answer is no message", ""};
  received_.reply.body = std::string(**message);
  return status;
}

void Caller::Call::OnClosed(uint32_t error) {
  connection_ = nullptr;
  if (done_ == nullptr) return;
  ReplyStatus status = StatusOf(error);
  if (MayRepeat(status, error)) return Repeat();
  Finish(std::move(status));
}

bool Caller::Call::MayRepeat(const ReplyStatus& status, uint32_t error) const {
  // What a service refused it never began.
  const bool is_safe = outgoing_.repeatable || error == http2::kRefusedStream;
  return status.code == absl::StatusCode::kUnavailable && is_safe && !is_upload_ &&
         !is_cancelled_ && attempt_ < kMaxAttempts && !caller_.is_shut_down_ &&
         absl::Now() + kTimeToRepeat < outgoing_.deadline;
}

void Caller::Call::Repeat() {
  caller_.loop_.After(Backoff(attempt_), [self = shared_from_this()] { self->Attempt(); });
}

void Caller::Call::Finish(ReplyStatus status) {
  if (done_ == nullptr) return;
  const auto self = shared_from_this();
  const auto done = std::exchange(done_, nullptr);
  caller_.Unwatch(this);
  sent_ = nullptr;
  Reply reply = std::move(received_.reply);
  reply.status = std::move(status);
  if (connection_ != nullptr) {
    connection_->session().Reset(id_, http2::kCancel);
    connection_->Send();
  }
  if (has_span_)
    trace::RecordRpc({.kind = trace::Kind::kClient,
                      .context = outgoing_.trace_parent,
                      .parent = span_parent_,
                      .method = outgoing_.path,
                      .peer = outgoing_.service,
                      .start = span_start_,
                      .code = reply.status.code,
                      .request_id = outgoing_.request_id});
  done(reply);
}

}  // namespace steward::rpc
