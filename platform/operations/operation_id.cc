#include "platform/operations/operation_id.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/crypto/random.h"

namespace steward::operations {
namespace {

constexpr absl::string_view kDigits = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr size_t kTimeDigits = 10, kRandomDigits = 16;

}  // namespace

std::string NewOperationId(absl::string_view service, absl::Time now) {
  std::string time(kTimeDigits, '0');
  auto rest = static_cast<uint64_t>(absl::ToUnixMillis(now));
  for (auto digit = time.rbegin(); digit != time.rend(); ++digit, rest /= kDigits.size())
    *digit = kDigits[rest % kDigits.size()];
  std::string random = crypto::RandomBytes(kRandomDigits);
  for (char& byte : random) byte = kDigits[static_cast<uint8_t>(byte) % kDigits.size()];
  return absl::StrCat(service, "-", time, random);
}

absl::string_view ServiceOf(absl::string_view id_or_name) {
  const absl::string_view id = absl::StripPrefix(id_or_name, "operations/");
  const size_t dash = id.rfind('-');
  if (dash == absl::string_view::npos) return "";
  const absl::string_view digits = id.substr(dash + 1);
  const bool fits = digits.size() == kTimeDigits + kRandomDigits &&
                    std::all_of(digits.begin(), digits.end(), [](char digit) {
                      return kDigits.find(digit) != absl::string_view::npos;
                    });
  return fits ? id.substr(0, dash) : "";
}

}  // namespace steward::operations
