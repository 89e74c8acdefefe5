#include "services/notification/jobs/webhook_disabler.h"

#include "absl/time/clock.h"
#include "platform/call/service_call.h"
#include "platform/journal/mutate.h"
#include "platform/observe/log.h"
#include "platform/resource/name.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/notification/domain/webhook.h"
#include "steward/notification/v1/webhook_service.pb.h"

namespace steward::notification {
namespace {

constexpr absl::Duration kCommitTime = absl::Seconds(10);

Call NewCall(const std::string& tenant, absl::Time now) {
  Call call = CallOfService("notification", tenant, absl::Now() + kCommitTime);
  call.method = "steward.notification.v1.WebhookService/DisableWebhook";
  call.time = now;
  return call;
}

}  // namespace

absl::Status WebhookDisabler::Disable(const std::string& tenant, const std::string& webhook_id,
                                      absl::string_view reason, absl::Time now) const {
  const Call call = NewCall(tenant, now);
  v1::DisableWebhookRequest request;
  request.set_name(resource::FormatName("webhooks", webhook_id));
  const absl::Status status =
      journal::Mutate<Webhook>(*journal_, call, request, [&]() -> absl::StatusOr<WebhookDecision> {
        ASSIGN_OR_RETURN(StoredWebhook stored, store_->Get(call, request.name()));
        ASSIGN_OR_RETURN(Webhook next, notification::Disable(stored.resource, reason, call.now()));
        return store_->Update(call, stored, std::move(next), kWebhookDisabled);
      }).status();
  const errors::Reason cause = errors::ReasonOf(status);
  if (cause == errors::Reason::RESOURCE_NOT_FOUND || cause == errors::Reason::ILLEGAL_TRANSITION)
    return absl::OkStatus();
  if (status.ok())
    observe::Log(observe::Level::kInfo, "webhook disabled",
                 {{"tenant", tenant}, {"webhook", request.name()}, {"reason", reason}});
  return status;
}

}  // namespace steward::notification
