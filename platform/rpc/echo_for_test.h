#pragma once

// For tests: who issues identities, a service of two methods that is served on a free port, and
// calls that may be as wrong as a test wants.

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/client_unary_call.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/protobuf/descriptor.pb.h"
#include "platform/auth/identity.h"
#include "platform/auth/identity_signer.h"
#include "platform/rpc/convert.h"
#include "platform/rpc/interceptors.h"
#include "platform/rpc/server.h"
#include "platform/rpc/service.h"
#include "steward/options/v1/options.pb.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::rpc {

class TestIssuer {
 public:
  auth::KeySet trusted() const {
    auth::KeySet keys;
    keys.emplace("test", auth::TrustedKey{key_.public_key(), "*"});
    return keys;
  }
  // An identity of users/alice, or of a service that acts for no tenant.
  std::string Sign(const std::string& audience, const std::string& role,
                   absl::Duration expires_in = absl::Seconds(60),
                   absl::string_view tenant_of_service = "") const {
    identity::v1::Identity identity;
    bool service = role == "service";
    identity.set_tenant(service ? std::string(tenant_of_service) : "demo");
    identity.set_subject(service ? "services/test" : "users/alice");
    identity.add_roles(role);
    identity.set_audience(audience);
    int64_t expires = absl::ToUnixSeconds(absl::Now() + expires_in);
    identity.mutable_issue_time()->set_seconds(expires - 60);
    identity.mutable_expire_time()->set_seconds(expires);
    return auth::IdentitySigner("test", key_).Sign(identity);
  }

 private:
  auth::PrivateKey key_ = auth::PrivateKey::Generate();
};

// What stands for the permission of a method that needs no credential.
inline constexpr char kAnonymousMethod[] = "anonymous";

// Service of the given methods; a method without a permission has no option at all.
inline const google::protobuf::ServiceDescriptor* MakeDescriptor(
    const std::string& name, const std::vector<std::pair<std::string, std::string>>& methods) {
  static auto* pool =
      new google::protobuf::DescriptorPool(google::protobuf::DescriptorPool::generated_pool());
  if (const auto* known = pool->FindServiceByName("steward.test.v1." + name)) return known;
  ticket::v1::CreateTicketRequest linked;
  google::protobuf::FileDescriptorProto file;
  file.set_name(name + ".proto");
  file.set_package("steward.test.v1");
  file.set_syntax("proto3");
  file.add_dependency(linked.GetDescriptor()->file()->name());
  file.add_dependency(ticket::v1::Ticket::descriptor()->file()->name());
  auto* service = file.add_service();
  service->set_name(name);
  for (const auto& [method, permission] : methods) {
    auto* entry = service->add_method();
    entry->set_name(method);
    entry->set_input_type(absl::StrCat(".steward.ticket.v1.", method, "TicketRequest"));
    entry->set_output_type(".steward.ticket.v1.Ticket");
    if (permission == kAnonymousMethod)
      entry->mutable_options()->MutableExtension(options::v1::method)->set_anonymous(true);
    else if (!permission.empty())
      entry->mutable_options()->MutableExtension(options::v1::method)->set_permission(permission);
  }
  return pool->BuildFile(file)->service(0);
}

inline const google::protobuf::ServiceDescriptor* EchoDescriptor() {
  return MakeDescriptor("EchoService", {{"Create", "tickets.create"}, {"Get", "tickets.get"}});
}

inline constexpr char kCreate[] = "steward.test.v1.EchoService/Create";
inline constexpr char kGet[] = "steward.test.v1.EchoService/Get";

class EchoServer {
 public:
  using Create = std::function<absl::StatusOr<ticket::v1::Ticket>(
      const Call&, const ticket::v1::CreateTicketRequest&)>;

  explicit EchoServer(Create create = nullptr, Interceptors::Options options = {},
                      const std::string& address = "127.0.0.1:0")
      : create_(std::move(create)),
        verifier_("echo", issuer.trusted()),
        interceptors([&] {
          options.verifier = &verifier_;
          return options;
        }()),
        service_(EchoDescriptor(), &interceptors) {
    service_.Handle("Create", this, &EchoServer::HandleCreate)
        .Handle("Get", this, &EchoServer::HandleGet);
    auto started = Server::Start(address, {&service_}, Server::kThreadsDefault, options.tls.get());
    if (started.ok()) server = std::move(*started);
  }

  std::string address() const { return absl::StrCat("127.0.0.1:", server->port()); }

  TestIssuer issuer;

 private:
  absl::StatusOr<ticket::v1::Ticket> HandleCreate(const Call& call,
                                                  const ticket::v1::CreateTicketRequest& request) {
    return create_ == nullptr ? request.ticket() : create_(call, request);
  }
  absl::StatusOr<ticket::v1::Ticket> HandleGet(const Call&,
                                               const ticket::v1::GetTicketRequest& request) {
    ticket::v1::Ticket ticket;
    ticket.set_name(request.name());
    return ticket;
  }

  Create create_;
  auth::IdentityVerifier verifier_;

 public:
  Interceptors interceptors;

 private:
  Service service_;

 public:
  std::unique_ptr<Server> server;
};

inline ticket::v1::CreateTicketRequest GoodRequest() {
  ticket::v1::CreateTicketRequest request;
  request.mutable_ticket()->set_kind(ticket::v1::Ticket::INCIDENT);
  request.mutable_ticket()->set_title("printer on fire");
  return request;
}

using TestMetadata = std::vector<std::pair<std::string, std::string>>;

struct RawAnswer {
  grpc::Status wire;
  absl::Status status;
  std::string bytes;
  std::map<std::string, std::string> metadata;
};

// A call of plain bytes, without retries.
inline RawAnswer CallRaw(grpc::Channel& channel, const std::string& method,
                         const std::string& bytes, const TestMetadata& metadata,
                         absl::Duration timeout = absl::Seconds(10)) {
  grpc::ClientContext context;
  if (timeout != absl::InfiniteDuration())
    context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  for (const auto& [name, value] : metadata) context.AddMetadata(name, value);
  const std::string path = absl::StrCat("/", method);
  grpc::internal::RpcMethod target(path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC);
  grpc::ByteBuffer request = Encode(bytes), response;
  RawAnswer answer;
  answer.wire = grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(
      &channel, target, &context, request, &response);
  answer.status = FromGrpc(answer.wire);
  if (answer.wire.ok()) answer.bytes = BytesOf(response);
  for (const auto& [name, value] : context.GetServerInitialMetadata())
    answer.metadata[std::string(name.data(), name.size())] =
        std::string(value.data(), value.size());
  return answer;
}

inline std::shared_ptr<grpc::Channel> ChannelTo(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace steward::rpc
