#include "gateway/grpc/server.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "gateway/grpc/call.h"
#include "platform/http2/connections.h"
#include "platform/http2/listener.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/tls/context.h"

namespace steward::gateway {
namespace {

namespace asio = boost::asio;

// A loop with its thread and its connections.
struct Worker {
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  rpc::Loop loop{io};
  http2::Connections connections;
  std::unique_ptr<GrpcLane> lane;
  std::thread thread;
};

class Http2Server final : public GrpcServer {
 public:
  Http2Server(const GrpcOptions& options, const GrpcContext& context)
      : options_(options), context_(context) {}
  ~Http2Server() override {
    Drain(absl::ZeroDuration());
    Stop();
  }

  absl::Status Bind();
  int port() const override { return listener_->port(); }
  std::vector<rpc::Loop*> loops() override {
    std::vector<rpc::Loop*> loops;
    for (const auto& worker : workers_) loops.push_back(&worker->loop);
    return loops;
  }
  void Start(const std::vector<GrpcGuest>& guests) override;
  void Drain(absl::Duration grace) override;
  void Stop() override;

 private:
  void Take(Worker& worker, asio::ip::tcp::socket socket);
  void Tick(Worker& worker);
  size_t connections() const;

  const GrpcOptions options_;
  const GrpcContext context_;
  // Null: plain.
  std::unique_ptr<const tls::WatchedContext> tls_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::shared_ptr<http2::Listener> listener_;
};

absl::Status Http2Server::Bind() {
  if (options_.certificate != nullptr) {
    ASSIGN_OR_RETURN(tls_,
                     tls::WatchedContext::Open(options_.certificate, tls::Side::kPublicHttp2));
  }
  std::vector<asio::io_context*> loops;
  for (int i = 0; i < options_.threads; ++i) {
    workers_.push_back(std::make_unique<Worker>());
    loops.push_back(&workers_.back()->io);
  }
  ASSIGN_OR_RETURN(listener_, http2::Listener::Open(options_.address, std::move(loops),
                                                    [this](size_t i, asio::ip::tcp::socket socket) {
                                                      Take(*workers_[i], std::move(socket));
                                                    }));
  return absl::OkStatus();
}

size_t Http2Server::connections() const {
  size_t all = 0;
  for (const auto& worker : workers_) all += worker->connections.size();
  return all;
}

void Http2Server::Take(Worker& worker, asio::ip::tcp::socket socket) {
  if (connections() >= options_.max_connections) return;
  const auto context = tls_ == nullptr ? nullptr : tls_->Current();
  auto made = http2::Socket::Make(std::move(socket), context.get(), /*is_server=*/true);
  worker.loop.Post([&worker, connection = NewGrpcConnection(*worker.lane, std::move(made))] {
    worker.connections.Add(connection);
  });
}

void Http2Server::Start(const std::vector<GrpcGuest>& guests) {
  for (size_t i = 0; i < workers_.size(); ++i) {
    Worker& worker = *workers_[i];
    worker.lane = std::make_unique<GrpcLane>(
        GrpcLane{options_, context_, worker.loop, guests[i], DoorMetrics(DoorMetrics::kGrpc)});
  }
  listener_->Accept();
  for (const auto& worker : workers_) {
    worker->loop.Post([this, &worker = *worker] { Tick(worker); });
    worker->thread = std::thread([&worker = *worker] { worker.io.run(); });
  }
}

void Http2Server::Tick(Worker& worker) {
  worker.connections.Tick(absl::Now());
  worker.loop.After(worker.connections.pause(), [this, &worker] { Tick(worker); });
}

void Http2Server::Drain(absl::Duration grace) {
  if (workers_.empty() || !workers_.front()->thread.joinable()) return;
  const absl::Time end = absl::Now() + grace;
  asio::post(workers_.front()->io, [listener = listener_] { listener->Close(); });
  for (const auto& worker : workers_)
    asio::post(worker->io, [this, &worker = *worker] {
      worker.lane->is_draining = true;
      worker.connections.Drain();
      Tick(worker);
    });
  while (connections() > 0 && absl::Now() < end) absl::SleepFor(absl::Milliseconds(5));
  for (const auto& worker : workers_)
    asio::post(worker->io, [&worker = *worker] { worker.connections.Close(); });
}

void Http2Server::Stop() {
  for (const auto& worker : workers_) {
    if (!worker->thread.joinable()) continue;
    asio::post(worker->io, [&worker = *worker] { worker.io.stop(); });
    worker->thread.join();
    worker->loop.Shutdown();
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<GrpcServer>> GrpcServer::Listen(const GrpcOptions& options,
                                                               const GrpcContext& context) {
  auto server = std::make_unique<Http2Server>(options, context);
  if (absl::Status status = server->Bind(); !status.ok()) return status;
  return server;
}

}  // namespace steward::gateway
