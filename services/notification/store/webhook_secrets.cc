#include "services/notification/store/webhook_secrets.h"

#include "absl/strings/str_cat.h"

namespace steward::notification {
namespace {

std::string ContextOf(absl::string_view tenant) { return absl::StrCat(tenant, "/webhook-secret"); }

}  // namespace

absl::StatusOr<std::string> WebhookSecrets::Seal(absl::string_view tenant,
                                                 absl::string_view secret) const {
  return sealer_.Seal(secret, ContextOf(tenant));
}

absl::StatusOr<std::string> WebhookSecrets::Open(absl::string_view tenant,
                                                 absl::string_view sealed) const {
  return sealer_.Open(sealed, ContextOf(tenant));
}

}  // namespace steward::notification
