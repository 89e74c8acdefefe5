#include "tools/stewardctl/client.h"

#include <grpc/support/log.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/client_unary_call.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/sync_stream.h>

#include <algorithm>

#include "absl/functional/function_ref.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/observe/uuid.h"
#include "platform/rpc/convert.h"
#include "platform/rpc/decode.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "tools/stewardctl/documents.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/tls_failure.h"

namespace steward::ctl {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageLite;

constexpr int kAttempts = 4;
constexpr absl::Duration kFirstPause = absl::Milliseconds(200);
constexpr absl::Duration kTimeout = absl::Seconds(60);
constexpr absl::Duration kUploadTimeout = absl::Minutes(15);
constexpr int kMessageMax = 16 << 20;
// Errors travel as metadata, with all their violations.
constexpr int kMetadataMax = 256 << 10;

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> CredentialsOf(const Address& address,
                                                                        const Settings& settings) {
  if (!address.tls) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions options;
  if (!settings.ca_file.empty()) {
    ASSIGN_OR_RETURN(options.pem_root_certs, ReadFile(settings.ca_file));
    if (!absl::StrContains(options.pem_root_certs, "-----BEGIN CERTIFICATE-----"))
      return LocalFailure(absl::StrCat(settings.ca_file, ": holds no certificate."));
  }
  return grpc::SslCredentials(options);
}

// Whether it may be a value of metadata.
bool IsPrintable(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '!' && c <= '~'; });
}

// Of the call, as the server's logs have it.
std::string CallIdOf(const grpc::ClientContext& context) {
  for (const auto* metadata :
       {&context.GetServerInitialMetadata(), &context.GetServerTrailingMetadata()})
    if (const auto found = metadata->find("x-request-id"); found != metadata->end())
      return {found->second.data(), found->second.size()};
  return "";
}

absl::Status FromGrpc(const grpc::Status& status, const Address& address) {
  const bool from_channel = status.error_details().empty();
  if (!from_channel || status.error_code() != grpc::StatusCode::UNAVAILABLE)
    return rpc::FromGrpc(status);
  RETURN_IF_ERROR(TlsFailureOf(address, status.error_message()));
  const absl::string_view perhaps =
      MaySpeakTls(address, status.error_message())
          ? " If it speaks TLS, write https:// before it, or name its certificates with --ca-file."
          : "";
  return errors::Make(absl::StatusCode::kUnavailable, errors::Reason::UNAVAILABLE,
                      absl::StrCat("Steward cannot be reached at ", address.target, ".", perhaps));
}

// Once, or, what may be repeated, several times while Steward cannot be reached.
absl::StatusOr<Reply> Try(bool repeatable, const std::string& request_id,
                          absl::FunctionRef<absl::StatusOr<Reply>()> once) {
  absl::Duration pause = kFirstPause;
  for (int attempt = 1;; ++attempt, pause *= 2) {
    auto reply = once();
    if (reply.ok()) return reply;
    if (!absl::IsUnavailable(reply.status()) || !repeatable || attempt == kAttempts)
      return WithRequestId(reply.status(), request_id);
    absl::SleepFor(pause);
  }
}

const FieldDescriptor* RequestIdField(const gateway::Method& method) {
  return method.request_id == nullptr
             ? nullptr
             : method.descriptor->input_type()->FindFieldByNumber(method.request_id->number);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Client>> Client::Connect(Contract& contract,
                                                        const Settings& settings) {
  ASSIGN_OR_RETURN(const Address address, ParseAddress(settings.server, !settings.ca_file.empty()));
  ASSIGN_OR_RETURN(const auto credentials, CredentialsOf(address, settings));
  if (!IsPrintable(settings.credential))
    return WrongUsage("The token or API key holds other characters.");
  if (!IsPrintable(settings.tenant)) return WrongUsage("The tenant holds other characters.");
  if (!address.tls && !address.is_local && !settings.plaintext && !settings.credential.empty())
    return WrongUsage(
        "Without TLS others can read the credential on its way. Use https://, or forward a port to "
        "127.0.0.1; in a network that you trust, say --plaintext.");
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMessageMax);
  arguments.SetInt(GRPC_ARG_MAX_METADATA_SIZE, kMetadataMax);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  // Less than the pauses between attempts, or none of them would find a server that came back.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
  // So long an attempt to connect may take, whatever its name says: a busy machine needs more than
  // a few milliseconds.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 3'000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1'000);
  if (!address.tls) arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  auto channel = grpc::CreateCustomChannel(address.target, credentials, arguments);
  return std::unique_ptr<Client>(new Client(contract, std::move(channel), address, settings));
}

