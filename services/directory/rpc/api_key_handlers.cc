#include "services/directory/rpc/api_key_handlers.h"

#include "platform/auth/api_key.h"
#include "platform/resource/name.h"
#include "platform/status/macros.h"
#include "services/directory/domain/api_key.h"
#include "services/directory/domain/record.h"

namespace steward::directory {

absl::StatusOr<ApiKey> ApiKeyHandlers::CreateApiKey(const Call& call,
                                                    const v1::CreateApiKeyRequest& request) {
  ASSIGN_OR_RETURN(const std::string account_id,
                   resource::IdFromName("serviceAccounts", request.parent()));
  const auth::ApiKey credential = auth::NewApiKey();
  return directory_->keys.Create(
      call, request, absl::StrCat(account_id, "/", credential.id), EventType("api_key", "created"),
      [&]() -> absl::StatusOr<ApiKey> {
        ASSIGN_OR_RETURN(const ServiceAccount account,
                         directory_->accounts.Get(call, request.parent()));
        ASSIGN_OR_RETURN(const int64_t active, directory_->CountActiveKeys(call, account_id));
        ASSIGN_OR_RETURN(ApiKey key,
                         CreateKey(request.api_key(), account, active, call.subject, call.now()));
        // A key that is not stored anywhere would only mislead.
        if (!request.validate_only()) key.set_key(auth::FormatApiKey(credential));
        return key;
      });
}

absl::StatusOr<ApiKey> ApiKeyHandlers::GetApiKey(const Call& call,
                                                 const v1::GetApiKeyRequest& request) {
  return directory_->keys.Get(call, request.name());
}

absl::StatusOr<Encoded<v1::ListApiKeysResponse>> ApiKeyHandlers::ListApiKeys(
    const Call& call, const v1::ListApiKeysRequest& request) {
  // An account that does not exist is not one without keys.
  RETURN_IF_ERROR(directory_->accounts.Get(call, request.parent()).status());
  ASSIGN_OR_RETURN(const std::string account_id,
                   resource::IdFromName("serviceAccounts", request.parent()));
  return directory_->keys.List<v1::ListApiKeysResponse>(call, request, account_id);
}

absl::StatusOr<ApiKey> ApiKeyHandlers::RevokeApiKey(const Call& call,
                                                    const v1::RevokeApiKeyRequest& request) {
  return directory_->keys.Change(
      call, request, request.name(), request.etag(), EventType("api_key", "revoked"),
      [&](const ApiKey& current) { return RevokeKey(current, call.now()); });
}

void ApiKeyHandlers::Register(rpc::Service* service) {
  service->Handle("CreateApiKey", this, &ApiKeyHandlers::CreateApiKey)
      .Handle("GetApiKey", this, &ApiKeyHandlers::GetApiKey)
      .Handle("ListApiKeys", this, &ApiKeyHandlers::ListApiKeys)
      .Handle("RevokeApiKey", this, &ApiKeyHandlers::RevokeApiKey);
}

}  // namespace steward::directory
