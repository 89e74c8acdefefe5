#pragma once

// Memory for the stack of a fiber, with a page below it that nothing may touch: an overflow is a
// fault at once and never another fiber's data.

#include <cstddef>

namespace steward::fiber {

class Stack {
 public:
  // Address space; memory is used only as far as the stack was ever deep.
  static constexpr size_t kBytes = 256 << 10;

  // Dies when there is no address space left.
  Stack();
  ~Stack();
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  // Stacks grow down, from top to bottom.
  void* top() const { return static_cast<char*>(bottom_) + kBytes; }
  void* bottom() const { return bottom_; }

 private:
  void* mapping_;
  void* bottom_;
};

}  // namespace steward::fiber
