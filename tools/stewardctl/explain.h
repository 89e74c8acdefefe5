#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "tools/stewardctl/invocation.h"

namespace steward::ctl {

// What the contract says of a noun ("tickets"), a message by its full name, one of their fields
// ("ticket.holdReason"), or the reason of an error ("ETAG_MISMATCH"). Errors: WRONG_USAGE.
absl::StatusOr<std::string> Explain(const Contract& contract, const Catalog& catalog,
                                    const std::string& what);

BuiltIn ExplainCommand();

}  // namespace steward::ctl
