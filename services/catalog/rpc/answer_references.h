#pragma once

// What answers to a form refer to. Thread-safe.

#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/struct.pb.h"
#include "platform/call/call.h"
#include "platform/people/people.h"
#include "services/catalog/store/catalog.h"
#include "steward/catalog/v1/form.pb.h"

namespace steward::catalog {

// The answers, such as "answers.colleague", that name users, groups or configuration items which do
// not exist or are not in use. `answers` are checked (CheckAnswers), or wrong ones are left out.
// Locations and organizations are not known to this service: their names are as good as their form.
// Errors: UNAVAILABLE when it cannot be known.
absl::StatusOr<std::vector<v1::AnswerViolation>> CheckAnswerReferences(
    const Call& call, const Catalog& catalog, const people::People& people, const v1::Form& form,
    const google::protobuf::Struct& answers);

}  // namespace steward::catalog
