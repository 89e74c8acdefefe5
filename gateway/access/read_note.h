#pragma once

// What a service records when the gateway shows somebody events of confidential records that are
// not their own (JournalService.NoteRead).

#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "gateway/access/sender.h"
#include "steward/event/v1/journal_service.pb.h"

namespace steward::gateway {

// `method` is the full name of the one that shows the records of these names.
inline event::v1::NoteReadRequest ReadNoteOf(const Sender& sender, absl::string_view method,
                                             const std::set<std::string>& names) {
  event::v1::NoteReadRequest note;
  for (const std::string& name : names) note.add_resources(name);
  note.set_method(std::string(method));
  note.set_reader(sender.principal->subject);
  note.mutable_origin()->set_credential(sender.principal->credential);
  note.mutable_origin()->set_client_address(sender.client_address);
  return note;
}

}  // namespace steward::gateway
