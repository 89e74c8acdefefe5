#pragma once

#include "steward/event/v1/event.pb.h"
#include "tools/stewardctl/invocation.h"

namespace steward::ctl {

// The event as webhooks get it: without the fields that take a permission to read. False for events
// that no webhook gets: those of webhooks themselves and of confidential resources.
bool ForWebhooks(Contract& contract, event::v1::Event* event);

// `listen`: posts events to a local port as webhook deliveries.
BuiltIn ListenCommand();

}  // namespace steward::ctl
