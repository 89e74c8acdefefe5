#pragma once

// An operation of a call on a loop's queue that the call goes on after.

#include <memory>
#include <utility>

#include "gateway/proxy/loop.h"

namespace steward::gateway {

// Belongs to the call; one operation at a time. Calls a member of it with whether the operation
// succeeded, and keeps the call alive till then.
template <class Call>
class Step final : public Completion {
 public:
  using Next = void (Call::*)(bool ok);

  // The tag of an operation on `loop` after which `call` goes on with `next`.
  void* Begin(Loop& loop, std::shared_ptr<Call> call, Next next) {
    call_ = std::move(call);
    next_ = next;
    return loop.Tag(this);
  }
  // The operation will not complete.
  void Forget() { call_ = nullptr; }

  void Complete(bool ok) override {
    const std::shared_ptr<Call> call = std::move(call_);
    (call.get()->*next_)(ok);
  }

 private:
  std::shared_ptr<Call> call_;
  Next next_ = nullptr;
};

}  // namespace steward::gateway
