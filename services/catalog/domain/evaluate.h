#pragma once

// Forms with answers: what is asked next, what it costs, and whether it can be ordered. Pure
// functions, thread-safe. They take items that CheckForm takes.

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "google/protobuf/struct.pb.h"
#include "platform/resource/condition.h"
#include "platform/status/errors.h"
#include "steward/catalog/v1/catalog_item_service.pb.h"

namespace steward::catalog {

// The form of the item as it stands with the answers given so far. Rules are applied in their
// order, each to what those before it left; a hidden field has no answer. An answer to no field is
// a violation, too. Errors: those of conditions, which an item that is stored has not.
absl::StatusOr<v1::EvaluateCatalogItemResponse> Evaluate(const v1::CatalogItem& item,
                                                         const google::protobuf::Struct& answers);

// What is ordered with answers.
struct CheckedAnswers {
  // Of the visible fields: with defaults and what rules set, without what is hidden.
  google::protobuf::Struct answers;
  // With all that is chosen; nothing when the item has no price.
  absl::optional<v1::Money> price;
};

// The answers that nothing is wrong with, as far as the violations say.
google::protobuf::Struct SoundAnswers(const v1::EvaluateCatalogItemResponse& evaluated);

// Adds what is wrong or missing, each with its field in a request ("request.answers.model").
void AddViolations(const v1::EvaluateCatalogItemResponse& evaluated,
                   errors::Violations* violations);

// What is ordered with answers that nothing is wrong with.
CheckedAnswers OrderedBy(const v1::EvaluateCatalogItemResponse& evaluated);

// Checked answers as conditions see them.
resource::Condition::Values ValuesOf(const v1::Form& form, const google::protobuf::Struct& answers);

}  // namespace steward::catalog
