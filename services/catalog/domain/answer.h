#pragma once

// Single answers to the fields of a form. Pure functions, thread-safe.

#include <string>
#include <variant>

#include "google/protobuf/struct.pb.h"
#include "platform/resource/condition.h"
#include "steward/catalog/v1/form.pb.h"

namespace steward::catalog {

using v1::Field;

// What conditions ask of an answer to the field.
resource::Condition::Type TypeOf(const Field& field);

// Whether there is an answer at all: null, an empty text and an empty list are none.
bool IsAnswered(const google::protobuf::Value& value);

// The answer as conditions see it, or what is wrong with it, such as "must be a whole number": its
// type and the limits of the field, of choices that it is one. Whether there is what it refers to
// is asked elsewhere. `value` is one of IsAnswered.
struct Problem {
  std::string text;
};
std::variant<resource::Condition::Value, Problem> ReadAnswer(const Field& field,
                                                             const google::protobuf::Value& value);

}  // namespace steward::catalog
