#pragma once

// The protobuf wire format: writing to strings, reading from views. Stateless or single-threaded.

#include <cstdint>
#include <cstring>
#include <string>

#include "absl/strings/string_view.h"

namespace steward::json {

enum class WireType : uint8_t {
  kVarint = 0,
  kFixed64 = 1,
  kLengthDelimited = 2,
  kStartGroup = 3,
  kEndGroup = 4,
  kFixed32 = 5,
};

inline constexpr int kMaxVarintBytes = 10;

constexpr uint32_t MakeTag(int number, WireType type) {
  return static_cast<uint32_t>(number) << 3 | static_cast<uint32_t>(type);
}

// Writes up to kMaxVarintBytes and returns the end.
inline char* EncodeVarint(uint64_t value, char* at) {
  while (value >= 0x80) {
    *at++ = static_cast<char>(value | 0x80);
    value >>= 7;
  }
  *at++ = static_cast<char>(value);
  return at;
}

inline constexpr uint64_t ZigZag(int64_t value) {
  return static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63);
}

inline constexpr int64_t UnZigZag(uint64_t value) {
  return static_cast<int64_t>(value >> 1 ^ (~(value & 1) + 1));
}

inline void AppendVarint(uint64_t value, std::string* wire) {
  char bytes[kMaxVarintBytes];
  wire->append(bytes, EncodeVarint(value, bytes) - bytes);
}

inline void AppendTag(int number, WireType type, std::string* wire) {
  AppendVarint(MakeTag(number, type), wire);
}

// Tag, length and bytes: a string, bytes or an encoded message.
inline void AppendLengthDelimited(int number, absl::string_view bytes, std::string* wire) {
  AppendTag(number, WireType::kLengthDelimited, wire);
  AppendVarint(bytes.size(), wire);
  wire->append(bytes.data(), bytes.size());
}

// One value as it stands on the wire: `bytes` when length-delimited, else `bits`.
struct WireValue {
  uint64_t bits = 0;
  absl::string_view bytes;
};

// Reads the fields of one message. Every Read returns false when the bytes are broken.
class WireCursor {
 public:
  explicit WireCursor(absl::string_view wire) : at_(wire.data()), end_(wire.data() + wire.size()) {}

  bool done() const { return at_ == end_; }
  const char* position() const { return at_; }

  bool ReadVarint(uint64_t* value) {
    if (at_ != end_ && static_cast<signed char>(*at_) >= 0) {
      *value = static_cast<uint8_t>(*at_++);
      return true;
    }
    return ReadLongVarint(value);
  }

  // Refuses field number 0, numbers beyond 2^29-1 and wire types 6 and 7.
  bool ReadTag(int* number, WireType* type) {
    uint64_t tag;
    if (!ReadVarint(&tag) || tag > UINT32_MAX || tag >> 3 == 0 || (tag & 7) > 5) return false;
    *number = static_cast<int>(tag >> 3);
    *type = static_cast<WireType>(tag & 7);
    return true;
  }

  bool ReadFixed(size_t size, uint64_t* value) {
    if (static_cast<size_t>(end_ - at_) < size) return false;
    *value = 0;
    std::memcpy(value, at_, size);
    at_ += size;
    return true;
  }

  bool ReadBytes(absl::string_view* bytes) {
    uint64_t size;
    if (!ReadVarint(&size) || size > static_cast<uint64_t>(end_ - at_)) return false;
    *bytes = absl::string_view(at_, size);
    at_ += size;
    return true;
  }

  // The value behind a tag. A group is passed over and leaves `value` as it was.
  bool ReadValue(int number, WireType type, WireValue* value) {
    switch (type) {
      case WireType::kVarint:
        return ReadVarint(&value->bits);
      case WireType::kFixed64:
        return ReadFixed(8, &value->bits);
      case WireType::kFixed32:
        return ReadFixed(4, &value->bits);
      case WireType::kLengthDelimited:
        return ReadBytes(&value->bytes);
      case WireType::kStartGroup:
        return SkipGroup(number);
      case WireType::kEndGroup:
        return false;
    }
    return false;
  }

 private:
  bool ReadLongVarint(uint64_t* value) {
    uint64_t result = 0;
    for (int shift = 0; shift < 70 && at_ != end_; shift += 7) {
      const uint8_t byte = static_cast<uint8_t>(*at_++);
      if (shift == 63 && byte > 1) return false;
      result |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) {
        *value = result;
        return true;
      }
    }
    return false;
  }

  // Without recursion: only the depth and the outermost number are checked.
  bool SkipGroup(int number) {
    for (int depth = 1; depth > 0;) {
      int inner;
      WireType type;
      WireValue ignored;
      if (!ReadTag(&inner, &type)) return false;
      if (type == WireType::kStartGroup) {
        ++depth;
      } else if (type == WireType::kEndGroup) {
        if (--depth == 0 && inner != number) return false;
      } else if (!ReadValue(inner, type, &ignored)) {
        return false;
      }
    }
    return true;
  }

  const char* at_;
  const char* end_;
};

}  // namespace steward::json
