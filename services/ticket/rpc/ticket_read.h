#pragma once

#include "absl/status/status.h"
#include "platform/audit/read_note.h"
#include "platform/call/call.h"
#include "platform/journal/journal.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::ticket {

// That confidential tickets were shown to somebody who does not own them.
inline constexpr char kReadEvent[] = "dev.steward.ticket.read.v1";

// Of a ticket of which something is shown without a change that would tell of it. Errors: as
// audit::ReadNote::Commit.
inline absl::Status NoteRead(const Call& call, const v1::Ticket& ticket,
                             journal::Journal* journal) {
  audit::ReadNote note(call);
  note.Saw(ticket);
  return note.Commit(*journal, kReadEvent);
}

}  // namespace steward::ticket
