#pragma once

// Changing the stack that a thread runs on, in a way that sanitizers understand. Inside
// platform/fiber only.

#include <boost/context/fiber.hpp>

#include <functional>

#include "platform/fiber/stack.h"

namespace steward::fiber {

// A stack of execution that is entered and left again and again, always from the same thread.
class Coroutine {
 public:
  // `body` runs at the first Enter. Enter must be called until `body` has returned.
  explicit Coroutine(std::function<void()> body);
  ~Coroutine();

  // Runs the body until it leaves or returns. From outside.
  void Enter();
  // Goes back to whoever entered. From inside.
  void Leave();

 private:
  // Who runs next, as the sanitizers have to be told before and after.
  void BeforeEnter();
  void AfterEnter();
  void BeforeLeave(bool for_good);
  void AfterArrival();

  const std::function<void()> body_;
  Stack stack_;
  boost::context::fiber inside_, outside_;
  // AddressSanitizer: what it keeps for each stack, and the bounds of the outer one.
  void* fake_inside_ = nullptr;
  void* fake_outside_ = nullptr;
  const void* outside_bottom_ = nullptr;
  size_t outside_bytes_ = 0;
  // ThreadSanitizer.
  void* tsan_inside_ = nullptr;
  void* tsan_outside_ = nullptr;
};

}  // namespace steward::fiber
