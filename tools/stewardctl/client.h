#pragma once

// Calls Steward's methods over gRPC. Used by one thread.

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "tools/stewardctl/address.h"
#include "tools/stewardctl/contract.h"
#include "tools/stewardctl/settings.h"

namespace grpc {
class Channel;
class ClientContext;
}  // namespace grpc

namespace steward::ctl {

using Reply = std::unique_ptr<google::protobuf::Message>;

class Client {
 public:
  // Without TLS only where ParseAddress says so, and then a credential goes to this machine only,
  // unless `settings` allow more. Errors: WRONG_USAGE for addresses that are none or may not get
  // the credential, LOCAL for certificates that cannot be read.
  static absl::StatusOr<std::unique_ptr<Client>> Connect(Contract& contract,
                                                         const Settings& settings);

  // What only reads, or has a request id, is sent again when Steward cannot be reached, four times
  // in all. Errors: Steward's, with the ids of the call; UNAVAILABLE; TLS.
  absl::StatusOr<Reply> Call(const gateway::Method& method,
                             const google::protobuf::Message& request);

  // The requests of a stream, one after the other; null at the end.
  using Source = std::function<absl::StatusOr<Reply>()>;
  enum class Tries { kOne, kSeveral };
  // Sends the requests that `open` finds, as one stream, and again as of Call; they carry
  // `request_id`. An error of the source breaks the stream off, and is returned.
  absl::StatusOr<Reply> Upload(const gateway::Method& method, const std::string& request_id,
                               const std::function<absl::StatusOr<Source>()>& open, Tries tries);

  // Gives each message of a stream to `receive`, which returns whether to go on. OK also when the
  // server ends the stream.
  absl::Status Stream(const gateway::Method& method, const google::protobuf::Message& request,
                      const std::function<absl::StatusOr<bool>(Reply message)>& receive);

 private:
  Client(Contract& contract, std::shared_ptr<grpc::Channel> channel, Address address,
         const Settings& settings);
  // Adds who calls, and in which tenant.
  void Prepare(grpc::ClientContext* context) const;
  absl::StatusOr<Reply> CallOnce(const gateway::Method& method,
                                 const google::protobuf::Message& request);
  absl::StatusOr<Reply> UploadOnce(const gateway::Method& method, const Source& next);

  Contract& contract_;
  std::shared_ptr<grpc::Channel> channel_;
  Address address_;
  std::string credential_, tenant_;
};

// Keeps what the library would say off standard error, unless GRPC_VERBOSITY asks for it. Called
// before there is a client.
void SilenceLibrary();

// The idempotency key that a request carries; empty: none.
std::string RequestIdOf(const gateway::Method& method, const google::protobuf::Message& request);

// Gives the request an idempotency key of its own, if it takes one and has none.
void EnsureRequestId(const gateway::Method& method, google::protobuf::Message* request);

}  // namespace steward::ctl
