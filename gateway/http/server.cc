#include "gateway/http/server.h"

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <thread>
#include <unordered_set>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "gateway/http/session.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/http_date.h"
#include "platform/tls/context.h"

namespace steward::gateway {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr absl::Duration kRefusalTime = absl::Seconds(1);

// One io thread: its loop, its listening socket, its connections.
struct Worker {
  explicit Worker(const HttpOptions& options) : acceptor(io), ticker(io), retry(io) {
    context.options = options;
    context.date = HttpDate(absl::Now());
  }

  asio::io_context io{1};
  tcp::acceptor acceptor;
  asio::steady_timer ticker;
  asio::steady_timer retry;
  SessionContext context;
  std::unordered_set<std::shared_ptr<Session>> sessions;
  std::thread thread;
};

class AsioServer final : public HttpServer {
 public:
  explicit AsioServer(const HttpOptions& options) : options_(options) {}
  ~AsioServer() override { Drain(absl::ZeroDuration()); }

  absl::Status Bind();
  int port() const override { return port_; }
  asio::io_context& io(int thread) override { return workers_[thread]->io; }
  void Start(std::vector<std::shared_ptr<Handler>> handlers) override;
  void BeginDrain() override;
  void Drain(absl::Duration grace) override;

 private:
  void Accept(Worker& worker);
  void Admit(Worker& worker, tcp::socket socket);
  void StopAccepting(Worker& worker);
  void Tick(Worker& worker);
  // Waits until all are gone, so long at most.
  void AwaitNoConnection(absl::Duration time) const;
  // And leaves time for the refusals to be taken.
  void CutOff();

  HttpOptions options_;
  int port_ = 0;
  // Null: plain HTTP.
  std::unique_ptr<const tls::WatchedContext> tls_;
  std::atomic<int> connections_{0};
  std::vector<std::unique_ptr<Worker>> workers_;
};

absl::Status BindError(const HttpOptions& options, const error_code& ec) {
  return errors::Make(absl::StatusCode::kUnavailable, errors::Reason::UNAVAILABLE,
                      absl::StrCat("Cannot listen on ", options.address, ": ", ec.message()));
}

absl::Status AsioServer::Bind() {
  if (options_.certificate != nullptr) {
    ASSIGN_OR_RETURN(tls_,
                     tls::WatchedContext::Open(options_.certificate, tls::Side::kPublicHttp1));
  }
  const size_t colon = options_.address.rfind(':');
  int port = 0;
  if (colon == std::string::npos || !absl::SimpleAtoi(options_.address.substr(colon + 1), &port))
    return BindError(options_, asio::error::invalid_argument);
  absl::string_view host = absl::string_view(options_.address).substr(0, colon);
  absl::ConsumePrefix(&host, "[");
  absl::ConsumeSuffix(&host, "]");
  error_code ec;
  const auto ip = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : std::string(host), ec);
  if (ec) return BindError(options_, ec);
  using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
  for (int i = 0; i < options_.threads; ++i) {
    auto worker = std::make_unique<Worker>(options_);
    const tcp::endpoint endpoint(ip, static_cast<unsigned short>(i == 0 ? port : port_));
    worker->acceptor.open(endpoint.protocol(), ec);
    if (!ec) worker->acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec && options_.threads > 1) worker->acceptor.set_option(ReusePort(true), ec);
    if (!ec) worker->acceptor.bind(endpoint, ec);
    if (!ec) worker->acceptor.listen(1024, ec);
    if (ec) return BindError(options_, ec);
    port_ = worker->acceptor.local_endpoint().port();
    workers_.push_back(std::move(worker));
  }
  return absl::OkStatus();
}

void AsioServer::Start(std::vector<std::shared_ptr<Handler>> handlers) {
  for (size_t i = 0; i < workers_.size(); ++i) {
    Worker& worker = *workers_[i];
    worker.context.handler = handlers[i];
    Accept(worker);
    Tick(worker);
    worker.thread = std::thread([&worker] {
      auto guard = asio::make_work_guard(worker.io);
      worker.io.run();
    });
  }
}

