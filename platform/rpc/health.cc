#include "platform/rpc/health.h"

#include "platform/status/errors.h"

namespace steward::rpc {
namespace {

// HealthCheckResponse: field 1, a varint.
constexpr absl::string_view kServing = "\x08\x01";
constexpr absl::string_view kNotServing = "\x08\x02";
constexpr absl::string_view kServiceUnknown = "\x08\x03";

}  // namespace

Health::Health(Methods* methods) {
  methods->services["/grpc.health.v1.Health/Check"].serve =
      [this](const Incoming&, absl::string_view request) { return Check(request); };
  methods->watches["/grpc.health.v1.Health/Watch"] =
      [this](absl::string_view request, MessageSink& sink) { return Watch(request, sink); };
}

Outcome Health::Check(absl::string_view request) {
  // Any content of the request is the name of a service.
  if (!request.empty()) return {errors::NotFound("The health of a single service"), {}, {}};
  const std::lock_guard<std::mutex> lock(mutex_);
  return {absl::OkStatus(), std::string(is_serving_ ? kServing : kNotServing), {}};
}

absl::Status Health::Watch(absl::string_view request, MessageSink& sink) {
  absl::string_view told;
  while (true) {
    fiber::Event change;
    absl::string_view state;
    const bool goes_on = Look(request, &state, &change);
    if (state != told) sink.Send(state);
    told = state;
    const bool has_changed = goes_on && sink.Await(change);
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      changes_.erase(&change);
    }
    if (!goes_on)
      return errors::Make(absl::StatusCode::kUnavailable, errors::Reason::DRAINING,
                          "The service is shutting down; watch another.");
    if (!has_changed) return errors::DeadlineExceeded();
  }
}

bool Health::Look(absl::string_view request, absl::string_view* state, fiber::Event* change) {
  const std::lock_guard<std::mutex> lock(mutex_);
  *state = !request.empty() ? kServiceUnknown : is_serving_ ? kServing : kNotServing;
  changes_.insert(change);
  return !is_ending_;
}

void Health::SetNotServing() { Change(&is_serving_, false); }

void Health::End() { Change(&is_ending_, true); }

void Health::Change(bool* state, bool value) {
  const std::lock_guard<std::mutex> lock(mutex_);
  *state = value;
  for (fiber::Event* change : changes_) change->Notify();
}

}  // namespace steward::rpc
