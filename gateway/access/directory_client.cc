#include "gateway/access/directory_client.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/observe/log.h"
#include "platform/observe/trace.h"
#include "platform/status/errors.h"
#include "steward/identity/v1/principal_service.pb.h"

namespace steward::gateway {
namespace {

constexpr char kService[] = "directory";
// A caller waits for it.
constexpr absl::Duration kTimeout = absl::Seconds(1);
constexpr int kReportsMax = 16;

absl::StatusOr<identity::v1::Principal> ReadReply(const rpc::Reply& reply) {
  identity::v1::Principal principal;
  if (reply.status.code == absl::StatusCode::kUnavailable)
    return errors::Unavailable("the directory, to learn who is calling");
  if (!reply.status.ok() || !principal.ParseFromString(reply.body) ||
      principal.state() == identity::v1::Principal::STATE_UNSPECIFIED)
    return errors::Internal("the directory did not say who is calling");
  return principal;
}

void AnswerNotGranted(rpc::Reply& reply) {
  identity::v1::Principal principal;
  principal.set_state(identity::v1::Principal::NOT_GRANTED);
  reply.status = {};
  reply.body = principal.SerializeAsString();
}

}  // namespace

rpc::Outgoing DirectoryClient::MakeCall(absl::string_view tenant, absl::string_view method,
                                        const google::protobuf::MessageLite& request) {
  rpc::Outgoing outgoing;
  outgoing.service = kService;
  outgoing.path = absl::StrCat("/steward.identity.v1.PrincipalService/", method);
  outgoing.request = request.SerializeAsString();
  outgoing.identity = access_.OwnIdentity(tenant, kService);
  outgoing.request_id = observe::RequestIdOrNew("");
  outgoing.deadline = absl::Now() + kTimeout;
  outgoing.repeatable = true;
  return outgoing;
}

void DirectoryClient::Resolve(const Credential& credential, Done done) {
  auto then = [done = std::move(done)](rpc::Reply& reply) { done(ReadReply(reply)); };
  if (credential.is_key()) {
    identity::v1::ResolveApiKeyRequest request;
    request.set_key_id(credential.key_id);
    request.set_secret_digest(credential.secret_digest);
    caller_.Start(MakeCall("", "ResolveApiKey", request), std::move(then));
    return;
  }
  if (!credential.tenant.empty()) {
    identity::v1::ResolveGuestRequest request;
    request.set_subject(credential.token->subject);
    request.set_tenant(credential.tenant);
    caller_.Start(MakeCall(credential.token->tenant, "ResolveGuest", request),
                  [then = std::move(then)](rpc::Reply& reply) {
                    // A directory of a release without access grants.
                    if (reply.status.code == absl::StatusCode::kUnimplemented)
                      AnswerNotGranted(reply);
                    then(reply);
                  });
    return;
  }
  identity::v1::ResolvePrincipalRequest request;
  request.set_subject(credential.token->subject);
  caller_.Start(MakeCall(credential.token->tenant, "ResolvePrincipal", request), std::move(then));
}

void DirectoryClient::ReportLeak(const auth::ApiKey& key) {
  if (reports_ >= kReportsMax) return;
  ++reports_;
  identity::v1::ReportLeakedKeyRequest request;
  request.set_key_id(key.id);
  request.set_secret_digest(auth::DigestOfSecret(key.secret));
  caller_.Start(MakeCall("", "ReportLeakedKey", request), [this](rpc::Reply& reply) {
    --reports_;
    if (!reply.status.ok())
      observe::Log(observe::Level::kWarning, "a leaked key was not reported",
                   {{"code", static_cast<int>(reply.status.code)}});
  });
}

}  // namespace steward::gateway
