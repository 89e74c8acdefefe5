#pragma once

// Errors as values, with reasons from the one list in steward/error/v1/reason.proto.
//
//   return errors::NotFound("tickets/INC-7");
//
// The details (ErrorInfo, BadRequest, IllegalTransition) ride as payloads of the absl::Status,
// keyed by type URL. rpc turns them into google.rpc.Status once, the gateway into problem+json.
// All functions are thread-safe.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>
#include "absl/strings/string_view.h"

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"
#include "steward/error/v1/reason.pb.h"

namespace steward::errors {

using error::v1::Reason;
using Metadata = std::vector<std::pair<std::string, std::string>>;

// An error with its reason. `message` is shown to the client: it never holds SQL, secrets or the
// client's own input beyond names of fields and resources.
absl::Status Make(absl::StatusCode code, Reason reason, absl::string_view message,
                  const Metadata& metadata = {});

// NOT_FOUND. The same for a resource of another tenant and one that never existed.
absl::Status NotFound(absl::string_view name);
// ALREADY_EXISTS.
absl::Status AlreadyExists(absl::string_view name);
// FAILED_PRECONDITION: `field` ("user.manager") names a resource that does not exist in the tenant.
absl::Status ReferenceNotFound(absl::string_view field);
// FAILED_PRECONDITION: `field` names a resource that is disabled.
absl::Status ReferenceDisabled(absl::string_view field);
// INVALID_ARGUMENT: a stream of requests has more items, or more bytes, than it may have.
absl::Status TooManyItems(int64_t limit);
absl::Status BodyTooLarge(int64_t limit_bytes);
// ABORTED: the client's etag is not that of the resource.
absl::Status StaleEtag(absl::string_view name);
// ABORTED: other writers kept winning; the client may retry.
absl::Status ConcurrentChange(absl::string_view name);
// FAILED_PRECONDITION with the actions that are allowed instead.
absl::Status IllegalTransition(absl::string_view state, absl::string_view action,
                               const std::vector<std::string>& allowed);
// INVALID_ARGUMENT with one field violation. `field` is the proto path ("ticket.title").
absl::Status InvalidField(absl::string_view field, absl::string_view description);
// PERMISSION_DENIED, in words that do not tell whether the resource exists.
absl::Status PermissionDenied(absl::string_view permission);
// UNAUTHENTICATED: no credential, or one that is not valid.
absl::Status Unauthenticated();
// `why` is for the log only: to clients all credentials that are not valid look the same.
absl::Status InvalidToken(absl::string_view why = "");
// UNAVAILABLE: `what` names the dependency in the log only.
absl::Status Unavailable(absl::string_view what);
// DEADLINE_EXCEEDED.
absl::Status DeadlineExceeded();
// INTERNAL: the client sees a neutral text, the log sees `what`.
absl::Status Internal(absl::string_view what);

// The same error with another text, such as one that says what it is about.
absl::Status WithText(const absl::Status& status, absl::string_view text);

// Collects field violations, so that a client learns of all of them at once.
class Violations {
 public:
  void Add(absl::string_view field, absl::string_view description);
  // Adds those of an error, unless it has another reason than INVALID_FIELD: then false.
  bool Add(const absl::Status& error);
  size_t size() const { return fields_.size(); }
  bool empty() const { return fields_.empty(); }
  // OK when empty, else INVALID_ARGUMENT / INVALID_FIELD with all of them.
  absl::Status ToStatus() const;

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

// Whether what was refused may succeed when it is tried again as it is: it could not be judged yet.
bool IsPassing(const absl::Status& status);
// Reason of an error; REASON_UNSPECIFIED when it has none.
Reason ReasonOf(const absl::Status& status);
// Text for the log: the message and what was kept from the client.
std::string LogText(const absl::Status& status);

// The wire form. Payloads that only the log may see are left out; an error without a reason (from
// a library) becomes INTERNAL or keeps its code with a neutral text.
google::rpc::Status ToProto(const absl::Status& status);
absl::Status FromProto(const google::rpc::Status& proto);

}  // namespace steward::errors
