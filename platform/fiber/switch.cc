#include "platform/fiber/switch.h"

#if defined(STEWARD_SANITIZE_ADDRESS)
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(STEWARD_SANITIZE_THREAD)
#include <sanitizer/tsan_interface.h>
#endif

namespace steward::fiber {
namespace {

// Boost asks for it; the stack belongs to the Coroutine.
struct KeepStack {
  void deallocate(boost::context::stack_context&) {}
};

}  // namespace

Coroutine::Coroutine(std::function<void()> body) : body_(std::move(body)) {
  boost::context::stack_context context;
  context.sp = stack_.top();
  context.size = Stack::kBytes;
  inside_ = boost::context::fiber(std::allocator_arg,
                                  boost::context::preallocated(context.sp, context.size, context),
                                  KeepStack{}, [this](boost::context::fiber&& outside) {
                                    outside_ = std::move(outside);
                                    AfterArrival();
                                    body_();
                                    BeforeLeave(/*for_good=*/true);
                                    return std::move(outside_);
                                  });
#if defined(STEWARD_SANITIZE_THREAD)
  tsan_inside_ = __tsan_create_fiber(0);
#endif
}

Coroutine::~Coroutine() {
#if defined(STEWARD_SANITIZE_THREAD)
  __tsan_destroy_fiber(tsan_inside_);
#endif
}

void Coroutine::Enter() {
  BeforeEnter();
  inside_ = std::move(inside_).resume();
  AfterEnter();
}

void Coroutine::Leave() {
  BeforeLeave(/*for_good=*/false);
  outside_ = std::move(outside_).resume();
  AfterArrival();
}

void Coroutine::BeforeEnter() {
#if defined(STEWARD_SANITIZE_ADDRESS)
  __sanitizer_start_switch_fiber(&fake_outside_, stack_.bottom(), Stack::kBytes);
#endif
#if defined(STEWARD_SANITIZE_THREAD)
  tsan_outside_ = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(tsan_inside_, 0);
#endif
}

void Coroutine::AfterEnter() {
#if defined(STEWARD_SANITIZE_ADDRESS)
  __sanitizer_finish_switch_fiber(fake_outside_, nullptr, nullptr);
#endif
}

void Coroutine::BeforeLeave([[maybe_unused]] bool for_good) {
#if defined(STEWARD_SANITIZE_ADDRESS)
  __sanitizer_start_switch_fiber(for_good ? nullptr : &fake_inside_, outside_bottom_,
                                 outside_bytes_);
#endif
#if defined(STEWARD_SANITIZE_THREAD)
  __tsan_switch_to_fiber(tsan_outside_, 0);
#endif
}

void Coroutine::AfterArrival() {
#if defined(STEWARD_SANITIZE_ADDRESS)
  __sanitizer_finish_switch_fiber(fake_inside_, &outside_bottom_, &outside_bytes_);
#endif
}

}  // namespace steward::fiber
