#pragma once

// A TCP connection, plain or in TLS 1.3, on the loop that it was made for. This header needs Asio,
// and so do few files.

#include <openssl/ssl.h>

#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace steward::http2 {

// Belongs to the thread of its loop, on which functions that are handed over run, never within the
// call that takes them. They do not run after Close, which lets go of the descriptor.
class Socket {
 public:
  // `tls` null: a plain one; else of the side that `is_server` says. Nagle's delay is off.
  static std::shared_ptr<Socket> Make(boost::asio::ip::tcp::socket socket, SSL_CTX* tls,
                                      bool is_server);
  virtual ~Socket() = default;

  // Before all else; at once for a plain connection. Both ends must agree on "h2" (RFC 7301).
  virtual void Handshake(std::function<void(bool ok)> done) = 0;
  // What arrived; nothing: no more will. The bytes are there until `done` returns. One at a time.
  virtual void Read(std::function<void(absl::string_view bytes)> done) = 0;
  // Sends what the connection takes at once; how much that was. Not while a Write is under way.
  virtual size_t WriteNow(absl::string_view bytes) = 0;
  // Sends all of it. The bytes must stay until `done` runs. One at a time.
  virtual void Write(absl::string_view bytes, std::function<void(bool ok)> done) = 0;
  virtual void Close() = 0;
  // The names of the kind URI in the peer's certificate, after a handshake that asked for one.
  virtual const std::vector<std::string>& PeerUris() const = 0;
  // As of AddressOfPeer, when the connection was made.
  virtual const std::string& PeerAddress() const = 0;
};

// The address of the peer without its port; empty when it is gone.
std::string AddressOfPeer(const boost::asio::ip::tcp::socket::lowest_layer_type& socket);

}  // namespace steward::http2
