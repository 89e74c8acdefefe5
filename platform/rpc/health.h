#pragma once

// grpc.health.v1.Health, for probes and balancers. Anonymous, as the protocol has it.

#include <mutex>
#include <unordered_set>

#include "platform/rpc/methods.h"

namespace steward::rpc {

// Of the whole process: the service name "" is the only known one. Thread-safe.
class Health {
 public:
  // SERVING from the start. Check and Watch join `methods`, which it must outlive.
  explicit Health(Methods* methods);

  void SetNotServing();
  // No watch keeps the process: each is told the last state, and ends with DRAINING.
  void End();

 private:
  Outcome Check(absl::string_view request);
  absl::Status Watch(absl::string_view request, MessageSink& sink);
  // What a watch tells, from now until `change` happens; false: it ends with that.
  bool Look(absl::string_view request, absl::string_view* state, fiber::Event* change);
  void Change(bool* state, bool value);

  std::mutex mutex_;
  bool is_serving_ = true, is_ending_ = false;
  // What watches wait for.
  std::unordered_set<fiber::Event*> changes_;
};

}  // namespace steward::rpc
