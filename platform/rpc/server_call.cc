#include "platform/rpc/server_call.h"

#include <utility>

#include "platform/rpc/inflate.h"
#include "platform/rpc/lane.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::rpc {
namespace {

using errors::Reason;

constexpr size_t kMessageMax = 4 << 20;
// Identities, which come again and again.
constexpr uint32_t kTable = 64 << 10;
constexpr absl::Duration kAgeMax = absl::Minutes(5);
// An identity with the groups of its subject is up to 48 KiB.
constexpr size_t kFieldsMax = 128 << 10;

}  // namespace

std::shared_ptr<http2::Connection> NewServerConnection(Lane& lane, const RawService& methods,
                                                       std::shared_ptr<http2::Socket> socket) {
  return http2::NewServerConnection(
      std::move(socket), {.table = kTable}, {.age_max = kAgeMax},
      [&lane](std::shared_ptr<http2::Connection> each) { lane.FlushLater(std::move(each)); },
      [&lane, &methods](std::shared_ptr<http2::Connection> connection, int32_t id) {
        return std::make_shared<ServerCall>(lane, methods, std::move(connection), id);
      });
}

ServerCall::ServerCall(Lane& lane, const RawService& methods,
                       std::shared_ptr<http2::Connection> connection, int32_t id)
    : lane_(lane),
      methods_(methods),
      connection_(std::move(connection)),
      id_(id),
      head_(kFieldsMax),
      reader_(kMessageMax) {
  head_.incoming().peer = connection_->socket().PeerUris();
}

void ServerCall::OnField(absl::string_view name, absl::string_view value) {
  // What follows the body says nothing that anybody asked for.
  if (!has_head_) head_.Take(name, value);
}

absl::Status ServerCall::JudgeHead() {
  RETURN_IF_ERROR(head_.CheckSize());
  const auto found = methods_.find(head_.path());
  if (found == methods_.end())
    return errors::Make(absl::StatusCode::kUnimplemented, Reason::METHOD_NOT_IMPLEMENTED,
                        "This service has no such method.");
  method_ = &found->second;
  if (!head_.DecodeBinary() || head_.has_bad_timeout())
    return errors::Make(absl::StatusCode::kInvalidArgument, Reason::MALFORMED_REQUEST,
                        "The metadata of the call is not as gRPC has it.");
  reader_.SetEncoding(head_.encoding());
  return absl::OkStatus();
}

void ServerCall::OnFieldsEnd() {
  if (std::exchange(has_head_, true)) return;
  if (!head_.is_grpc()) {
    is_answered_ = true;
    return connection_->session().Answer(id_, {{":status", "415"}}, {}, {});
  }
  if (const absl::Status status = JudgeHead(); !status.ok()) return Refuse(status);
  if (method_->serve_stream) Serve();
}

void ServerCall::OnData(absl::string_view bytes) {
  const bool is_streamed = method_ != nullptr && method_->serve_stream;
  if (is_answered_ || !is_streamed) connection_->session().Take(id_, bytes.size());
  if (is_answered_) return;
  reader_.Feed(bytes);
  if (is_streamed) {
    untaken_ += bytes.size();
    return Wake();
  }
  // The only message: it must fit before it is whole.
  if (reader_.size() > kMessageMax + MessageReader::kPrefix) Refuse(MessageTooLarge(kMessageMax));
}

void ServerCall::OnEnd() {
  has_ended_ = true;
  if (is_answered_) return;
  if (method_->serve_stream) return Wake();
  Serve();
}

void ServerCall::OnClosed(uint32_t) {
  is_broken_ = !has_ended_;
  // Nobody hears an answer.
  is_answered_ = true;
  Wake();
}

void ServerCall::Wake() {
  if (arrival_) arrival_->Notify();
}

void ServerCall::Serve() {
  lane_.scheduler().Start([self = shared_from_this(), this] {
    if (method_->serve_stream) return Answer(method_->serve_stream(head_.incoming(), *this));
    const auto message = Next(head_.incoming().deadline);
    if (!message.ok()) return Answer({message.status(), {}, {}});
    Answer(method_->serve(head_.incoming(), message->value_or(absl::string_view())));
  });
}

absl::StatusOr<absl::optional<absl::string_view>> ServerCall::Next(absl::Time deadline) {
  if (end_ && !end_->ok()) return *end_;
  if (end_) return absl::nullopt;
  auto next = Wait(deadline);
  if (!next.ok() || !*next) end_ = next.status();
  return next;
}

absl::StatusOr<absl::optional<absl::string_view>> ServerCall::Wait(absl::Time deadline) {
  while (true) {
    auto next = reader_.Next();
    if (!next.ok() || *next) return next;
    if (is_broken_ || (has_ended_ && reader_.has_rest()))
      return errors::Unavailable("the stream of the caller broke off");
    if (has_ended_) return absl::nullopt;
    connection_->session().Take(id_, std::exchange(untaken_, 0));
    connection_->Send();
    arrival_.emplace();
    const bool has_arrived = arrival_->Wait(deadline);
    arrival_.reset();
    if (!has_arrived) return errors::DeadlineExceeded();
  }
}

void ServerCall::Answer(const Outcome& outcome) {
  if (is_answered_) return;
  is_answered_ = true;
  http2::Fields head = {{":status", "200"}, {"content-type", kContentType}};
  for (const auto& [name, value] : outcome.metadata) head.push_back({name, value});
  const Metadata fields = TrailerOf(outcome.status);
  http2::Fields trailer;
  for (const auto& [name, value] : fields) trailer.push_back({name, value});
  std::string body;
  if (outcome.status.ok()) AppendMessage(outcome.response, &body);
  connection_->session().Answer(id_, head, std::move(body), trailer);
  connection_->Send();
}

void ServerCall::Refuse(const absl::Status& status) { Answer({status, {}, {}}); }

}  // namespace steward::rpc
