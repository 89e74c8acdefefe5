#include "services/notification/jobs/attempt_maker.h"

#include "platform/json/schema.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/webhook/resource_printer.h"
#include "platform/webhook/secret.h"
#include "platform/webhook/signer.h"
#include "services/notification/domain/event_resources.h"

namespace steward::notification {
AttemptMaker::AttemptMaker(const WebhookSecrets* secrets, std::string api_url)
    : secrets_(secrets),
      api_url_(std::move(api_url)),
      print_(webhook::PrintBySchema(json::Schema::Generated())) {
  LinkEventResources();
}

absl::StatusOr<Attempt> AttemptMaker::Make(const Claim& claim, absl::Time now) const {
  event::v1::Event event;
  if (!event.ParseFromString(claim.event))
    return errors::Internal("the event of a delivery cannot be read");
  ASSIGN_OR_RETURN(const std::string secret, secrets_->Open(claim.key.tenant, claim.sealed_secret));
  ASSIGN_OR_RETURN(const std::string key, webhook::ParseSecret(secret, "webhook.secret"));
  Attempt attempt;
  attempt.url = claim.url;
  attempt.trace_parent = event.trace_parent();
  ASSIGN_OR_RETURN(attempt.body,
                   webhook::RenderCloudEvent(event, {claim.key.tenant, api_url_}, print_));
  ASSIGN_OR_RETURN(attempt.headers, webhook::Sign(event.id(), now, attempt.body, {key}));
  return attempt;
}

}  // namespace steward::notification
