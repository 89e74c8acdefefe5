#include "gateway/grpc/server.h"

#include <thread>

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include "absl/strings/str_cat.h"
#include "gateway/grpc/call.h"
#include "platform/rpc/server_credentials.h"
#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

// Calls that wait to be accepted, per loop.
constexpr int kWaiting = 16;

class GenericServer final : public GrpcServer {
 public:
  GenericServer(const GrpcOptions& options, const GrpcContext& context)
      : options_(options), context_(context) {}
  ~GenericServer() override {
    Drain(absl::ZeroDuration());
    Stop();
  }

  absl::Status Bind();
  int port() const override { return port_; }
  std::vector<Loop*> loops() override {
    std::vector<Loop*> loops;
    for (const auto& loop : loops_) loops.push_back(loop.get());
    return loops;
  }
  void Start(const std::vector<GrpcGuest>& guests) override;
  void Drain(absl::Duration grace) override;
  void Stop() override;

 private:
  const GrpcOptions options_;
  const GrpcContext context_;
  int port_ = 0;
  std::shared_ptr<grpc::ServerCredentials> credentials_;
  grpc::AsyncGenericService service_;
  std::vector<grpc::ServerCompletionQueue*> queues_;
  std::vector<std::unique_ptr<Loop>> loops_;
  std::vector<std::unique_ptr<GrpcLane>> lanes_;
  std::unique_ptr<grpc::Server> server_;
  std::vector<std::thread> threads_;
};

absl::Status GenericServer::Bind() {
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(4 << 20);
  builder.SetMaxSendMessageSize(16 << 20);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, 8 * 1024);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 100);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 30000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10000);
  // A second gateway on the same port would silently take half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(
      GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS,
      static_cast<int>(absl::ToInt64Milliseconds(options_.handshake_timeout)));
  credentials_ = options_.certificate == nullptr
                     ? grpc::InsecureServerCredentials()
                     : rpc::ServerCredentials(options_.certificate, rpc::Clients::kAnyone);
  builder.AddListeningPort(options_.address, credentials_, &port_);
  builder.RegisterAsyncGenericService(&service_);
  for (int i = 0; i < options_.threads; ++i) {
    auto queue = builder.AddCompletionQueue();
    queues_.push_back(queue.get());
    loops_.push_back(std::make_unique<Loop>(std::move(queue)));
  }
  server_ = builder.BuildAndStart();
  if (server_ == nullptr || port_ == 0)
    return errors::Make(absl::StatusCode::kUnavailable, errors::Reason::UNAVAILABLE,
                        absl::StrCat("Cannot listen on ", options_.address));
  return absl::OkStatus();
}

void GenericServer::Start(const std::vector<GrpcGuest>& guests) {
  for (size_t i = 0; i < loops_.size(); ++i) {
    lanes_.push_back(std::make_unique<GrpcLane>(
        GrpcLane{options_, context_, service_, queues_[i], *loops_[i], guests[i]}));
    for (int k = 0; k < kWaiting; ++k) GrpcCall::Accept(*lanes_[i]);
    threads_.emplace_back([loop = loops_[i].get()] { loop->Run(); });
  }
}

void GenericServer::Drain(absl::Duration grace) {
  if (server_ != nullptr) server_->Shutdown(absl::ToChronoTime(absl::Now() + grace));
}

void GenericServer::Stop() {
  for (auto& loop : loops_) loop->Shutdown();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  server_ = nullptr;
}

}  // namespace

absl::StatusOr<std::unique_ptr<GrpcServer>> GrpcServer::Listen(const GrpcOptions& options,
                                                               const GrpcContext& context) {
  auto server = std::make_unique<GenericServer>(options, context);
  if (absl::Status status = server->Bind(); !status.ok()) return status;
  return server;
}

}  // namespace steward::gateway
