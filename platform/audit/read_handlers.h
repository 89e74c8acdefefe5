#pragma once

// The method of steward.event.v1.JournalService that records what others showed of this service's
// confidential records: every service serves it.

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "platform/audit/read_note.h"
#include "platform/call/call.h"
#include "platform/journal/journal.h"
#include "platform/rpc/service.h"
#include "platform/status/macros.h"
#include "steward/event/v1/journal_service.pb.h"

namespace steward::audit {

class ReadHandlers {
 public:
  // `journal` outlives it.
  ReadHandlers(journal::Journal* journal, const std::string& service)
      : journal_(journal), type_(absl::StrCat("dev.steward.", service, ".read.v1")) {}

  absl::StatusOr<event::v1::NoteReadResponse> NoteRead(const Call& call,
                                                       const event::v1::NoteReadRequest& request) {
    Call reading = call;
    reading.subject = request.reader();
    reading.method = request.method();
    reading.credential = request.origin().credential();
    reading.client_address = request.origin().client_address();
    ReadNote note(reading);
    for (const std::string& name : request.resources()) note.SawNamed(name);
    RETURN_IF_ERROR(note.Commit(*journal_, type_));
    return event::v1::NoteReadResponse();
  }

  void Register(rpc::Service* service) {
    service->Handle("NoteRead", this, &ReadHandlers::NoteRead);
  }

 private:
  journal::Journal* const journal_;
  const std::string type_;
};

}  // namespace steward::audit
