#pragma once

// Which addresses Steward connects to on behalf of its users.

#include <sys/socket.h>

#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace steward::notification {

// An IPv4 or IPv6 address. A value type.
class Address {
 public:
  // Nothing for other families.
  static absl::optional<Address> FromSocket(const sockaddr& socket);
  // Nothing unless `text` is dotted-decimal IPv4 or IPv6 without brackets and zone.
  static absl::optional<Address> Parse(absl::string_view text);

  bool is_ipv6() const { return bytes_.size() == 16; }
  // 4 or 16 bytes in network order.
  const std::string& bytes() const { return bytes_; }
  std::string ToString() const;

 private:
  explicit Address(std::string bytes) : bytes_(std::move(bytes)) {}

  std::string bytes_;
};

enum class Reach {
  // Global unicast.
  kPublic,
  // Of this machine or a private network: loopback, RFC 1918, shared (RFC 6598), unique local.
  kPrivate,
  // Never a receiver of webhooks: metadata services of clouds, link-local, multicast, reserved and
  // documentation ranges, and every IPv6 form that embeds an IPv4 address (RFC 6890 and its
  // registries).
  kForbidden,
};

Reach ReachOf(const Address& address);

}  // namespace steward::notification
