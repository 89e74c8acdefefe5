#pragma once

// What a failed statement becomes. The client sees a reason and a neutral text; the log sees
// PostgreSQL's own words; code that must tell causes apart asks SqlState.

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace steward::pg {

inline constexpr absl::string_view kUniqueViolation = "23505";
// The statement took longer than it may (statement_timeout).
inline constexpr absl::string_view kQueryCanceled = "57014";

// By SQLSTATE: 23505 ALREADY_EXISTS, 23503 FAILED_PRECONDITION, 40001 40P01 55P03 ABORTED,
// 57014 DEADLINE_EXCEEDED, class 53 UNAVAILABLE, others INTERNAL. An empty SQLSTATE, classes 08 and
// 57P, 25006 and 25P03 are a lost connection: UNAVAILABLE.
absl::Status MakeError(absl::string_view sqlstate, absl::string_view message,
                       absl::string_view statement);

// SQLSTATE of an error made by MakeError, or "".
std::string SqlState(const absl::Status& status);

// Which of the statements that ran together failed, counted from 0; -1 when nobody said.
absl::Status WithIndex(absl::Status error, size_t index);
int IndexOf(const absl::Status& status);

// True when the connection was lost, so that the outcome of the statements is not known.
bool IsConnectionLost(const absl::Status& status);

}  // namespace steward::pg
