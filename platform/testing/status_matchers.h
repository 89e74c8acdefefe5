#pragma once

// GoogleTest matchers for absl::Status and absl::StatusOr, which Abseil 20220623 lacks.
//
//   EXPECT_THAT(Parse(text), IsOk());
//   EXPECT_THAT(Parse(text), IsOkAndHolds(7));
//   EXPECT_THAT(store.Get("tickets/INC-7"), StatusIs(absl::StatusCode::kNotFound));
//   EXPECT_THAT(store.Get("tickets/INC-7"), HasReason(errors::Reason::RESOURCE_NOT_FOUND));

#include <gmock/gmock.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"

namespace steward {
namespace test {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }

template <class Value>
const absl::Status& StatusOf(const absl::StatusOr<Value>& result) {
  return result.status();
}

}  // namespace test

// It is OK.
MATCHER(IsOk, negation ? "is not OK" : "is OK") {
  const absl::Status& status = test::StatusOf(arg);
  *result_listener << "which is " << errors::LogText(status);
  return status.ok();
}

// It is OK and its value is equal to, or matched by, `expected`.
MATCHER_P(IsOkAndHolds, expected,
          absl::StrCat(negation ? "is not OK or its value is not" : "is OK and its value is ",
                       ::testing::PrintToString(expected))) {
  if (!arg.ok()) {
    *result_listener << "which is " << arg.status();
    return false;
  }
  return ::testing::ExplainMatchResult(expected, *arg, result_listener);
}

// Its code is `code`.
MATCHER_P(StatusIs, code,
          absl::StrCat(negation ? "has not code " : "has code ", absl::StatusCodeToString(code))) {
  const absl::Status& status = test::StatusOf(arg);
  *result_listener << "which is " << status;
  return status.code() == code;
}

// It is an error with that reason of steward/error/v1/reason.proto.
MATCHER_P(HasReason, reason,
          absl::StrCat(negation ? "has not reason " : "has reason ",
                       error::v1::Reason_Name(reason))) {
  const absl::Status& status = test::StatusOf(arg);
  *result_listener << "which has " << error::v1::Reason_Name(errors::ReasonOf(status)) << ": "
                   << errors::LogText(status);
  return !status.ok() && errors::ReasonOf(status) == reason;
}

}  // namespace steward
