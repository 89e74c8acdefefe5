#pragma once

// What an event of another service means here: deliveries to webhooks, and a notice when people may
// have to be told. Which of it happens the statements find out.

#include <functional>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "platform/events/consumer.h"

namespace steward::notification {

// A notice of every event that a rule may want, without what takes a permission to read, and
// whether its record is confidential, or a VIP's, from then on. `clock` tells when it was made.
events::Effect NoticeEffect(std::function<absl::Time()> clock = [] { return absl::Now(); });

// The effects of both, in one transaction.
events::Effect Both(events::Effect first, events::Effect second);

}  // namespace steward::notification
