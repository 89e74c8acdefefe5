#pragma once

// steward.directory.v1.ApiKeyService. Each method reads load → decide → commit; identity,
// permission and field rules were checked before. Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/rpc/service.h"
#include "services/directory/store/directory.h"
#include "steward/directory/v1/api_key_service.pb.h"

namespace steward::directory {

class ApiKeyHandlers {
 public:
  explicit ApiKeyHandlers(const Directory* directory) : directory_(directory) {}

  absl::StatusOr<v1::ApiKey> CreateApiKey(const Call&, const v1::CreateApiKeyRequest&);
  absl::StatusOr<v1::ApiKey> GetApiKey(const Call&, const v1::GetApiKeyRequest&);
  absl::StatusOr<Encoded<v1::ListApiKeysResponse>> ListApiKeys(const Call&,
                                                               const v1::ListApiKeysRequest&);
  absl::StatusOr<v1::ApiKey> RevokeApiKey(const Call&, const v1::RevokeApiKeyRequest&);

  void Register(rpc::Service* service);

 private:
  const Directory* directory_;
};

}  // namespace steward::directory
