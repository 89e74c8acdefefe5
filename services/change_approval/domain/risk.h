#pragma once

// How risky a change is, by a policy. Pure functions, thread-safe.

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "steward/change/v1/change.pb.h"

namespace steward::change {

using v1::Change;
using v1::Risk;
using v1::RiskPolicy;

// Reads a policy and refuses one that is not sound: each rule has a name of its own, a condition
// and a score above 0; bands have ascending scores from 0 on and require fields that there are.
// Errors: INTERNAL, with what is wrong in the log text: a policy is part of the program.
absl::StatusOr<RiskPolicy> LoadPolicy(absl::string_view json_document);

// The policy that ships with this release. Lives as long as the process.
const RiskPolicy& ShippedPolicy();

// `now` is when it is assessed.
Risk RiskOf(const Change& change, const RiskPolicy& policy, absl::Time now);

// Whether something differs that a risk follows from.
bool HasOtherRisk(const Change& before, const Change& after);

// INVALID_FIELD of what a change of its risk must have, with the factors of the risk.
absl::Status CheckRisk(const Change& change, const RiskPolicy& policy);

}  // namespace steward::change
