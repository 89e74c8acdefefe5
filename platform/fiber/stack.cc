#include "platform/fiber/stack.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace steward::fiber {
namespace {

size_t PageBytes() {
  static const auto bytes = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  return bytes;
}

}  // namespace

Stack::Stack() {
  const size_t guard = PageBytes();
  mapping_ = mmap(nullptr, guard + kBytes, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (mapping_ == MAP_FAILED || mprotect(mapping_, guard, PROT_NONE) != 0) {
    std::perror("no memory for the stack of a fiber");
    std::abort();
  }
  bottom_ = static_cast<char*>(mapping_) + guard;
}

Stack::~Stack() { munmap(mapping_, PageBytes() + kBytes); }

}  // namespace steward::fiber
