#include "tools/stewardctl/patience.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "platform/status/errors.h"
#include "platform/status/metadata.h"

namespace steward::ctl {
namespace {

constexpr int kSecondsMax = 60;

}  // namespace

absl::StatusOr<Reply> CallPatiently(Client& client, const gateway::Method& method,
                                    const google::protobuf::Message& request) {
  while (true) {
    auto reply = client.Call(method, request);
    if (errors::ReasonOf(reply.status()) != errors::Reason::RATE_LIMITED) return reply;
    absl::SleepFor(PauseOf(reply.status()));
  }
}

absl::Duration PauseOf(const absl::Status& refused) {
  int seconds = 1;
  if (!absl::SimpleAtoi(errors::MetadataOf(refused, "retry_after_seconds"), &seconds)) seconds = 1;
  return absl::Seconds(std::clamp(seconds, 1, kSecondsMax));
}

}  // namespace steward::ctl
