#include "platform/webhook/carried.h"

#include "platform/status/macros.h"

namespace steward::webhook {
namespace {

// What told of webhooks by webhooks would never end.
constexpr absl::string_view kOwnService = "notification";

}  // namespace

absl::StatusOr<bool> MakeCarried(access::EventRule& rule, event::v1::Event* event) {
  if (event->service() == kOwnService) return false;
  ASSIGN_OR_RETURN(const bool kept_inside, rule.IsKeptInside(*event));
  if (kept_inside) return false;
  RETURN_IF_ERROR(rule.ConcealFromAll(event));
  return true;
}

}  // namespace steward::webhook
