#pragma once

// Links by which whoever is asked decides. What is stored has a placeholder for each; the mail that
// leaves has the link. Pure functions, thread-safe.

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "google/protobuf/message.h"
#include "services/notification/domain/telling.h"
#include "steward/identity/v1/link.pb.h"

namespace steward::notification {

// What the link of a user says, for themself or, when it is not empty, `on_behalf_of`; nothing when
// there is nothing to decide: the resource is no approval, or whom they decide for is not asked in
// its open stage or has decided, or there are no links.
absl::optional<identity::v1::Link> DecisionLinkOf(const google::protobuf::Message& resource,
                                                  absl::string_view resource_name,
                                                  absl::string_view user,
                                                  absl::string_view on_behalf_of,
                                                  const Terms& terms);

// What stands for the link in the texts of a notification with this name. Nobody else can write it
// into them: the id of an event is not known before the event.
std::string LinkPlaceholder(absl::string_view link_base, absl::string_view notification);

// Whether the text of the notification with this name has a placeholder.
bool HasLink(absl::string_view text, absl::string_view notification);
// The text with the token in the place of the placeholder.
std::string WithToken(absl::string_view text, absl::string_view notification,
                      absl::string_view token);

}  // namespace steward::notification
