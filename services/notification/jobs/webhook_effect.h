#pragma once

// What an event of another service means here: deliveries to the webhooks that want it. Nobody is
// told of confidential resources.

#include <functional>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "platform/events/consumer.h"

namespace steward::notification {

// Name of the consumer; its positions are kept under it.
inline constexpr char kWebhookConsumer[] = "webhook";

// The effect of every event. `clock` tells when it was queued.
events::Effect WebhookEffect(std::function<absl::Time()> clock = [] { return absl::Now(); });

}  // namespace steward::notification
