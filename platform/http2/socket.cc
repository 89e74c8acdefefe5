#include "platform/http2/socket.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "platform/tls/certificate.h"

namespace steward::http2 {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

template <class Layer>
class SocketOf : public Socket, public std::enable_shared_from_this<SocketOf<Layer>> {
 public:
  template <class... Arguments>
  explicit SocketOf(Arguments&&... arguments) : layer_(std::forward<Arguments>(arguments)...) {
    error_code ignored;
    layer_.lowest_layer().set_option(tcp::no_delay(true), ignored);
    peer_address_ = AddressOfPeer(layer_.lowest_layer());
  }

  void Read(std::function<void(absl::string_view)> done) override {
    layer_.async_read_some(asio::buffer(buffer_),
                           [self = this->shared_from_this(), done = std::move(done)](
                               const error_code& ec, size_t size) {
                             if (!self->is_closed_) done({self->buffer_.data(), ec ? 0 : size});
                           });
  }

  void Write(absl::string_view bytes, std::function<void(bool)> done) override {
    asio::async_write(
        layer_, asio::buffer(bytes.data(), bytes.size()),
        [self = this->shared_from_this(), done = std::move(done)](const error_code& ec, size_t) {
          if (!self->is_closed_) done(!ec);
        });
  }

  const std::vector<std::string>& PeerUris() const override { return peer_uris_; }

  const std::string& PeerAddress() const override { return peer_address_; }

  void Close() override {
    is_closed_ = true;
    error_code ignored;
    layer_.lowest_layer().close(ignored);
  }

 protected:
  Layer layer_;
  bool is_closed_ = false;
  std::string peer_address_;
  std::vector<std::string> peer_uris_;

 private:
  std::array<char, 32 << 10> buffer_;
};

class Plain final : public SocketOf<tcp::socket> {
 public:
  explicit Plain(tcp::socket socket) : SocketOf(std::move(socket)) {
    error_code ignored;
    layer_.non_blocking(true, ignored);
  }

  size_t WriteNow(absl::string_view bytes) override {
    // What is wrong with the connection Write tells.
    error_code ignored;
    return layer_.write_some(asio::buffer(bytes.data(), bytes.size()), ignored);
  }

  void Handshake(std::function<void(bool)> done) override {
    asio::post(layer_.get_executor(), [self = shared_from_this(), this, done = std::move(done)] {
      if (!is_closed_) done(true);
    });
  }
};

class Encrypted final : public SocketOf<asio::ssl::stream<tcp::socket>> {
 public:
  Encrypted(tcp::socket socket, asio::ssl::context& context, bool is_server)
      : SocketOf(std::move(socket), context), is_server_(is_server) {}

  void Handshake(std::function<void(bool)> done) override {
    layer_.async_handshake(
        is_server_ ? asio::ssl::stream_base::server : asio::ssl::stream_base::client,
        [self = shared_from_this(), this, done = std::move(done)](const error_code& ec) {
          if (is_closed_) return;
          if (!ec) SeePeer();
          done(!ec && SpeaksHttp2());
        });
  }

  // A record goes out as a whole.
  size_t WriteNow(absl::string_view) override { return 0; }

 private:
  void SeePeer() {
    const std::unique_ptr<X509, decltype(&X509_free)> peer(
        SSL_get1_peer_certificate(layer_.native_handle()), X509_free);
    if (peer != nullptr) peer_uris_ = tls::UrisOf(peer.get());
  }

  bool SpeaksHttp2() {
    const unsigned char* chosen = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(layer_.native_handle(), &chosen, &size);
    return absl::string_view(reinterpret_cast<const char*>(chosen), size) == "h2";
  }

  const bool is_server_;
};

}  // namespace

std::string AddressOfPeer(const tcp::socket::lowest_layer_type& socket) {
  error_code failed;
  const auto address = socket.remote_endpoint(failed).address();
  if (failed) return "";
  // An IPv4 peer of an IPv6 socket has its own form.
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  return address.to_string();
}

std::shared_ptr<Socket> Socket::Make(tcp::socket socket, SSL_CTX* tls, bool is_server) {
  if (tls == nullptr) return std::make_shared<Plain>(std::move(socket));
  // What it wraps it frees.
  SSL_CTX_up_ref(tls);
  asio::ssl::context context(tls);
  return std::make_shared<Encrypted>(std::move(socket), context, is_server);
}

}  // namespace steward::http2
