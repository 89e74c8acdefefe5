#pragma once

// What went wrong, for people, for programs and for the shell.

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace steward::ctl {

// Statuses of the process; docs/reference/stewardctl.md has them for users.
enum ExitStatus {
  kOk = 0,
  kFailure = 1,
  kWrongUsage = 2,
  kNotFound = 3,
  kNotAllowed = 4,
  kConflict = 5,
  kUnreachable = 6,
};

// The command line, or a file that it names, cannot be understood. `text` is for people.
absl::Status WrongUsage(absl::string_view text);
// Something outside of Steward failed: a file, a local port.
absl::Status LocalFailure(absl::string_view text);
// TLS with the server failed, which no repeating mends. `text` says why and what to do.
absl::Status TlsFailure(absl::string_view text);
// A failure about which nothing is left to say; not kOk.
absl::Status ToldAlready(ExitStatus status);
bool IsToldAlready(const absl::Status& failure);
// The same failure, with what it is about in front: "users.yaml line 12", "tickets/INC-1".
absl::Status At(absl::string_view what, const absl::Status& failure);
// The same failure, with the id that finds the call in the logs of the server.
absl::Status WithCallId(absl::Status status, absl::string_view call_id);
// The same failure, with the idempotency key under which the request is safely sent again.
absl::Status WithRequestId(absl::Status status, absl::string_view request_id);

ExitStatus ExitStatusOf(const absl::Status& failure);

// Several lines: the text and the reason, each broken rule, what to do, ids. Control characters of
// the server's texts are left out.
std::string FailureText(const absl::Status& failure, bool colours);
// {"error": {"code", "reason", "message", "violations", "metadata", "requestId", "callId"}} on one
// line; what there is none of is left out.
std::string FailureJson(const absl::Status& failure);

}  // namespace steward::ctl
