#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/access/event_rule.h"
#include "steward/event/v1/event.pb.h"

namespace steward::webhook {

// The service that has webhooks, whose events none gets: what told of webhooks by webhooks would
// never end.
inline constexpr absl::string_view kWebhookService = "notification";

// Makes of an event what webhooks carry of it: without the fields that take a permission to read,
// in its resource and in its changes. False for events that no webhook gets: those of confidential
// and internal resources, and those of webhooks themselves. Errors: INTERNAL for resources of types
// that `rule` does not know, and for those that cannot be read; the event is then as it was.
// Thread-safe.
absl::StatusOr<bool> MakeCarried(access::EventRule& rule, event::v1::Event* event);

}  // namespace steward::webhook
