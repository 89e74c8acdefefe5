#include "gateway/proxy/caller.h"

#include <algorithm>
#include <optional>

#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include "absl/random/random.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "gateway/proxy/client_call.h"
#include "gateway/proxy/upload_call.h"
#include "platform/rpc/tuning.h"
#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

constexpr int kMaxAttempts = 3;
// Errors travel as metadata, with all their violations.
constexpr int kMaxMetadata = 256 << 10;

std::shared_ptr<grpc::Channel> MakeChannel(
    const std::string& service, const std::string& target,
    const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  grpc::ChannelArguments arguments;
  // A connection of its own for each loop: no other loop's thread touches its socket.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10000);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // Only what carries a call and ends it at its deadline: no limit of messages, either.
  arguments.SetInt(GRPC_ARG_MINIMAL_STACK, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_DEADLINE_CHECKS, 1);
  for (const auto& [name, value] : rpc::kTuning) arguments.SetInt(name, value);
  arguments.SetInt(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadata);
  arguments.SetUserAgentPrefix("steward-gateway");
  arguments.SetLoadBalancingPolicyName("round_robin");
  const std::string address = absl::StrContains(target, '|')
                                  ? absl::StrCat("ipv4:", absl::StrReplaceAll(target, {{"|", ","}}))
                                  : target;
  // The name of the server in TLS, which the library looks for in the certificate.
  arguments.SetSslTargetNameOverride(service);
  return grpc::CreateCustomChannel(address, credentials, arguments);
}

absl::Duration Backoff(int attempt) {
  thread_local absl::InsecureBitGen random;
  return absl::Milliseconds(100) * (1 << (attempt - 1)) * absl::Uniform(random, 0.8, 1.2);
}

}  // namespace

absl::StatusOr<Backends> ParseBackends(const std::vector<std::string>& entries) {
  Backends backends;
  for (const std::string& entry : entries) {
    const size_t equals = entry.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == entry.size() ||
        !backends.emplace(entry.substr(0, equals), entry.substr(equals + 1)).second)
      return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::INVALID_FIELD,
                          "Each of 'services' must read name=host:port, each name once.");
  }
  return backends;
}

absl::string_view Reply::Metadata(absl::string_view name) const {
  for (const auto& [key, value] : metadata)
    if (key == name) return value;
  return {};
}

grpc::ByteBuffer ToBuffer(absl::string_view bytes) {
  const grpc::Slice slice(bytes.data(), bytes.size());
  return grpc::ByteBuffer(&slice, 1);
}

class Caller::Call final : public PendingCall, public Completion {
 public:
  Call(Caller& caller, std::shared_ptr<grpc::GenericStub> stub, Outgoing outgoing,
       std::function<void(Reply&)> done)
      : loop_(caller.loop_),
        stub_(std::move(stub)),
        outgoing_(std::move(outgoing)),
        done_(std::move(done)) {}

  void Start(std::shared_ptr<Call> self) {
    self_ = std::move(self);
    Attempt();
  }

  // Without a backend, or after shutdown: still not before Start returned.
  void FailLater(std::shared_ptr<Call> self, grpc::Status status) {
    // The work owns the call: the loop drops it when it shuts down.
    loop_.Post([this, self = std::move(self), status = std::move(status)]() mutable {
      self_ = std::move(self);
      reply_.status = status;
      Finish();
    });
  }

  void Cancel() override {
    cancelled_ = true;
    if (context_.has_value()) context_->TryCancel();
  }

  void Complete(bool) override {
    status_ = StatusOf(std::move(status_), response_, cancelled_);
    if (status_.error_code() == grpc::StatusCode::UNAVAILABLE && MayRepeat()) {
      response_.Clear();
      loop_.After(Backoff(attempt_), [this, self = std::move(self_)]() mutable {
        self_ = std::move(self);
        Attempt();
      });
      return;
    }
    Take(std::move(status_), &response_, *context_, &reply_);
    Finish();
  }

 private:
  void Attempt() {
    ++attempt_;
    reader_.reset();
    context_.emplace();
    Prepare(outgoing_, &*context_);
    reader_ = stub_->PrepareUnaryCall(&*context_, outgoing_.path, outgoing_.request, loop_.queue());
    reader_->StartCall();
    reader_->Finish(&response_, &status_, loop_.Tag(this));
  }

  bool MayRepeat() {
    return outgoing_.repeatable && !cancelled_ && attempt_ < kMaxAttempts &&
           absl::Now() + absl::Milliseconds(300) < outgoing_.deadline && !loop_.is_shut_down();
  }

  void Finish() {
    const std::shared_ptr<Call> self = std::move(self_);
    const std::function<void(Reply&)> done = std::move(done_);
    done(reply_);
  }

  Loop& loop_;
  const std::shared_ptr<grpc::GenericStub> stub_;
  Outgoing outgoing_;
  std::function<void(Reply&)> done_;
  std::optional<grpc::ClientContext> context_;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader_;
  grpc::ByteBuffer response_;
  grpc::Status status_;
  Reply reply_;
  int attempt_ = 0;
  bool cancelled_ = false;
  // Keeps it alive while the queue holds its tag.
  std::shared_ptr<Call> self_;
};

Caller::Caller(Loop& loop, const Backends& backends, const std::shared_ptr<const rpc::Tls>& tls)
    : loop_(loop) {
  for (const auto& [name, target] : backends)
    backends_[name].channel = std::make_unique<rpc::RenewedChannel>(
        tls, name, [name = name, target = target](const auto& credentials) {
          return MakeChannel(name, target, credentials);
        });
}

const std::shared_ptr<grpc::GenericStub>& Caller::Backend::Stub() {
  auto now = channel->Get();
  if (now != stub_channel) {
    stub = std::make_shared<grpc::GenericStub>(now);
    stub_channel = std::move(now);
  }
  return stub;
}

Caller::~Caller() = default;

std::shared_ptr<grpc::GenericStub> Caller::StubOf(const std::string& service) {
  auto it = backends_.find(service);
  return it == backends_.end() ? nullptr : it->second.Stub();
}

std::shared_ptr<PendingCall> Caller::Start(Outgoing outgoing, std::function<void(Reply&)> done) {
  const auto stub = StubOf(outgoing.service);
  auto call = std::make_shared<Call>(*this, stub, std::move(outgoing), std::move(done));
  if (stub == nullptr)
    call->FailLater(call, {grpc::StatusCode::UNIMPLEMENTED, "No service answers this method."});
  else if (loop_.is_shut_down())
    return call;
  else
    call->Start(call);
  return call;
}

std::shared_ptr<Upload> Caller::StartUpload(Outgoing outgoing, std::function<void(Reply&)> done) {
  auto stub = StubOf(outgoing.service);
  if (stub == nullptr || loop_.is_shut_down()) {
    Start(std::move(outgoing), std::move(done));
    return nullptr;
  }
  auto call =
      std::make_shared<UploadCall>(loop_, std::move(stub), std::move(outgoing), std::move(done));
  call->Start();
  return call;
}

bool Caller::Connected() {
  bool any = false;
  for (const auto& [name, backend] : backends_)
    any = backend.channel->Get()->GetState(/*try_to_connect=*/true) == GRPC_CHANNEL_READY || any;
  return any;
}

std::vector<std::string> Caller::services() const {
  std::vector<std::string> names;
  for (const auto& [name, backend] : backends_) names.push_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace steward::gateway
