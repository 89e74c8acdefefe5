#include "platform/resource/etag.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace steward::resource {
namespace {

// The finaliser of SplitMix64: absl::Hash differs from process to process.
uint32_t StableHash(uint64_t value) {
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
  return static_cast<uint32_t>((value ^ (value >> 31)) >> 32);
}

}  // namespace

std::string Etag(int64_t version, absl::Time create_time) {
  const auto nanos = static_cast<uint64_t>(absl::ToUnixNanos(create_time));
  return absl::StrCat(absl::Hex(version), "-", absl::Hex(StableHash(nanos), absl::kZeroPad8));
}

bool EtagMatches(absl::string_view given, absl::string_view current) {
  if (given.empty() || given == "*") return true;
  for (absl::string_view tag : absl::StrSplit(given, ',')) {
    if (tag.size() >= 2 && tag.front() == '"' && tag.back() == '"')
      tag = tag.substr(1, tag.size() - 2);
    if (tag == current) return true;
  }
  return false;
}

}  // namespace steward::resource
