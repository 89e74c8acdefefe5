#include "platform/http2/connection.h"

#include <utility>

#include "absl/time/clock.h"
#include "platform/time/jitter.h"

namespace steward::http2 {
namespace {

constexpr size_t kWriteMax = 256 << 10;
// With all of a burst in one piece the peer would wait for the last of it, and then this process
// for the peer.
constexpr int kTogether = 8;
// For streams that are on their way when the end is announced.
constexpr absl::Duration kOnTheWay = absl::Milliseconds(20);

// Infinity times a share is none.
absl::Duration About(absl::Duration age) {
  return age == absl::InfiniteDuration() ? age : Jittered(age, 0.1);
}

}  // namespace

Connection::Connection(std::shared_ptr<Socket> socket, std::unique_ptr<Session> session,
                       const Options& options, FlushLater flush_later)
    : socket_(std::move(socket)),
      session_(std::move(session)),
      options_(options),
      flush_later_(std::move(flush_later)),
      heard_(absl::Now()),
      used_(heard_),
      retires_(heard_ + About(options.age_max)) {}

void Connection::Start(std::function<bool()> ready) {
  socket_->Handshake([self = shared_from_this(), this, ready = std::move(ready)](bool ok) {
    if (!ok) return Close();
    has_shaken_ = true;
    if (!ready()) return Close();
    Send();
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
  is_in_session_ = true;
  is_broken_ = !session_->Receive(bytes);
  is_in_session_ = false;
  if (session_->streams() > 0) used_ = heard_;
  if (!std::exchange(has_begun_, true) && begun_ != nullptr && !is_broken_) begun_();
  if (is_closed_) return;
  Send();
  if (!is_broken_) Read();
}

void Connection::Send() {
  if (!has_shaken_ || is_closed_) return;
  if (++asked_ == 1) flush_later_(shared_from_this());
  // The session cannot be asked while it tells of something: that is flushed soon.
  if (asked_ >= kTogether && !is_in_session_) Flush();
}

void Connection::Flush() {
  asked_ = 0;
  if (is_writing_ || is_closed_ || is_in_session_) return;
  out_.clear();
  is_in_session_ = true;
  session_->Send(&out_, kWriteMax);
  is_in_session_ = false;
  if (out_.empty()) {
    if (is_broken_ || session_->is_over()) Close();
    return;
  }
  const size_t sent = socket_->WriteNow(out_);
  auto then = [self = shared_from_this(), this](bool ok) {
    is_writing_ = false;
    if (!ok) return Close();
    for (const auto& flushed : std::exchange(flushed_, {})) flushed();
    if (session_->has_to_send() || session_->is_over() || is_broken_) Send();
  };
  if (sent == out_.size()) return then(true);
  is_writing_ = true;
  socket_->Write(absl::string_view(out_).substr(sent), std::move(then));
}

void Connection::Tick(absl::Time now) {
  if (is_closed_) return;
  session_->Tick();
  if (!has_begun_ && now > heard_ + options_.begin_max) return Close();
  if (now > pinged_ + options_.ping_max) return Close();
  if (now > heard_ + options_.silence_max && pinged_ == absl::InfiniteFuture()) {
    pinged_ = now;
    session_->Ping();
    Send();
  }
  if (session_->streams() > 0) used_ = now;
  if (now > retires_ || now > used_ + options_.idle_max) Drain();
  if (now > announced_ + options_.parting_max) return Close();
  if (now > announced_ + kOnTheWay && !std::exchange(refuses_, true)) {
    session_->RefuseNewStreams();
    Send();
  }
}

void Connection::Drain() {
  if (announced_ != absl::InfiniteFuture()) return;
  announced_ = absl::Now();
  session_->AnnounceEnd();
  Send();
}

void Connection::Close() {
  if (std::exchange(is_closed_, true)) return;
  socket_->Close();
  session_->Abandon();
  begun_ = nullptr;
  flushed_.clear();
  if (const auto closed = std::exchange(closed_, nullptr)) closed();
}

std::shared_ptr<Connection> NewServerConnection(
    std::shared_ptr<Socket> socket, const Session::Limits& limits,
    const Connection::Options& options, Connection::FlushLater flush_later,
    std::function<std::shared_ptr<Stream>(std::shared_ptr<Connection>, int32_t id)> accept) {
  // Made before the connection, which it finds when the first stream comes.
  auto found = std::make_shared<std::weak_ptr<Connection>>();
  auto session = Session::Server(limits, [found, accept = std::move(accept)](int32_t id) {
    return accept(found->lock(), id);
  });
  auto connection = std::make_shared<Connection>(std::move(socket), std::move(session), options,
                                                 std::move(flush_later));
  *found = connection;
  return connection;
}

}  // namespace steward::http2
