#pragma once

// steward.catalog.v1.SubscriptionService. Each method reads load → decide → commit; identity,
// permission and field rules were checked before. Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/rpc/service.h"
#include "platform/store/collection.h"
#include "steward/catalog/v1/subscription_service.pb.h"

namespace steward::catalog {

class SubscriptionHandlers {
 public:
  explicit SubscriptionHandlers(const store::Collection<v1::Subscription>* subscriptions)
      : subscriptions_(subscriptions) {}

  absl::StatusOr<v1::Subscription> GetSubscription(const Call&, const v1::GetSubscriptionRequest&);
  absl::StatusOr<Encoded<v1::ListSubscriptionsResponse>> ListSubscriptions(
      const Call&, const v1::ListSubscriptionsRequest&);
  absl::StatusOr<v1::Subscription> EndSubscription(const Call&, const v1::EndSubscriptionRequest&);
  absl::StatusOr<v1::TestSubscriptionPermissionsResponse> TestSubscriptionPermissions(
      const Call&, const v1::TestSubscriptionPermissionsRequest&);

  void Register(rpc::Service* service);

 private:
  const store::Collection<v1::Subscription>* subscriptions_;
};

}  // namespace steward::catalog
