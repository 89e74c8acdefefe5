#pragma once

// What processes call each other in certificates: SPIFFE IDs (SPIFFE-ID §2) of the form
// spiffe://<trust domain>/ns/<namespace>/sa/<service>. Pure functions.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace steward::tls {

// The one id among the names of a certificate. INVALID_ARGUMENT when there is none, when it has
// another form, or when there is more than one URI.
absl::StatusOr<std::string> IdOf(const std::vector<std::string>& uris);

// The id that `service` has beside a process that is called `own`: the same trust domain and
// namespace. A `service` that is an id stays what it is. INVALID_ARGUMENT when it is neither a
// name nor an id.
absl::StatusOr<std::string> Neighbour(absl::string_view own, absl::string_view service);

}  // namespace steward::tls
