#include "platform/rpc/client.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/client_unary_call.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/observe/trace.h"
#include "platform/observe/uuid.h"
#include "platform/rpc/convert.h"
#include "platform/rpc/interceptors.h"
#include "platform/rpc/tuning.h"

namespace steward::rpc {
namespace {

constexpr int kMessageMax = 16 << 20;
// Errors travel as metadata, with all their violations.
constexpr int kMetadataMax = 256 << 10;
constexpr char kServiceConfig[] = R"json({
  "methodConfig": [{
    "name": [{}],
    "retryPolicy": {
      "maxAttempts": 3,
      "initialBackoff": "0.1s",
      "maxBackoff": "1s",
      "backoffMultiplier": 2,
      "retryableStatusCodes": ["UNAVAILABLE"]
    }
  }],
  "retryThrottling": {"maxTokens": 10, "tokenRatio": 0.1},
  "loadBalancingConfig": [{"round_robin": {}}]
})json";

std::shared_ptr<grpc::Channel> MakeChannel(
    const std::string& address, const std::shared_ptr<grpc::ChannelCredentials>& credentials,
    const std::string& service) {
  grpc::ChannelArguments arguments;
  arguments.SetServiceConfigJSON(kServiceConfig);
  arguments.SetMaxReceiveMessageSize(kMessageMax);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  arguments.SetInt(GRPC_ARG_MAX_METADATA_SIZE, kMetadataMax);
  // Less than the pauses between attempts, or none of them would find a server that came back.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 150);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  for (const auto& [name, value] : kTuning) arguments.SetInt(name, value);
  // The library complains of each connection to a name that the certificate does not have.
  if (!service.empty()) arguments.SetSslTargetNameOverride(service);
  return grpc::CreateCustomChannel(address, credentials, arguments);
}

}  // namespace

Client::Client(const std::string& address, Identity identity, std::shared_ptr<const Tls> tls,
               const std::string& service)
    : channel_(std::move(tls), service,
               [address, service](const auto& credentials) {
                 return MakeChannel(address, credentials, service);
               }),
      identity_(std::move(identity)) {}

absl::Status Client::Call(const std::string& method, const google::protobuf::Message& request,
                          google::protobuf::Message* response, absl::Duration timeout,
                          absl::string_view tenant) const {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  // Ids of processes, which channels are named after, are no names of hosts.
  context.set_authority("steward");
  context.AddMetadata(kIdentityMetadata, identity_(tenant));
  context.AddMetadata(kRequestIdMetadata, observe::NewUuid4());
  context.AddMetadata(kTraceMetadata, observe::NewTraceParent());
  const std::string path = absl::StrCat("/", method);
  grpc::internal::RpcMethod target(path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC);
  const auto channel = channel_.Get();
  grpc::Status status = grpc::internal::BlockingUnaryCall<google::protobuf::MessageLite,
                                                          google::protobuf::MessageLite>(
      channel.get(), target, &context, request, response);
  return FromGrpc(status);
}

}  // namespace steward::rpc
