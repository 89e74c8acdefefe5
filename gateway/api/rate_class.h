#pragma once

// What calls of a method count as: each class has limits of its own, so that who reads without end
// can still write. Said by the descriptor of the method alone, hence the same at every door.

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "google/protobuf/descriptor.h"

namespace steward::gateway {

enum class RateClass {
  // Its HTTP rule is a GET.
  kRead,
  // All others.
  kWrite,
  // One side of it is a stream, or its custom verb is `search` or `verify`.
  kExpensive,
  // It answers with steward.quota.v1.Quota: to ask what is left costs nothing.
  kFree,
};

// Those that have limits, in the order in which they are told.
inline constexpr RateClass kLimitedClasses[] = {RateClass::kRead, RateClass::kWrite,
                                                RateClass::kExpensive};
inline constexpr size_t kLimitedClassCount = 3;

RateClass RateClassOf(const google::protobuf::MethodDescriptor& method);
// "read", "write" and "expensive", of those that have limits.
absl::string_view NameOf(RateClass rate_class);
absl::optional<RateClass> FindRateClass(absl::string_view name);

}  // namespace steward::gateway
