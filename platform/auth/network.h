#pragma once

// IP addresses and networks of them, in the notation of RFC 4632 §3.1 (CIDR) and RFC 4291 §2.3.
// Pure functions.

#include <array>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace steward::auth {

// In network order; that of IPv4 as IPv6 maps it (RFC 4291 §2.5.5.2).
using IpAddress = std::array<uint8_t, 16>;

struct Network {
  IpAddress address;
  // Bits of `address` that all of its addresses have, 0 to 128.
  int prefix = 128;
};

// Nothing for anything else than an address without brackets, port or zone.
absl::optional<IpAddress> ParseIpAddress(absl::string_view text);
// "192.0.2.7", also for its IPv6 form "::ffff:192.0.2.7".
std::string FormatIpAddress(const IpAddress& address);

// A network ("192.0.2.0/24"), or an address as a network of one. Nothing when bits are set behind
// the prefix: nobody can tell what was meant.
absl::optional<Network> ParseNetwork(absl::string_view text);

// A network of IPv6 holds no address of IPv4, "::/0" neither.
bool Contains(const Network& network, const IpAddress& address);

// Whether an address, as text, is of the machine itself: 127.0.0.0/8 or ::1. Not what is no
// address.
bool IsLoopback(absl::string_view text);

}  // namespace steward::auth
