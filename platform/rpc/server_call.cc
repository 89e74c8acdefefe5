#include "platform/rpc/server_call.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/rpc/inflate.h"
#include "platform/rpc/lane.h"
#include "platform/status/errors.h"

namespace steward::rpc {
namespace {

using errors::Reason;

constexpr size_t kMessageMax = 4 << 20;
// Identities, which come again and again.
constexpr uint32_t kTable = 64 << 10;
constexpr absl::Duration kAgeMax = absl::Minutes(5);
// An identity with the groups of its subject is up to 48 KiB.
constexpr size_t kFieldsMax = 128 << 10;
constexpr char kContentType[] = "application/grpc";

}  // namespace

std::shared_ptr<http2::Connection> NewServerConnection(Lane& lane, const RawService& methods,
                                                       std::shared_ptr<http2::Socket> socket) {
  // Made before the connection, which it finds when the first stream comes.
  auto found = std::make_shared<std::weak_ptr<http2::Connection>>();
  auto session = http2::Session::Server({.table = kTable}, [&lane, &methods, found](int32_t id) {
    return std::make_shared<ServerCall>(lane, methods, found->lock(), id);
  });
  auto connection = std::make_shared<http2::Connection>(
      std::move(socket), std::move(session), http2::Connection::Options{.age_max = kAgeMax},
      [&lane](std::shared_ptr<http2::Connection> each) { lane.FlushLater(std::move(each)); });
  *found = connection;
  return connection;
}

ServerCall::ServerCall(Lane& lane, const RawService& methods,
                       std::shared_ptr<http2::Connection> connection, int32_t id)
    : lane_(lane),
      methods_(methods),
      connection_(std::move(connection)),
      id_(id),
      reader_(kMessageMax) {
  incoming_.peer = connection_->socket().PeerUris();
}

void ServerCall::OnField(absl::string_view name, absl::string_view value) {
  fields_bytes_ += name.size() + value.size();
  // What follows the body says nothing that anybody asked for.
  if (has_head_ || fields_bytes_ > kFieldsMax) return;
  if (name == ":path") {
    path_ = std::string(value);
  } else if (name == "content-type") {
    content_type_ = std::string(value);
  } else if (name == "grpc-encoding") {
    reader_.SetEncoding(value);
  } else if (name == "grpc-timeout") {
    const auto timeout = ParseTimeout(value);
    is_malformed_ = !timeout;
    if (timeout) incoming_.deadline = absl::Now() + *timeout;
  } else if (absl::EndsWith(name, "-bin")) {
    std::string bytes;
    is_malformed_ = !absl::Base64Unescape(value, &bytes) || is_malformed_;
    incoming_.metadata.emplace_back(std::string(name), std::move(bytes));
  } else if (name.front() != ':') {
    incoming_.metadata.emplace_back(std::string(name), std::string(value));
  }
}

absl::Status ServerCall::JudgeHead() {
  if (fields_bytes_ > kFieldsMax)
    return errors::Make(absl::StatusCode::kResourceExhausted, Reason::HEADERS_TOO_LARGE,
                        "The metadata of the call is too large.",
                        {{"limit", absl::StrCat(kFieldsMax)}});
  const auto found = methods_.find(path_);
  if (found == methods_.end())
    return errors::Make(absl::StatusCode::kUnimplemented, Reason::METHOD_NOT_IMPLEMENTED,
                        "This service has no such method.");
  method_ = &found->second;
  if (is_malformed_)
    return errors::Make(absl::StatusCode::kInvalidArgument, Reason::MALFORMED_REQUEST,
                        "The metadata of the call is not as gRPC has it.");
  return absl::OkStatus();
}

void ServerCall::OnFieldsEnd() {
  if (std::exchange(has_head_, true)) return;
  if (!absl::StartsWith(content_type_, kContentType)) {
    is_answered_ = true;
    return connection_->session().Answer(id_, {{":status", "415"}}, {}, {});
  }
  if (const absl::Status status = JudgeHead(); !status.ok()) return Refuse(status);
  if (method_->serve_stream) Serve();
}

void ServerCall::OnData(absl::string_view bytes) {
  if (method_ != nullptr && method_->serve_stream && !is_answered_) {
    untaken_ += bytes.size();
    reader_.Feed(bytes);
    return Wake();
  }
  connection_->session().Take(id_, bytes.size());
  if (is_answered_) return;
  reader_.Feed(bytes);
  // The only message: it must fit before it is whole.
  untaken_ += bytes.size();
  if (untaken_ > kMessageMax + MessageReader::kPrefix) Refuse(MessageTooLarge(kMessageMax));
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
    if (method_->serve_stream) return Answer(method_->serve_stream(incoming_, *this));
    const auto message = Next(incoming_.deadline);
    if (!message.ok()) return Answer({message.status(), {}, {}});
    Answer(method_->serve(incoming_, message->value_or(absl::string_view())));
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
