#pragma once

// A connection of a client, plain or through TLS: what a session reads from and writes to. Belongs
// to the io thread. This header needs Asio.

#include <openssl/ssl.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <string>
#include <utility>

namespace steward::gateway {

// Operations end with a boost::system::error_code, and a count where there is one. One read and one
// write may be under way at a time; whoever is called at the end keeps the connection alive.
class Connection {
 public:
  using Socket = boost::asio::ip::tcp::socket;

  // Without `tls` it is plain.
  Connection(Socket socket, SSL_CTX* tls) : socket_(std::move(socket)) {
    if (tls == nullptr) return;
    // What it wraps it frees.
    SSL_CTX_up_ref(tls);
    boost::asio::ssl::context context(tls);
    tls_ = std::make_unique<Stream>(socket_, context);
  }

  bool secure() const { return tls_ != nullptr; }
  Socket& socket() { return socket_; }

  template <class Done>
  void Handshake(Done done) {
    tls_->async_handshake(boost::asio::ssl::stream_base::server, std::move(done));
  }
  template <class Done>
  void ReadSome(char* to, size_t size, Done done) {
    const auto buffer = boost::asio::buffer(to, size);
    if (tls_ == nullptr) return socket_.async_read_some(buffer, std::move(done));
    tls_->async_read_some(buffer, std::move(done));
  }
  template <class Done>
  void Write(const std::string& bytes, Done done) {
    const auto buffer = boost::asio::buffer(bytes);
    if (tls_ == nullptr) return boost::asio::async_write(socket_, buffer, std::move(done));
    boost::asio::async_write(*tls_, buffer, std::move(done));
  }
  // Tells the client that nothing more comes; reading goes on.
  template <class Done>
  void CloseSending(Done done) {
    boost::system::error_code ignored;
    if (tls_ == nullptr) {
      socket_.shutdown(Socket::shutdown_send, ignored);
      return;
    }
    // Also waits for the client to say the same, which reading would see, too.
    tls_->async_shutdown(std::move(done));
  }
  void Close() {
    boost::system::error_code ignored;
    socket_.shutdown(Socket::shutdown_both, ignored);
    socket_.close(ignored);
  }

 private:
  using Stream = boost::asio::ssl::stream<Socket&>;

  Socket socket_;
  std::unique_ptr<Stream> tls_;
};

}  // namespace steward::gateway