void AsioServer::Accept(Worker& worker) {
  worker.acceptor.async_accept([this, &worker](const error_code& ec, tcp::socket socket) {
    if (!ec) Admit(worker, std::move(socket));
    if (!worker.acceptor.is_open()) return;
    if (ec) {
      // Out of descriptors, most likely: wait for connections to close.
      worker.retry.expires_after(std::chrono::milliseconds(100));
      return worker.retry.async_wait([this, &worker](const error_code&) { Accept(worker); });
    }
    Accept(worker);
  });
}

void AsioServer::Admit(Worker& worker, tcp::socket socket) {
  if (connections_.load(std::memory_order_relaxed) >= options_.max_connections) return;
  connections_.fetch_add(1, std::memory_order_relaxed);
  const auto tls = tls_ == nullptr ? nullptr : tls_->Current();
  auto session = std::make_shared<Session>(std::move(socket), tls.get(), worker.context);
  worker.sessions.insert(session);
  session->Start();
}

void AsioServer::StopAccepting(Worker& worker) {
  error_code ec;
  worker.acceptor.non_blocking(true, ec);
  // To their clients, those that wait to be accepted are connected already.
  while (!ec) {
    tcp::socket socket(worker.io);
    worker.acceptor.accept(socket, ec);
    if (!ec) Admit(worker, std::move(socket));
  }
  worker.acceptor.close(ec);
}

void AsioServer::Tick(Worker& worker) {
  worker.context.date = HttpDate(absl::Now());
  const auto now = Session::Clock::now();
  for (auto it = worker.sessions.begin(); it != worker.sessions.end();) {
    (*it)->Tick(now);
    if (worker.context.draining) (*it)->Drain();
    if (!(*it)->closed()) {
      ++it;
      continue;
    }
    it = worker.sessions.erase(it);
    connections_.fetch_sub(1, std::memory_order_relaxed);
  }
  const auto period = std::chrono::milliseconds(worker.context.draining ? 10 : 500);
  worker.ticker.expires_after(period);
  worker.ticker.async_wait([this, &worker](const error_code& ec) {
    if (!ec) Tick(worker);
  });
}

void AsioServer::BeginDrain() {
  for (auto& worker : workers_)
    asio::post(worker->io, [&worker = *worker] { worker.context.parting = true; });
}

void AsioServer::AwaitNoConnection(absl::Duration time) const {
  const absl::Time end = absl::Now() + time;
  while (connections_.load() > 0 && absl::Now() < end) absl::SleepFor(absl::Milliseconds(5));
}

void AsioServer::CutOff() {
  for (auto& worker : workers_) {
    if (!worker->thread.joinable()) continue;
    asio::post(worker->io, [&worker = *worker] {
      for (const auto& session : worker.sessions) session->CutOff();
    });
  }
  AwaitNoConnection(kRefusalTime);
}

void AsioServer::Drain(absl::Duration grace) {
  for (auto& worker : workers_) {
    if (!worker->thread.joinable()) continue;
    asio::post(worker->io, [this, &worker = *worker] {
      worker.context.parting = worker.context.draining = true;
      StopAccepting(worker);
      worker.ticker.cancel();
      Tick(worker);
    });
  }
  AwaitNoConnection(grace);
  if (grace > absl::ZeroDuration()) CutOff();
  for (auto& worker : workers_) {
    if (!worker->thread.joinable()) continue;
    asio::post(worker->io, [&worker = *worker] {
      for (const auto& session : worker.sessions) session->Close();
      worker.sessions.clear();
      worker.io.stop();
    });
    worker->thread.join();
  }
  connections_ = 0;
}

}  // namespace

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Listen(const HttpOptions& options) {
  auto server = std::make_unique<AsioServer>(options);
  if (absl::Status status = server->Bind(); !status.ok()) return status;
  return server;
}

}  // namespace steward::gateway
