#pragma once

// A loop with a thread of its own. Thread-safe.

#include <functional>
#include <memory>

#include "platform/caller/loop.h"

namespace steward::rpc {

class LoopThread {
 public:
  LoopThread();
  // Ends as Stop does.
  ~LoopThread();

  Loop& loop();
  // Runs `work` on the loop and waits for it. Not on the loop's own thread.
  void Run(const std::function<void()>& work);
  // Ends the thread; work that is left is let go of.
  void Stop();

 private:
  struct Parts;
  const std::unique_ptr<Parts> parts_;
};

}  // namespace steward::rpc
