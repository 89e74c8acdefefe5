#include "services/catalog/rpc/subscription_handlers.h"

#include "platform/access/held_permissions.h"
#include "platform/status/macros.h"
#include "services/catalog/domain/fulfilment.h"

namespace steward::catalog {

using v1::Subscription;

absl::StatusOr<Subscription> SubscriptionHandlers::GetSubscription(
    const Call& call, const v1::GetSubscriptionRequest& request) {
  return subscriptions_->Get(call, request.name());
}

absl::StatusOr<Encoded<v1::ListSubscriptionsResponse>> SubscriptionHandlers::ListSubscriptions(
    const Call& call, const v1::ListSubscriptionsRequest& request) {
  return subscriptions_->List<v1::ListSubscriptionsResponse>(call, request);
}

absl::StatusOr<Subscription> SubscriptionHandlers::EndSubscription(
    const Call& call, const v1::EndSubscriptionRequest& request) {
  return subscriptions_->Change(
      call, request, request.name(), request.etag(), kSubscriptionEnded,
      [&](const Subscription& current) { return catalog::EndSubscription(current, call.now()); });
}

absl::StatusOr<v1::TestSubscriptionPermissionsResponse>
SubscriptionHandlers::TestSubscriptionPermissions(
    const Call& call, const v1::TestSubscriptionPermissionsRequest& request) {
  ASSIGN_OR_RETURN(const Subscription found, subscriptions_->Get(call, request.name()));
  return access::TestPermissions<v1::TestSubscriptionPermissionsResponse>(call, request, found);
}

void SubscriptionHandlers::Register(rpc::Service* service) {
  service->Handle("GetSubscription", this, &SubscriptionHandlers::GetSubscription)
      .Handle("ListSubscriptions", this, &SubscriptionHandlers::ListSubscriptions)
      .Handle("EndSubscription", this, &SubscriptionHandlers::EndSubscription)
      .Handle("TestSubscriptionPermissions", this,
              &SubscriptionHandlers::TestSubscriptionPermissions);
}

}  // namespace steward::catalog
