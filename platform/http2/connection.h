#pragma once

// A session on its socket, at either end: reads, writes, looks for signs of life and ends in good
// order.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "platform/http2/session.h"
#include "platform/http2/socket.h"

namespace steward::http2 {

// Belongs to the thread of its loop. Operations under way hold it, until it is closed.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  struct Options {
    // For the handshake and the first bytes of the peer.
    absl::Duration begin_max = absl::Seconds(10);
    // A peer that was silent for so long is asked for a sign of life, and has so long to give it.
    absl::Duration silence_max = absl::Seconds(30), ping_max = absl::Seconds(10);
    // When peers are told to connect anew, give or take a tenth, so that they spread over replicas
    // that came later. Streams that are open then go on.
    absl::Duration age_max = absl::InfiniteDuration();
    // Likewise who has had no stream for so long; and how long streams may go on after that.
    absl::Duration idle_max = absl::InfiniteDuration(), parting_max = absl::InfiniteDuration();
  };
  // Has Flush called soon, once what is ready now was dealt with.
  using FlushLater = std::function<void(std::shared_ptr<Connection>)>;

  Connection(std::shared_ptr<Socket> socket, std::unique_ptr<Session> session,
             const Options& options, FlushLater flush_later);

  // Shakes hands, then `ready` runs, then it reads. When `ready` is false, or cannot, it closes.
  void Start(std::function<bool()> ready);
  // Does what is due at this time. To be called now and then.
  void Tick(absl::Time now);
  // Has it send what there is to send, with what else comes up for the moment; when it is the
  // eighth that asks, now: a peer need not wait for the last of many.
  void Send();
  void Flush();
  // It ends when the streams that are open have ended; new ones are refused, those on their way
  // are not.
  void Drain();
  // At once; open streams hear of it.
  void Close();
  bool is_closed() const { return is_closed_; }

  Session& session() { return *session_; }
  Socket& socket() { return *socket_; }
  // Runs when something was sent the next time; not when it is closed before.
  void AfterFlush(std::function<void()> flushed) { flushed_.push_back(std::move(flushed)); }
  // Runs when the peer is first heard; when it is closed.
  void OnBegun(std::function<void()> begun) { begun_ = std::move(begun); }
  void OnClosed(std::function<void()> closed) { closed_ = std::move(closed); }

 private:
  void Read();
  void OnRead(absl::string_view bytes);

  const std::shared_ptr<Socket> socket_;
  const std::unique_ptr<Session> session_;
  const Options options_;
  const FlushLater flush_later_;
  std::function<void()> begun_, closed_;
  std::vector<std::function<void()>> flushed_;
  std::string out_;
  int asked_ = 0;
  bool has_shaken_ = false, has_begun_ = false, is_in_session_ = false;
  bool is_writing_ = false, is_broken_ = false, is_closed_ = false, refuses_ = false;
  // When the peer was heard last, and with a stream; when it was asked since; when it is to go, and
  // was told so.
  absl::Time heard_, used_, retires_;
  absl::Time pinged_ = absl::InfiniteFuture(), announced_ = absl::InfiniteFuture();
};

// A connection that was accepted; `accept` makes what hears of each stream that its peer opens.
std::shared_ptr<Connection> NewServerConnection(
    std::shared_ptr<Socket> socket, const Session::Limits& limits,
    const Connection::Options& options, Connection::FlushLater flush_later,
    std::function<std::shared_ptr<Stream>(std::shared_ptr<Connection>, int32_t id)> accept);

}  // namespace steward::http2
