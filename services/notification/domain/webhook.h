#pragma once

// What may happen to a webhook. Pure decisions: each returns the webhook as it should be stored.
// They set neither name nor etag nor secret: those belong to the store. Whether the URL may be
// delivered to is decided by delivery/endpoint.h. All functions are thread-safe.

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "steward/notification/v1/webhook.pb.h"

namespace steward::notification {

using v1::Webhook;

// Types of the events that these changes are recorded as.
inline constexpr absl::string_view kWebhookCreated = "dev.steward.webhook.created.v1";
inline constexpr absl::string_view kWebhookUpdated = "dev.steward.webhook.updated.v1";
inline constexpr absl::string_view kWebhookDeleted = "dev.steward.webhook.deleted.v1";
inline constexpr absl::string_view kWebhookEnabled = "dev.steward.webhook.enabled.v1";
inline constexpr absl::string_view kWebhookDisabled = "dev.steward.webhook.disabled.v1";

// A new webhook, ENABLED. Takes display name, URL and event types of the draft, the latter sorted
// and each once. Errors: INVALID_FIELD for what is not an event type of Steward.
absl::StatusOr<Webhook> Create(const Webhook& draft, absl::string_view caller, absl::Time now);

// Takes display name, URL and event types of `changed`; the rest stays. Returns `current` itself,
// with its update time, when none of them differs. Errors as for Create.
absl::StatusOr<Webhook> Update(const Webhook& current, const Webhook& changed, absl::Time now);

// From DISABLED to ENABLED; forgets why the server disabled it. Errors: ILLEGAL_TRANSITION.
absl::StatusOr<Webhook> Enable(const Webhook& current, absl::Time now);

// From ENABLED to DISABLED. `reason` is empty when a person asked, else what the server found, in
// words for people. Errors: ILLEGAL_TRANSITION.
absl::StatusOr<Webhook> Disable(const Webhook& current, absl::string_view reason, absl::Time now);

// The last state of a webhook that is deleted, from any state.
Webhook Delete(const Webhook& current, absl::Time now);

// Whether events of this type are delivered to the webhook now.
bool Wants(const Webhook& webhook, absl::string_view event_type);

}  // namespace steward::notification
