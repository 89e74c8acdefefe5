#include "services/notification/delivery/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace steward::notification {
namespace {

struct Block {
  std::string bytes;
  int bits;
  Reach reach;
};

std::vector<Block> Blocks(Reach reach, std::initializer_list<absl::string_view> texts) {
  std::vector<Block> blocks;
  for (absl::string_view text : texts) {
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(text, '/');
    int bits = 0;
    const auto address = Address::Parse(parts.first);
    if (!address || !absl::SimpleAtoi(parts.second, &bits)) std::abort();
    blocks.push_back({address->bytes(), bits, reach});
  }
  return blocks;
}

std::vector<Block> Join(std::vector<Block> first, const std::vector<Block>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

// The first block that matches counts. 168.63.129.16 and 100.100.100.200 are what Azure and
// Alibaba Cloud serve metadata at.
const std::vector<Block>& BlocksV4() {
  static const auto& blocks = *new std::vector<Block>(Join(
      Blocks(Reach::kForbidden,
             {"0.0.0.0/8", "100.100.100.200/32", "168.63.129.16/32", "169.254.0.0/16",
              "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
              "192.88.99.0/24", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
              "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"}),
      Blocks(Reach::kPrivate,
             {"10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"})));
  return blocks;
}

// Outside 2000::/3 nothing is public; fd00:ec2::254 is the metadata service of AWS. 2001::/23 holds
// Teredo, ORCHID and benchmarking, 2002::/16 is 6to4, and `::/3` covers ::ffff:0:0/96, 64:ff9b::/96
// and the old IPv4-compatible form.
const std::vector<Block>& BlocksV6() {
  static const auto& blocks = *new std::vector<Block>(Join(
      Join(Blocks(Reach::kPrivate, {"::1/128"}),
           Blocks(Reach::kForbidden, {"fd00:ec2::/32", "fd20:ce::/32"})),
      Join(Blocks(Reach::kPrivate, {"fc00::/7"}),
           Join(Blocks(Reach::kForbidden, {"2001::/23", "2001:db8::/32", "2002::/16",
                                           "2620:4f:8000::/48", "3ffe::/16", "3fff::/20"}),
                Join(Blocks(Reach::kPublic, {"2000::/3"}), Blocks(Reach::kForbidden, {"::/0"}))))));
  return blocks;
}

bool Contains(const Block& block, const std::string& bytes) {
  const int whole = block.bits / 8;
  if (bytes.compare(0, whole, block.bytes, 0, whole) != 0) return false;
  const int rest = block.bits % 8;
  if (rest == 0) return true;
  const unsigned char mask = static_cast<unsigned char>(0xff << (8 - rest));
  return ((bytes[whole] ^ block.bytes[whole]) & mask) == 0;
}

}  // namespace

absl::optional<Address> Address::FromSocket(const sockaddr& socket) {
  if (socket.sa_family == AF_INET) {
    sockaddr_in in;
    std::memcpy(&in, &socket, sizeof(in));
    return Address(std::string(reinterpret_cast<const char*>(&in.sin_addr), 4));
  }
  if (socket.sa_family == AF_INET6) {
    sockaddr_in6 in;
    std::memcpy(&in, &socket, sizeof(in));
    return Address(std::string(reinterpret_cast<const char*>(&in.sin6_addr), 16));
  }
  return absl::nullopt;
}

absl::optional<Address> Address::Parse(absl::string_view text) {
  char bytes[16];
  const std::string terminated(text);
  if (inet_pton(AF_INET, terminated.c_str(), bytes) == 1) return Address(std::string(bytes, 4));
  if (inet_pton(AF_INET6, terminated.c_str(), bytes) == 1) return Address(std::string(bytes, 16));
  return absl::nullopt;
}

std::string Address::ToString() const {
  char text[INET6_ADDRSTRLEN];
  inet_ntop(is_ipv6() ? AF_INET6 : AF_INET, bytes_.data(), text, sizeof(text));
  return text;
}

Reach ReachOf(const Address& address) {
  for (const Block& block : address.is_ipv6() ? BlocksV6() : BlocksV4())
    if (Contains(block, address.bytes())) return block.reach;
  return Reach::kPublic;
}

}  // namespace steward::notification
