#pragma once

// Who approves an order. Thread-safe.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/people/members.h"
#include "platform/people/people.h"
#include "services/catalog/domain/approval_rule.h"
#include "services/catalog/domain/evaluate.h"

namespace steward::catalog {

// The stages that an order by the caller for `requester` has to pass, each of which can be decided
// by others than them, as far as can be known now. Errors: INVALID_FIELD ("request.requester"
// without a manager who would approve, "request.item" of a stage that could not be decided),
// UNAVAILABLE when it cannot be known.
absl::StatusOr<std::vector<approval::v1::Stage>> FindStages(
    const Call& call, const people::People& people, const people::Members& members,
    const v1::CatalogItem& item, const CheckedAnswers& checked, const std::string& requester);

}  // namespace steward::catalog
