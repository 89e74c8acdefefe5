#pragma once

// Forms with answers: what is asked next, what it costs, and whether it can be ordered. Pure
// functions, thread-safe. They take items that CheckForm takes.

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "google/protobuf/struct.pb.h"
#include "platform/resource/condition.h"
#include "steward/catalog/v1/catalog_item_service.pb.h"

namespace steward::catalog {

// The form of the item as it stands with the answers given so far. Rules are applied in their
// order, each to what those before it left; a hidden field has no answer. Errors: INVALID_FIELD for
// an answer to no field ("answers").
absl::StatusOr<v1::EvaluateCatalogItemResponse> Evaluate(const v1::CatalogItem& item,
                                                         const google::protobuf::Struct& answers);

// What is ordered with answers.
struct CheckedAnswers {
  // Of the visible fields: with defaults and what rules set, without what is hidden.
  google::protobuf::Struct answers;
  // With all that is chosen; nothing when the item has no price.
  absl::optional<v1::Money> price;
};

// Whether an item can be ordered with these answers, as far as they tell themselves: whether there
// is what references name is asked elsewhere. Errors: INVALID_FIELD with all that is wrong or
// missing ("request.answers.model").
absl::StatusOr<CheckedAnswers> CheckAnswers(const v1::CatalogItem& item,
                                            const google::protobuf::Struct& answers);

// The field of a violation in a request that has the answers.
std::string InRequest(const v1::AnswerViolation& violation);

// Checked answers as conditions see them.
resource::Condition::Values ValuesOf(const v1::Form& form, const google::protobuf::Struct& answers);

}  // namespace steward::catalog
