#pragma once

// Which records are confidential, or a VIP's, at present.

#include "google/protobuf/message.h"
#include "platform/pg/connection.h"
#include "steward/event/v1/journal_service.pb.h"

namespace steward::notification {

// The statement of an event's effect: whether the record, which is the event's, is hidden after it.
// Thread-safe.
pg::Statement NoteWhetherHidden(const event::v1::StoredEvent& stored,
                                const google::protobuf::Message& record);

}  // namespace steward::notification
