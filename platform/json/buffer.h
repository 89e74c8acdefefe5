#pragma once

// Appends to a string by pointer, without a capacity check per byte. Single-threaded.

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>

#include "absl/strings/string_view.h"
#include "platform/json/wire.h"

namespace steward::json {

// While it lives, the string holds more than what was appended; Truncate and the destructor bring
// it to size.
class Buffer {
 public:
  // Appends to what `target` holds. `expected` bytes are made room for at once.
  Buffer(std::string* target, size_t expected) : target_(target), size_(target->size()) {
    Grow(expected);
  }
  ~Buffer() { target_->resize(size_); }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  // The end, with room for at least `bytes`. Write, then Commit the new end.
  char* Room(size_t bytes) {
    if (target_->size() - size_ < bytes) Grow(bytes);
    return target_->data() + size_;
  }
  void Commit(const char* end) { size_ = end - target_->data(); }

  void Append(char byte) {
    *Room(1) = byte;
    ++size_;
  }
  void Append(absl::string_view bytes) {
    if (bytes.empty()) return;
    std::memcpy(Room(bytes.size()), bytes.data(), bytes.size());
    size_ += bytes.size();
  }
  void Varint(uint64_t value) { Commit(EncodeVarint(value, Room(kMaxVarintBytes))); }
  void Fixed(const void* bytes, size_t size) {
    Append(absl::string_view(static_cast<const char*>(bytes), size));
  }

  size_t size() const { return size_; }
  void Truncate(size_t size) { size_ = size; }
  // Takes bytes out of the middle.
  void Erase(size_t from, size_t count) {
    std::memmove(target_->data() + from, target_->data() + from + count, size_ - from - count);
    size_ -= count;
  }

  // A length-delimited value whose length is not known yet: write it between Open and Close.
  size_t Open() {
    Append('\0');
    return size_;
  }
  void Close(size_t start) {
    const size_t length = size_ - start;
    if (length < 0x80) {
      (*target_)[start - 1] = static_cast<char>(length);
      return;
    }
    char prefix[kMaxVarintBytes];
    const size_t extra = EncodeVarint(length, prefix) - prefix - 1;
    Room(extra);
    char* base = target_->data();
    std::memmove(base + start + extra, base + start, length);
    std::memcpy(base + start - 1, prefix, extra + 1);
    size_ += extra;
  }

 private:
  void Grow(size_t bytes) { target_->resize(std::max(size_ + bytes, 2 * size_)); }

  std::string* target_;
  size_t size_;
};

}  // namespace steward::json
