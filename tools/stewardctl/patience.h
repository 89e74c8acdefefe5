#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "tools/stewardctl/client.h"

namespace steward::ctl {

// Client::Call, sent again for as long as it is refused with RATE_LIMITED, each time after the
// pause that the refusal names: for work that takes more calls than a caller may send at once.
absl::StatusOr<Reply> CallPatiently(Client& client, const gateway::Method& method,
                                    const google::protobuf::Message& request);

// How long the refusal says to wait, from a second to a minute; a second where it does not say.
absl::Duration PauseOf(const absl::Status& refused);

}  // namespace steward::ctl
