#include "gateway/http/session.h"

#include <algorithm>
#include <utility>

#include "gateway/http/render.h"
#include "platform/http2/socket.h"

namespace steward::gateway {
namespace {

using error::v1::Reason;
// Of a request that begins: most fit, and room is made by filling it with zeros.
constexpr size_t kFirstReadSize = 2 * 1024;
constexpr size_t kReadSize = 8 * 1024;
constexpr size_t kBodyReadSize = 64 * 1024;
// Of a body that nobody wants: to read more away costs more than a new connection.
constexpr size_t kMaxDiscard = 64 * 1024;
// What a connection keeps of its buffers while it waits for the next request.
constexpr size_t kMaxKept = 16 * 1024;
// For a request to arrive on a connection that is to end.
constexpr absl::Duration kLastChance = absl::Seconds(1);
// A year (RFC 6797 §6.1.1). Other names below this one are none of our business.
constexpr char kStrictTransport[] = "max-age=31536000";
constexpr Refusal kTooSlow{408, Reason::DEADLINE_EXCEEDED, "The request took too long to arrive."};
constexpr Refusal kDraining{503, Reason::DRAINING, "The process is shutting down; try again."};

void FreeIfLarge(std::string* buffer) {
  if (buffer->capacity() > kMaxKept) std::string().swap(*buffer);
}

}  // namespace

Session::Session(Connection::Socket socket, SSL_CTX* tls, SessionContext& context)
    : connection_(std::move(socket), tls),
      context_(context),
      scan_(context.options.head),
      parser_(context.options.head.field),
      pace_(context.options.body_bytes_per_second) {}

Session::~Session() = default;

void Session::Start() {
  boost::system::error_code ignored;
  connection_.socket().set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  client_address_ = http2::AddressOfPeer(connection_.socket());
  if (secure()) return Handshake();
  NextRequest();
}

void Session::Handshake() {
  Enter(Phase::kHandshake, context_.options.header_timeout);
  connection_.Handshake([self = shared_from_this()](const boost::system::error_code& ec) {
    if (self->phase_ == Phase::kClosed) return;
    if (ec) return self->Close();
    self->NextRequest();
  });
}

void Session::Enter(Phase phase, absl::Duration timeout) {
  phase_ = phase;
  deadline_ = timeout == absl::InfiniteDuration()
                  ? Clock::time_point::max()
                  : Clock::now() + absl::ToChronoNanoseconds(timeout);
}

void Session::Tick(Clock::time_point now) {
  if (phase_ == Phase::kClosed) return;
  if (now < deadline_ && !(phase_ == Phase::kBody && pace_.IsTooSlow(now))) return;
  if (phase_ == Phase::kHead && !write_pending_) return Refuse(kTooSlow);
  if (phase_ == Phase::kBody && !write_pending_) return EndBody(&kTooSlow);
  Close();
}

void Session::Drain() {
  if (std::exchange(draining_, true)) return;
  if (phase_ == Phase::kHandshake || phase_ == Phase::kIdle)
    deadline_ = std::min(deadline_, Clock::now() + absl::ToChronoNanoseconds(kLastChance));
}

void Session::CutOff() {
  if (phase_ == Phase::kBody && !write_pending_) return EndBody(&kDraining);
  Close();
}

void Session::Close() {
  if (phase_ == Phase::kClosed) return;
  phase_ = Phase::kClosed;
  connection_.Close();
  written_ = nullptr;
  body_read_ = nullptr;
  if (auto closed = std::move(stream_closed_)) closed();
  stream_closed_ = nullptr;
}

void Session::NextRequest() {
  in_.erase(0, in_used_);
  in_used_ = 0;
  scan_.Reset();
  continue_sent_ = false;
  // What is refused before its head is whole must not look like the request before it.
  request_.method.clear();
  request_.target.clear();
  request_.headers.clear();
  if (in_.empty()) {
    for (std::string* buffer : {&in_, &out_, &request_.body}) FreeIfLarge(buffer);
    Enter(Phase::kIdle, context_.draining ? kLastChance : context_.options.idle_timeout);
    return Read();
  }
  Enter(Phase::kHead, context_.options.header_timeout);
  ParseHead();
}

void Session::Read() {
  const size_t size = in_.size();
  const size_t room = phase_ == Phase::kBody   ? BodyRoom()
                      : phase_ == Phase::kIdle ? kFirstReadSize
                                               : kReadSize;
  in_.resize(size + room);
  read_pending_ = true;
  connection_.ReadSome(
      &in_[size], room,
      [self = shared_from_this(), size](const boost::system::error_code& ec, size_t count) {
        self->read_pending_ = false;
        self->in_.resize(size + count);
        if (self->phase_ == Phase::kClosed) return;
        if (ec) return self->Close();
        self->OnBytes(count);
      });
}

size_t Session::BodyRoom() const {
  if (!parser_.has_length()) return kBodyReadSize;
  return std::clamp(parser_.body_bytes_expected() - parser_.body_bytes(), kReadSize, kBodyReadSize);
}

void Session::OnBytes(size_t count) {
  if (phase_ == Phase::kIdle) Enter(Phase::kHead, context_.options.header_timeout);
  if (phase_ == Phase::kHead) return ParseHead();
  if (phase_ == Phase::kBody) return ParseBody(count);
  if (watching_) WatchForClose();
}

void Session::ParseHead() {
  switch (scan_.Feed(in_)) {
    case HeadScan::Result::kMore:
      return Read();
    case HeadScan::Result::kRefused:
      return Refuse(scan_.refusal());
    case HeadScan::Result::kComplete:
      parser_.Begin(&request_);
      return Dispatch(Parse());
  }
}

RequestParser::Result Session::Parse() {
  size_t used = 0;
  const RequestParser::Result result = parser_.Feed(unread(), &used);
  in_used_ += used;
  return result;
}

void Session::Dispatch(RequestParser::Result result) {
  if (result == RequestParser::Result::kRefused) return Refuse(parser_.refusal());
  Enter(Phase::kHandling, absl::InfiniteDuration());
  pace_.Begin();
  keep_alive_ = parser_.keep_alive() && ++requests_ < context_.options.max_requests_per_connection;
  if (request_.target.empty() || request_.target[0] != '/')
    return Refuse({request_.method == "CONNECT" || request_.method == "OPTIONS" ? 405 : 400,
                   Reason::MALFORMED_REQUEST, "The request target must be a path."});
  context_.handler->Handle(shared_from_this());
}

void Session::ReadBody(size_t max, BodyRead read) {
  StartBody(max, /*whole=*/true, std::move(read));
}

void Session::ReadPiece(size_t max, BodyRead read) {
  StartBody(max, /*whole=*/false, std::move(read));
}

void Session::StartBody(size_t max, bool whole, BodyRead read) {
  if (phase_ != Phase::kHandling) return;
  body_read_ = std::move(read);
  body_max_ = max;
  body_whole_ = whole;
  if (whole && parser_.body_bytes_expected() <= max)
    request_.body.reserve(parser_.body_bytes_expected());
  Enter(Phase::kBody, whole ? context_.options.body_timeout : absl::InfiniteDuration());
  ContinueBody();
}

void Session::ContinueBody() {
  if (parser_.body_bytes_expected() > body_max_) {
    const Refusal too_large{413, Reason::BODY_TOO_LARGE, "The body is too large.", body_max_};
    return EndBody(&too_large);
  }
  if (parser_.is_complete() || (!body_whole_ && !request_.body.empty())) return EndBody(nullptr);
  in_.erase(0, in_used_);
  in_used_ = 0;
  pace_.Wait(Clock::now());
  if (!continue_sent_ && parser_.expects_continue()) {
    continue_sent_ = true;
    out_ = "HTTP/1.1 100 Continue\r\n\r\n";
    return Flush([this] { OnContinueSent(); });
  }
  Read();
}

void Session::OnContinueSent() {
  if (phase_ == Phase::kBody) return Read();
  if (auto answer = std::exchange(early_answer_, absl::nullopt)) Answer(*std::move(answer));
}

void Session::ParseBody(size_t arrived) {
  pace_.Arrived(arrived, Clock::now());
  if (Parse() == RequestParser::Result::kRefused) return EndBody(&parser_.refusal());
  ContinueBody();
}

void Session::EndBody(const Refusal* refusal) {
  if (refusal != nullptr) keep_alive_ = false;
  Enter(Phase::kHandling, absl::InfiniteDuration());
  const BodyRead read = std::exchange(body_read_, nullptr);
  read(refusal);
}

bool Session::MayDiscard() const {
  if (parser_.is_complete()) return true;
  const bool is_coming = continue_sent_ || !parser_.expects_continue();
  return is_coming && parser_.has_length() &&
         parser_.body_bytes_expected() - parser_.body_bytes() <= kMaxDiscard;
}

void Session::Refuse(const Refusal& refusal) {
  HttpAnswer answer = context_.handler->Refuse(request_, refusal);
  answer.close = true;
  if (phase_ != Phase::kHandling) request_.method.clear();
  Enter(Phase::kHandling, absl::InfiniteDuration());
  Answer(std::move(answer));
}

void Session::Answer(HttpAnswer answer) {
  if (phase_ == Phase::kBody) {
    // The answer does not wait for the rest of the body.
    body_read_ = nullptr;
    keep_alive_ = false;
    Enter(Phase::kHandling, absl::InfiniteDuration());
  }
  if (phase_ != Phase::kHandling) return;
  if (write_pending_) {
    early_answer_ = std::move(answer);
    Enter(Phase::kHandling, context_.options.write_timeout);
    return;
  }
  keep_alive_ = keep_alive_ && !answer.close && !context_.parting && MayDiscard();
  const Framing framing =
      request_.method == "HEAD" ? Framing::kLengthWithoutBody : Framing::kLength;
  out_.clear();
  AddSecurity(&answer);
  RenderAnswer(answer, context_.date, keep_alive_, framing, &out_);
  Enter(Phase::kWriting, context_.options.write_timeout);
  Flush([this] { AfterAnswer(); });
}

void Session::AddSecurity(HttpAnswer* answer) const {
  if (secure()) answer->headers.emplace_back("Strict-Transport-Security", kStrictTransport);
}

void Session::AfterAnswer() {
  if (keep_alive_ && parser_.is_complete()) return NextRequest();
  if (keep_alive_) {
    Enter(Phase::kHandling, absl::InfiniteDuration());
    return ReadBody(parser_.body_bytes_expected(), [this](const Refusal* refusal) {
      refusal == nullptr ? NextRequest() : Close();
    });
  }
  // The client may still be sending what nobody will read: closing at once could destroy the
  // answer on its way (RFC 9112 §9.6), so only our direction is closed and the rest read away.
  connection_.CloseSending([self = shared_from_this()](const boost::system::error_code&) {});
  Enter(Phase::kWriting, absl::Seconds(1));
  WatchForClose();
}

void Session::StartStream(HttpAnswer head, std::function<void()> closed) {
  if (phase_ != Phase::kHandling) return closed();
  stream_closed_ = std::move(closed);
  stream_ending_ = false;
  keep_alive_ = false;
  queued_.clear();
  AddSecurity(&head);
  RenderAnswer(head, context_.date, false, Framing::kChunked, &queued_);
  Enter(Phase::kStreaming, context_.options.write_timeout);
  WatchForClose();
  FlushStream();
}

void Session::FlushStream() {
  if (write_pending_ || queued_.empty()) return;
  out_ = std::move(queued_);
  queued_.clear();
  Enter(Phase::kStreaming, context_.options.write_timeout);
  Flush([this] {
    Enter(Phase::kStreaming, absl::InfiniteDuration());
    if (!queued_.empty()) return FlushStream();
    if (stream_ending_) return AfterAnswer();
    if (auto written = std::exchange(written_, nullptr)) written();
  });
}

void Session::Write(std::string piece, std::function<void()> written) {
  if (phase_ != Phase::kStreaming) return;
  RenderChunk(piece, &queued_);
  written_ = std::move(written);
  FlushStream();
}

void Session::EndStream() {
  if (phase_ != Phase::kStreaming) return;
  stream_closed_ = nullptr;
  stream_ending_ = true;
  RenderChunk("", &queued_);
  FlushStream();
}

void Session::Flush(std::function<void()> then) {
  write_pending_ = true;
  connection_.Write(out_, [self = shared_from_this(), then = std::move(then)](
                              const boost::system::error_code& ec, size_t) {
    self->write_pending_ = false;
    if (self->phase_ == Phase::kClosed) return;
    if (ec) return self->Close();
    then();
  });
}

void Session::WatchForClose() {
  watching_ = true;
  // A request that was refused as too slow, and a stream that ended, left a read behind.
  if (read_pending_) return;
  in_.clear();
  Read();
}

}  // namespace steward::gateway
