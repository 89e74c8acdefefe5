#include "platform/webhook/carried.h"

#include "platform/status/macros.h"

namespace steward::webhook {

absl::StatusOr<bool> MakeCarried(access::EventRule& rule, event::v1::Event* event) {
  if (event->service() == kWebhookService) return false;
  ASSIGN_OR_RETURN(const bool kept_inside, rule.IsKeptInside(*event));
  if (kept_inside) return false;
  RETURN_IF_ERROR(rule.ConcealFromAll(event));
  return true;
}

}  // namespace steward::webhook
