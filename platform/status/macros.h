#pragma once

// RETURN_IF_ERROR(expr) and ASSIGN_OR_RETURN(lhs, expr): leave the function with the status of an
// expression that failed. Abseil 20220623 has neither.

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define STEWARD_CONCAT_INNER(a, b) a##b
#define STEWARD_CONCAT(a, b) STEWARD_CONCAT_INNER(a, b)

#define RETURN_IF_ERROR(expr)                                                              \
  do {                                                                                     \
    if (absl::Status steward_status = (expr); !steward_status.ok()) return steward_status; \
  } while (false)

#define ASSIGN_OR_RETURN(lhs, expr) \
  STEWARD_ASSIGN_OR_RETURN(STEWARD_CONCAT(steward_or_, __LINE__), lhs, expr)

#define STEWARD_ASSIGN_OR_RETURN(temp, lhs, expr)  \
  auto temp = (expr);                              \
  if (!temp.ok()) return std::move(temp).status(); \
  lhs = std::move(temp).value()