Client::Client(Contract& contract, std::shared_ptr<grpc::Channel> channel, Address address,
               const Settings& settings)
    : contract_(contract),
      channel_(std::move(channel)),
      address_(std::move(address)),
      credential_(settings.credential),
      tenant_(settings.tenant) {}

void Client::Prepare(grpc::ClientContext* context) const {
  if (!credential_.empty()) context->AddMetadata("authorization", "Bearer " + credential_);
  if (!tenant_.empty()) context->AddMetadata("steward-tenant", tenant_);
}

absl::StatusOr<Reply> Client::Call(const gateway::Method& method, const Message& request) {
  const std::string request_id = RequestIdOf(method, request);
  return Try(method.reads_only || !request_id.empty(), request_id,
             [&] { return CallOnce(method, request); });
}

absl::StatusOr<Reply> Client::Upload(const gateway::Method& method, const std::string& request_id,
                                     const std::function<absl::StatusOr<Source>()>& open,
                                     Tries tries) {
  return Try(tries == Tries::kSeveral, request_id, [&]() -> absl::StatusOr<Reply> {
    ASSIGN_OR_RETURN(const Source source, open());
    return UploadOnce(method, source);
  });
}

absl::StatusOr<Reply> Client::CallOnce(const gateway::Method& method, const Message& request) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kTimeout));
  Prepare(&context);
  Reply reply = contract_.New(*method.descriptor->output_type());
  const grpc::internal::RpcMethod target(method.path.c_str(),
                                         grpc::internal::RpcMethod::NORMAL_RPC);
  const grpc::Status status = grpc::internal::BlockingUnaryCall<MessageLite, MessageLite>(
      channel_.get(), target, &context, request, reply.get());
  if (!status.ok()) return WithCallId(FromGrpc(status, address_), CallIdOf(context));
  return reply;
}

absl::StatusOr<Reply> Client::UploadOnce(const gateway::Method& method, const Source& next) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kUploadTimeout));
  Prepare(&context);
  Reply reply = contract_.New(*method.descriptor->output_type());
  const grpc::internal::RpcMethod target(method.path.c_str(),
                                         grpc::internal::RpcMethod::CLIENT_STREAMING);
  const std::unique_ptr<grpc::ClientWriter<grpc::ByteBuffer>> writer(
      grpc::internal::ClientWriterFactory<grpc::ByteBuffer>::Create<MessageLite>(
          channel_.get(), target, &context, reply.get()));
  absl::StatusOr<Reply> request = next();
  while (request.ok() && *request != nullptr &&
         writer->Write(rpc::Encode((*request)->SerializeAsString())))
    request = next();
  if (!request.ok()) context.TryCancel();
  if (request.ok() && *request == nullptr) writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (!request.ok()) return request.status();
  if (!status.ok()) return WithCallId(FromGrpc(status, address_), CallIdOf(context));
  return reply;
}

absl::Status Client::Stream(const gateway::Method& method, const Message& request,
                            const std::function<absl::StatusOr<bool>(Reply message)>& receive) {
  grpc::ClientContext context;
  Prepare(&context);
  const grpc::internal::RpcMethod target(method.path.c_str(),
                                         grpc::internal::RpcMethod::SERVER_STREAMING);
  const std::unique_ptr<grpc::ClientReader<grpc::ByteBuffer>> reader(
      grpc::internal::ClientReaderFactory<grpc::ByteBuffer>::Create<MessageLite>(
          channel_.get(), target, &context, request));
  grpc::ByteBuffer buffer;
  absl::Status stopped;
  bool more = true;
  while (more && reader->Read(&buffer)) {
    Reply message = contract_.New(*method.descriptor->output_type());
    stopped = rpc::Decode(rpc::BytesOf(buffer), message.get());
    if (stopped.ok()) {
      const auto wanted = receive(std::move(message));
      stopped = wanted.status();
      more = wanted.ok() && *wanted;
    }
    more = more && stopped.ok();
  }
  if (!more) context.TryCancel();
  const grpc::Status status = reader->Finish();
  if (!more) return stopped;
  return status.ok() ? absl::OkStatus() : WithCallId(FromGrpc(status, address_), CallIdOf(context));
}

void SilenceLibrary() {
  if (Environment("GRPC_VERBOSITY").empty()) gpr_set_log_function([](gpr_log_func_args*) {});
}

std::string RequestIdOf(const gateway::Method& method, const Message& request) {
  const FieldDescriptor* field = RequestIdField(method);
  return field == nullptr ? "" : request.GetReflection()->GetString(request, field);
}

void EnsureRequestId(const gateway::Method& method, Message* request) {
  const FieldDescriptor* field = RequestIdField(method);
  if (field == nullptr || !RequestIdOf(method, *request).empty()) return;
  request->GetReflection()->SetString(request, field, observe::NewUuid4());
}

}  // namespace steward::ctl
