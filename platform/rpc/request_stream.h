#pragma once

// The requests of a method whose callers stream them:
//
//   absl::StatusOr<Operation> ImportTickets(const Call& call,
//                                           rpc::RequestStream<ImportTicketsRequest>& requests) {
//     while (true) {
//       ASSIGN_OR_RETURN(auto request, requests.Next());
//       if (!request) break;
//       RETURN_IF_ERROR(requests.Judge(*request));
//       …
//
// The caller was identified and has the permission of the method before the first is looked at.
// A stream belongs to the fiber of its call.

#include <cstdint>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "google/protobuf/message.h"
#include "platform/call/call.h"
#include "platform/rpc/message_source.h"

namespace steward::rpc {

struct Method;

// What is the same for all types of requests.
class RequestReader {
 public:
  // All of it outlives the reader.
  RequestReader(const Method& method, const Call& call, MessageSource& source)
      : method_(method), call_(call), source_(source) {}

  // As of RequestStream; false when there is none.
  absl::StatusOr<bool> Next(google::protobuf::Message* request);
  absl::Status Judge(const google::protobuf::Message& request) const;

 private:
  const Method& method_;
  const Call& call_;
  MessageSource& source_;
  // So far.
  int64_t messages_ = 0, bytes_ = 0;
};

template <class Request>
class RequestStream {
 public:
  explicit RequestStream(RequestReader& reader) : reader_(reader) {}

  // The next request, without fields that its type does not know; nothing once the caller has ended
  // the stream. What it says is not judged. A handler that takes its time holds the caller up.
  // Errors, which the handler passes on, having kept nothing of what it read:
  //   UNAVAILABLE         the stream broke off
  //   DEADLINE_EXCEEDED   the caller took too long
  //   MALFORMED_REQUEST   it is no such message
  //   TOO_MANY_ITEMS, BODY_TOO_LARGE  more than the method takes (steward.options.v1.UploadRules)
  absl::StatusOr<absl::optional<Request>> Next() {
    Request request;
    absl::StatusOr<bool> found = reader_.Next(&request);
    if (!found.ok()) return found.status();
    if (!*found) return absl::optional<Request>();
    return absl::make_optional(std::move(request));
  }

  // What is judged of other requests before their handler runs: whether the caller may write the
  // fields that are set, and whether these keep their rules. A handler judges every request, and
  // refuses the call or takes note of the error. Errors: PERMISSION_DENIED, INVALID_FIELD.
  absl::Status Judge(const Request& request) const { return reader_.Judge(request); }

 private:
  RequestReader& reader_;
};

}  // namespace steward::rpc
