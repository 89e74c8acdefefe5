#include "platform/auth/network.h"

#include <arpa/inet.h>

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace steward::auth {
namespace {

constexpr int kBits = 128;
// Bits before an IPv4 address.
constexpr int kMappedBits = 96;
constexpr std::array<uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

bool IsMapped(const IpAddress& address) {
  return std::equal(kMapped.begin(), kMapped.end(), address.begin());
}

bool BitOf(const IpAddress& address, int bit) {
  return (address[static_cast<size_t>(bit / 8)] >> (7 - bit % 8) & 1) != 0;
}

// A decimal number in its only form.
absl::optional<int> ParsePrefix(absl::string_view text, int bits) {
  int prefix = 0;
  if (!absl::SimpleAtoi(text, &prefix) || absl::StrCat(prefix) != text) return absl::nullopt;
  if (prefix < 0 || prefix > bits) return absl::nullopt;
  return kBits - bits + prefix;
}

}  // namespace

absl::optional<IpAddress> ParseIpAddress(absl::string_view text) {
  IpAddress address{};
  const std::string copy(text);
  // A NUL would hide what follows it.
  if (copy.find('\0') != std::string::npos) return absl::nullopt;
  if (inet_pton(AF_INET6, copy.c_str(), address.data()) == 1) return address;
  std::copy(kMapped.begin(), kMapped.end(), address.begin());
  if (inet_pton(AF_INET, copy.c_str(), address.data() + kMapped.size()) == 1) return address;
  return absl::nullopt;
}

std::string FormatIpAddress(const IpAddress& address) {
  char text[INET6_ADDRSTRLEN];
  const bool mapped = IsMapped(address);
  inet_ntop(mapped ? AF_INET : AF_INET6, address.data() + (mapped ? kMapped.size() : 0), text,
            sizeof(text));
  return text;
}

absl::optional<Network> ParseNetwork(absl::string_view text) {
  const size_t slash = text.find('/');
  const auto address = ParseIpAddress(text.substr(0, slash));
  if (!address) return absl::nullopt;
  Network network{*address, kBits};
  if (slash == absl::string_view::npos) return network;
  const bool is_v6 = text.substr(0, slash).find(':') != absl::string_view::npos;
  const auto prefix = ParsePrefix(text.substr(slash + 1), is_v6 ? kBits : kBits - kMappedBits);
  if (!prefix) return absl::nullopt;
  network.prefix = *prefix;
  for (int bit = network.prefix; bit < kBits; ++bit)
    if (BitOf(network.address, bit)) return absl::nullopt;
  return network;
}

bool Contains(const Network& network, const IpAddress& address) {
  if (network.prefix < kMappedBits && IsMapped(address)) return false;
  for (int bit = 0; bit < network.prefix; ++bit)
    if (BitOf(network.address, bit) != BitOf(address, bit)) return false;
  return true;
}

bool IsLoopback(absl::string_view text) {
  static const Network kV4 = *ParseNetwork("127.0.0.0/8");
  static const Network kV6 = *ParseNetwork("::1");
  const auto address = ParseIpAddress(text);
  return address && (Contains(kV4, *address) || Contains(kV6, *address));
}

}  // namespace steward::auth
