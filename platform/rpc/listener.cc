#include "platform/rpc/listener.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/http2/socket.h"
#include "platform/observe/log.h"
#include "platform/rpc/connection.h"
#include "platform/rpc/lane.h"
#include "platform/status/errors.h"

namespace steward::rpc {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// For descriptors to become free again.
constexpr std::chrono::milliseconds kPause{100};

class TcpListener final : public Listener, public std::enable_shared_from_this<TcpListener> {
 public:
  TcpListener(const std::vector<std::unique_ptr<Lane>>& lanes, const RawService& methods,
              const tls::WatchedContext* tls)
      : lanes_(lanes),
        methods_(methods),
        tls_(tls),
        acceptor_(lanes.front()->io()),
        pause_(lanes.front()->io()) {}

  error_code Bind(const std::string& address);
  int port() const override { return port_; }
  void Accept() override;
  void Close() override {
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
  }

 private:
  void Hand(Lane& lane, tcp::socket socket);

  const std::vector<std::unique_ptr<Lane>>& lanes_;
  const RawService& methods_;
  const tls::WatchedContext* const tls_;
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  // Who gets the next connection.
  size_t next_ = 0;
  int port_ = 0;
};

error_code TcpListener::Bind(const std::string& address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos) return asio::error::invalid_argument;
  std::string host = address.substr(0, colon);
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  error_code failed;
  const auto found = tcp::resolver(lanes_.front()->io())
                         .resolve(host, address.substr(colon + 1), tcp::resolver::passive, failed);
  if (failed || found.empty()) return failed ? failed : asio::error::host_not_found;
  const tcp::endpoint endpoint = found.begin()->endpoint();
  acceptor_.open(endpoint.protocol(), failed);
  if (!failed) acceptor_.set_option(tcp::acceptor::reuse_address(true), failed);
  if (!failed) acceptor_.bind(endpoint, failed);
  if (!failed) acceptor_.listen(1024, failed);
  if (!failed) port_ = acceptor_.local_endpoint(failed).port();
  return failed;
}

void TcpListener::Accept() {
  Lane& lane = *lanes_[next_++ % lanes_.size()];
  acceptor_.async_accept(lane.io(), [self = shared_from_this(), this, &lane](
                                        const error_code& failed, tcp::socket socket) {
    if (!acceptor_.is_open()) return;
    if (failed) {
      observe::Log(observe::Level::kError, "cannot accept", {{"error", failed.message()}});
      pause_.expires_after(kPause);
      return pause_.async_wait([self, this](const error_code& over) {
        if (!over) Accept();
      });
    }
    Hand(lane, std::move(socket));
    Accept();
  });
}

void TcpListener::Hand(Lane& lane, tcp::socket socket) {
  const auto context = tls_ == nullptr ? nullptr : tls_->Current();
  auto made = http2::Socket::Make(std::move(socket), context.get(), /*is_server=*/true);
  auto connection = std::make_shared<Connection>(lane, methods_, std::move(made));
  lane.Post([&lane, connection = std::move(connection)] { lane.Add(connection); });
}

}  // namespace

absl::StatusOr<std::shared_ptr<Listener>> Listener::Open(
    const std::string& address, const std::vector<std::unique_ptr<Lane>>& lanes,
    const RawService& methods, const tls::WatchedContext* tls) {
  auto listener = std::make_shared<TcpListener>(lanes, methods, tls);
  if (const error_code failed = listener->Bind(address))
    return errors::Make(absl::StatusCode::kFailedPrecondition, errors::Reason::UNAVAILABLE,
                        absl::StrCat("Cannot listen on ", address, " (", failed.message(),
                                     "); is the port taken? Choose another with grpc_listen."));
  return listener;
}

}  // namespace steward::rpc
