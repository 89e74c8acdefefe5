#pragma once

// That a call showed confidential records to somebody who does not own them is an event itself
// (steward.audit.v1.Read), committed before the answer leaves. A handler that returns records says
// which:
//
//   audit::ReadNote note(call);
//   note.Saw(ticket);
//   RETURN_IF_ERROR(note.Commit(journal, "dev.steward.ticket.read.v1"));
//
// Costs nothing where nothing confidential is shown. Belongs to one thread.

#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "platform/access/record_rule.h"
#include "platform/call/call.h"
#include "platform/call/encoded.h"
#include "platform/journal/journal.h"

namespace steward::audit {

class ReadNote {
 public:
  // `call` outlives it.
  explicit ReadNote(const Call& call) : call_(call) {}

  // A record with its name, as it is shown.
  void Saw(const google::protobuf::Message& record);
  // One of which somebody else found out that it is confidential and not the caller's own.
  void SawNamed(const std::string& name) { names_.insert(name); }
  // All records of a list's answer: its field 1. INTERNAL when it cannot be read.
  template <class Response>
  absl::Status SawList(const Encoded<Response>& encoded);

  // Commits one event that names all of them, if there are any. Errors: as Journal::Commit; then
  // the answer must not be given.
  absl::Status Commit(journal::Journal& journal, absl::string_view type) const;

 private:
  absl::Status SawItems(google::protobuf::Message* response, absl::string_view bytes);

  const Call& call_;
  std::set<std::string> names_;
};

template <class Response>
absl::Status ReadNote::SawList(const Encoded<Response>& encoded) {
  Response response;
  return SawItems(&response, encoded.bytes);
}

}  // namespace steward::audit
