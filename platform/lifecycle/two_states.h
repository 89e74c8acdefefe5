#pragma once

// Records with two states, which two verbs lead to: that needs no document. Pure.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/status/errors.h"
#include "platform/time/timestamp.h"

namespace steward::lifecycle {

// The record in the other state, `to`, since `now`. `allowed`: verbs of a record that is there,
// sorted. Errors: ILLEGAL_TRANSITION where it is there already.
template <typename Record>
absl::StatusOr<Record> Enter(const Record& current, typename Record::State to,
                             absl::string_view verb, const std::vector<std::string>& allowed,
                             absl::Time now) {
  if (current.state() == to)
    return errors::IllegalTransition(Record::State_Name(to), verb, allowed);
  Record next = current;
  next.set_state(to);
  *next.mutable_update_time() = ToProto(now);
  return next;
}

}  // namespace steward::lifecycle
