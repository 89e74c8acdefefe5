#include "platform/http2/listener.h"

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/observe/log.h"
#include "platform/status/errors.h"

namespace steward::http2 {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// For descriptors to become free again.
constexpr std::chrono::milliseconds kPause{100};

class TcpListener final : public Listener, public std::enable_shared_from_this<TcpListener> {
 public:
  TcpListener(std::vector<asio::io_context*> loops, Take take)
      : loops_(std::move(loops)),
        take_(std::move(take)),
        acceptor_(*loops_.front()),
        pause_(*loops_.front()) {}

  error_code Bind(const std::string& address);
  int port() const override { return port_; }
  void Accept() override;
  void Close() override {
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
  }

 private:
  const std::vector<asio::io_context*> loops_;
  const Take take_;
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
  const auto found = tcp::resolver(*loops_.front())
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
  const size_t loop = next_++ % loops_.size();
  acceptor_.async_accept(*loops_[loop], [self = shared_from_this(), this, loop](
                                            const error_code& failed, tcp::socket socket) {
    if (!acceptor_.is_open()) return;
    if (!failed) {
      take_(loop, std::move(socket));
      return Accept();
    }
    observe::Log(observe::Level::kError, "cannot accept", {{"error", failed.message()}});
    pause_.expires_after(kPause);
    pause_.async_wait([self, this](const error_code& over) {
      if (!over) Accept();
    });
  });
}

}  // namespace

absl::StatusOr<std::shared_ptr<Listener>> Listener::Open(const std::string& address,
                                                         std::vector<asio::io_context*> loops,
                                                         Take take) {
  auto listener = std::make_shared<TcpListener>(std::move(loops), std::move(take));
  if (const error_code failed = listener->Bind(address))
    return errors::Make(absl::StatusCode::kUnavailable, errors::Reason::UNAVAILABLE,
                        absl::StrCat("Cannot listen on ", address, ": ", failed.message()));
  return listener;
}

}  // namespace steward::http2
