#include "platform/rpc/connection.h"

#include <utility>

#include "absl/random/random.h"
#include "absl/time/clock.h"
#include "platform/http2/socket.h"
#include "platform/rpc/lane.h"
#include "platform/rpc/server_call.h"

namespace steward::rpc {
namespace {

constexpr size_t kWriteMax = 256 << 10;
// With all answers of a burst in one piece their caller would wait for the last of them, and then
// this process for the caller.
constexpr int kAnswersTogether = 8;
// For the handshake and the first bytes.
constexpr absl::Duration kBeginMax = absl::Seconds(10);
constexpr absl::Duration kSilenceMax = absl::Seconds(30), kPingMax = absl::Seconds(10);
// So that callers spread over replicas that came later; not all of them at the same time.
constexpr absl::Duration kAgeMax = absl::Minutes(5);
// Longer than any call takes.
constexpr absl::Duration kLastCallsMax = absl::Seconds(70);
// For calls that are on their way when the end is announced.
constexpr absl::Duration kOnTheWay = absl::Milliseconds(20);

absl::Duration Age() {
  thread_local absl::InsecureBitGen random;
  return kAgeMax * absl::Uniform(random, 0.9, 1.1);
}

}  // namespace

Connection::Connection(Lane& lane, const RawService& methods, std::shared_ptr<http2::Socket> socket)
    : lane_(lane), methods_(methods), socket_(std::move(socket)), heard_(absl::Now()),
      retires_(heard_ + Age()) {
  session_ = http2::Session::Server({}, [this](int32_t id) {
    return std::make_shared<ServerCall>(shared_from_this(), id);
  });
}

void Connection::Start() {
  socket_->Handshake([self = shared_from_this(), this](bool ok) {
    if (!ok) return Close();
    peer_ = socket_->PeerUris();
    FlushLater();
    Read();
  });
}

void Connection::Read() {
  socket_->Read([self = shared_from_this(), this](absl::string_view bytes) { OnRead(bytes); });
}

void Connection::OnRead(absl::string_view bytes) {
  if (bytes.empty()) return Close();
  heard_ = absl::Now();
  pinged_ = absl::InfiniteFuture();
  has_begun_ = true;
  is_broken_ = !session_->Receive(bytes);
  FlushLater();
  if (!is_broken_) Read();
}

void Connection::FlushLater() {
  if (!std::exchange(is_flushed_later_, true)) lane_.FlushLater(shared_from_this());
}

void Connection::FlushAnswer() {
  if (++unflushed_answers_ < kAnswersTogether) return FlushLater();
  Flush();
}

void Connection::Flush() {
  is_flushed_later_ = false;
  unflushed_answers_ = 0;
  if (is_writing_ || is_closed_) return;
  out_.clear();
  session_->Send(&out_, kWriteMax);
  if (out_.empty()) {
    if (is_broken_ || session_->is_over()) Close();
    return;
  }
  const size_t sent = socket_->WriteNow(out_);
  if (sent == out_.size()) {
    if (session_->has_to_send() || session_->is_over() || is_broken_) FlushLater();
    return;
  }
  is_writing_ = true;
  const auto rest = absl::string_view(out_).substr(sent);
  socket_->Write(rest, [self = shared_from_this(), this](bool ok) {
    is_writing_ = false;
    if (!ok) return Close();
    FlushLater();
  });
}

void Connection::Tick(absl::Time now) {
  if (is_closed_) return;
  if (!has_begun_ && now > heard_ + kBeginMax) return Close();
  if (now > pinged_ + kPingMax || now > announced_ + kLastCallsMax) return Close();
  if (now > heard_ + kSilenceMax && pinged_ == absl::InfiniteFuture()) {
    pinged_ = now;
    session_->Ping();
    FlushLater();
  }
  if (now > retires_) Drain();
  if (now > announced_ + kOnTheWay && !std::exchange(refuses_, true)) {
    session_->RefuseNewStreams();
    FlushLater();
  }
}

void Connection::Drain() {
  if (announced_ != absl::InfiniteFuture()) return;
  announced_ = absl::Now();
  session_->AnnounceEnd();
  FlushLater();
}

void Connection::Close() {
  if (std::exchange(is_closed_, true)) return;
  socket_->Close();
  session_->Abandon();
}

}  // namespace steward::rpc
