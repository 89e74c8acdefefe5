#pragma once

// A connection of the server, on its lane. Inside platform/rpc only.

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "platform/http2/session.h"
#include "platform/rpc/raw_service.h"

namespace steward::http2 {
class Socket;
}  // namespace steward::http2

namespace steward::rpc {

class Lane;

// Belongs to the thread of its lane, which it ends before.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  // `methods` outlives the lane.
  Connection(Lane& lane, const RawService& methods, std::shared_ptr<http2::Socket> socket);

  void Start();
  // Does what is due at this time: signs of life, and the end of a connection that is old or whose
  // peer says nothing. Some time apart.
  void Tick(absl::Time now);
  // Sends what there is to send.
  void Flush();
  void FlushLater();
  // The same for an answer, which leaves with a few others.
  void FlushAnswer();
  // It ends when the calls under way have ended. Peers learn that they are to call elsewhere.
  void Drain();
  // At once; to its calls it is broken off.
  void Close();
  bool is_closed() const { return is_closed_; }

  Lane& lane() { return lane_; }
  http2::Session& session() { return *session_; }
  const RawService& methods() const { return methods_; }
  // The names in the certificate of the peer.
  const std::vector<std::string>& peer() const { return peer_; }

 private:
  void Read();
  void OnRead(absl::string_view bytes);

  Lane& lane_;
  const RawService& methods_;
  const std::shared_ptr<http2::Socket> socket_;
  std::unique_ptr<http2::Session> session_;
  std::vector<std::string> peer_;
  std::string out_;
  int unflushed_answers_ = 0;
  bool is_writing_ = false, is_broken_ = false, is_closed_ = false, is_flushed_later_ = false;
  // When the peer was heard last, whether it was asked since, and when it is to go elsewhere.
  absl::Time heard_, retires_;
  absl::Time pinged_ = absl::InfiniteFuture(), announced_ = absl::InfiniteFuture();
  bool has_begun_ = false, refuses_ = false;
};

}  // namespace steward::rpc
