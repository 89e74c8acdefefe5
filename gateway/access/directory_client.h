#pragma once

// Asks the directory service about credentials (steward.identity.v1.PrincipalService). Belongs to a
// loop.

#include <functional>

#include "absl/status/statusor.h"
#include "gateway/access/access.h"
#include "gateway/access/credential.h"
#include "platform/auth/api_key.h"
#include "platform/caller/caller.h"
#include "steward/identity/v1/principal.pb.h"

namespace steward::gateway {

class DirectoryClient {
 public:
  using Done = std::function<void(absl::StatusOr<identity::v1::Principal>)>;

  // Both outlive it.
  DirectoryClient(Access& access, rpc::Caller& caller) : access_(access), caller_(caller) {}

  // `done` runs once, within about a second, never before Resolve returned. Every error means that
  // the directory could not be asked.
  void Resolve(const Credential& credential, Done done);
  // Tells it of a key that others can read. At most 16 at a time: more are not told.
  void ReportLeak(const auth::ApiKey& key);

 private:
  rpc::Outgoing MakeCall(absl::string_view tenant, absl::string_view method,
                         const google::protobuf::MessageLite& request);

  Access& access_;
  rpc::Caller& caller_;
  int reports_ = 0;
};

}  // namespace steward::gateway
