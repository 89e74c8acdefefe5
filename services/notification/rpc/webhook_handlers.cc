#include "services/notification/rpc/webhook_handlers.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "platform/crypto/random.h"
#include "platform/journal/mutate.h"
#include "platform/resource/etag.h"
#include "platform/resource/mask.h"
#include "platform/resource/name.h"
#include "platform/resource/rules.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/webhook/secret.h"
#include "services/notification/domain/webhook.h"

namespace steward::notification {
namespace {

using google::protobuf::util::MessageDifferencer;

absl::StatusOr<std::string> SecretFor(const Webhook& draft) {
  if (draft.secret().empty())
    return webhook::FormatSecret(crypto::RandomBytes(webhook::kSecretRandomBytes));
  RETURN_IF_ERROR(webhook::ParseSecret(draft.secret(), "webhook.secret").status());
  return draft.secret();
}

absl::Status QuotaExceeded(int64_t webhooks_max) {
  return errors::Make(absl::StatusCode::kResourceExhausted, errors::Reason::QUOTA_EXCEEDED,
                      absl::StrCat("A tenant may have ", webhooks_max, " webhooks; delete one."),
                      {{"limit", absl::StrCat(webhooks_max)}});
}

}  // namespace

absl::StatusOr<WebhookDecision> WebhookHandlers::DecideCreate(
    const Call& call, const v1::CreateWebhookRequest& request) const {
  RETURN_IF_ERROR(CheckUrl(request.webhook().url(), limits_.policy).status());
  ASSIGN_OR_RETURN(const std::string secret, SecretFor(request.webhook()));
  ASSIGN_OR_RETURN(Webhook webhook, Create(request.webhook(), call.subject, call.now()));
  ASSIGN_OR_RETURN(const int64_t count, store_->Count(call));
  if (count >= limits_.webhooks_max) return QuotaExceeded(limits_.webhooks_max);
  ASSIGN_OR_RETURN(WebhookDecision decision,
                   store_->Create(call, std::move(webhook), secret, limits_.webhooks_max));
  // A secret that is not stored anywhere would only mislead.
  if (request.validate_only()) decision.resource.clear_secret();
  return decision;
}

absl::StatusOr<Webhook> WebhookHandlers::CreateWebhook(const Call& call,
                                                       const v1::CreateWebhookRequest& request) {
  return journal::Mutate<Webhook>(*journal_, call, request,
                                  [&] { return DecideCreate(call, request); });
}

absl::StatusOr<Webhook> WebhookHandlers::GetWebhook(const Call& call,
                                                    const v1::GetWebhookRequest& request) {
  ASSIGN_OR_RETURN(StoredWebhook stored, store_->Get(call, request.name()));
  return std::move(stored.resource);
}

absl::StatusOr<Encoded<v1::ListWebhooksResponse>> WebhookHandlers::ListWebhooks(
    const Call& call, const v1::ListWebhooksRequest& request) {
  return store_->List(
      call, {request.filter(), request.order_by(), request.page_size(), request.page_token(), ""});
}

absl::StatusOr<WebhookDecision> WebhookHandlers::DecideUpdate(
    const Call& call, const v1::UpdateWebhookRequest& request) const {
  const Webhook& patch = request.webhook();
  ASSIGN_OR_RETURN(StoredWebhook stored, store_->Get(call, patch.name()));
  if (!resource::EtagMatches(patch.etag(), stored.resource.etag()))
    return errors::StaleEtag(patch.name());
  ASSIGN_OR_RETURN(auto fields,
                   resource::ResolveUpdateMask(request.update_mask(), patch, stored.resource));
  Webhook changed = stored.resource;
  resource::ApplyUpdate(fields, patch, &changed);
  RETURN_IF_ERROR(resource::CheckResource(changed, "webhook"));
  if (std::any_of(fields.begin(), fields.end(), [](auto* field) { return field->name() == "url"; }))
    RETURN_IF_ERROR(CheckUrl(changed.url(), limits_.policy).status());
  ASSIGN_OR_RETURN(Webhook next, Update(stored.resource, changed, call.now()));
  if (MessageDifferencer::Equals(next, stored.resource))
    return WebhookDecision{std::move(next), {}};
  return store_->Update(call, stored, std::move(next), kWebhookUpdated);
}

absl::StatusOr<Webhook> WebhookHandlers::UpdateWebhook(const Call& call,
                                                       const v1::UpdateWebhookRequest& request) {
  return journal::Mutate<Webhook>(*journal_, call, request,
                                  [&] { return DecideUpdate(call, request); });
}

template <class Request>
absl::StatusOr<Webhook> WebhookHandlers::Act(
    const Call& call, const Request& request,
    const std::function<absl::StatusOr<WebhookDecision>(const StoredWebhook&)>& decide) {
  return journal::Mutate<Webhook>(
      *journal_, call, request, [&]() -> absl::StatusOr<WebhookDecision> {
        ASSIGN_OR_RETURN(StoredWebhook stored, store_->Get(call, request.name()));
        if (!resource::EtagMatches(request.etag(), stored.resource.etag()))
          return errors::StaleEtag(request.name());
        return decide(stored);
      });
}

absl::StatusOr<Webhook> WebhookHandlers::DeleteWebhook(const Call& call,
                                                       const v1::DeleteWebhookRequest& request) {
  return Act(call, request, [&](const StoredWebhook& stored) -> absl::StatusOr<WebhookDecision> {
    return store_->Delete(call, stored, Delete(stored.resource, call.now()));
  });
}

absl::StatusOr<Webhook> WebhookHandlers::EnableWebhook(const Call& call,
                                                       const v1::EnableWebhookRequest& request) {
  return Act(call, request, [&](const StoredWebhook& stored) -> absl::StatusOr<WebhookDecision> {
    ASSIGN_OR_RETURN(Webhook next, Enable(stored.resource, call.now()));
    return store_->Update(call, stored, std::move(next), kWebhookEnabled);
  });
}

absl::StatusOr<Webhook> WebhookHandlers::DisableWebhook(const Call& call,
                                                        const v1::DisableWebhookRequest& request) {
  return Act(call, request, [&](const StoredWebhook& stored) -> absl::StatusOr<WebhookDecision> {
    ASSIGN_OR_RETURN(Webhook next, Disable(stored.resource, "", call.now()));
    return store_->Update(call, stored, std::move(next), kWebhookDisabled);
  });
}

absl::StatusOr<Encoded<v1::ListDeliveriesResponse>> WebhookHandlers::ListDeliveries(
    const Call& call, const v1::ListDeliveriesRequest& request) {
  // A webhook that does not exist is not one without deliveries.
  RETURN_IF_ERROR(store_->Get(call, request.parent()).status());
  ASSIGN_OR_RETURN(const std::string id, resource::IdFromName("webhooks", request.parent()));
  return deliveries_->List(call,
                           {request.filter(), "", request.page_size(), request.page_token(), id});
}

void WebhookHandlers::Register(rpc::Service* service) {
  service->Handle("CreateWebhook", this, &WebhookHandlers::CreateWebhook)
      .Handle("GetWebhook", this, &WebhookHandlers::GetWebhook)
      .Handle("ListWebhooks", this, &WebhookHandlers::ListWebhooks)
      .Handle("UpdateWebhook", this, &WebhookHandlers::UpdateWebhook)
      .Handle("DeleteWebhook", this, &WebhookHandlers::DeleteWebhook)
      .Handle("EnableWebhook", this, &WebhookHandlers::EnableWebhook)
      .Handle("DisableWebhook", this, &WebhookHandlers::DisableWebhook)
      .Handle("ListDeliveries", this, &WebhookHandlers::ListDeliveries);
}

}  // namespace steward::notification
