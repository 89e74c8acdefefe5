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

std::shared_ptr<http2::Connection> NewServerConnection(Lane& lane, const Methods& methods,
                                                       std::shared_ptr<http2::Socket> socket) {
  return http2::NewServerConnection(
      std::move(socket), {.table = kTable}, {.age_max = kAgeMax},
      [&lane](std::shared_ptr<http2::Connection> each) { lane.FlushLater(std::move(each)); },
      [&lane, &methods](std::shared_ptr<http2::Connection> connection, int32_t id) {
        return std::make_shared<ServerCall>(lane, methods, std::move(connection), id);
      });
}

ServerCall::ServerCall(Lane& lane, const Methods& methods,
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
  const auto found = methods_.services.find(head_.path());
  if (found != methods_.services.end()) method_ = &found->second;
  const auto watch = methods_.watches.find(head_.path());
  if (watch != methods_.watches.end()) watch_ = &watch->second;
  if (method_ == nullptr && watch_ == nullptr)
    return errors::Make(absl::StatusCode::kUnimplemented, Reason::METHOD_NOT_IMPLEMENTED,
                        "This service has no such method.");
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
  if (is_upload()) Serve();
}

void ServerCall::OnData(absl::string_view bytes) {
  if (is_answered_ || !is_upload()) connection_->session().Take(id_, bytes.size());
  if (is_answered_) return;
  reader_.Feed(bytes);
  if (is_upload()) {
    untaken_ += bytes.size();
    return Wake();
  }
  // The only message: it must fit before it is whole.
  if (reader_.size() > kMessageMax + MessageReader::kPrefix) Refuse(MessageTooLarge(kMessageMax));
}

void ServerCall::OnEnd() {
  has_ended_ = true;
  if (is_answered_) return;
  if (is_upload()) return Wake();
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
  if (awaited_ != nullptr) awaited_->Notify();
}

void ServerCall::Serve() {
  lane_.scheduler().Start([self = shared_from_this(), this] {
    if (is_upload()) return Answer(method_->serve_stream(head_.incoming(), *this));
    const auto message = Next(head_.incoming().deadline);
    if (!message.ok()) return Answer({message.status(), {}, {}});
    const absl::string_view request = message->value_or(absl::string_view());
    Answer(watch_ == nullptr ? method_->serve(head_.incoming(), request)
                             : Outcome{(*watch_)(request, *this), {}, {}});
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

void ServerCall::Send(absl::string_view message) {
  if (is_answered_) return;
  if (!std::exchange(is_answering_, true))
    connection_->session().BeginAnswer(id_, {{":status", "200"}, {"content-type", kContentType}});
  std::string body;
  AppendMessage(message, &body);
  connection_->session().Write(id_, std::move(body), /*last=*/false);
  connection_->Send();
}

bool ServerCall::Await(fiber::Event& event) {
  if (is_answered_) return false;
  awaited_ = &event;
  const bool has_happened = event.Wait(head_.incoming().deadline);
  awaited_ = nullptr;
  return has_happened && !is_answered_;
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
  if (is_answering_)
    connection_->session().EndAnswer(id_, trailer);
  else
    connection_->session().Answer(id_, head, std::move(body), trailer);
  connection_->Send();
}

void ServerCall::Refuse(const absl::Status& status) { Answer({status, {}, {}}); }

}  // namespace steward::rpc
