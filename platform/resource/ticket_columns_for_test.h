#pragma once

#include "platform/resource/columns.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::resource {

inline constexpr Column kTicketColumns[] = {
    {"name", "t.id", Column::Type::kText},
    {"title", "t.title", Column::Type::kText},
    {"assignee", "t.assignee", Column::Type::kText},
    {"requester", "t.requester", Column::Type::kText, /*nullable=*/true},
    {"state", "t.state", Column::Type::kEnum},
    {"priority", "t.priority", Column::Type::kEnum},
    {"reopen_count", "t.reopen_count", Column::Type::kInt},
    {"create_time", "t.create_time", Column::Type::kTimestamp},
    {"close_time", "t.close_time", Column::Type::kTimestamp, /*nullable=*/true},
};

inline ColumnTable TicketColumns() {
  return {ticket::v1::Ticket::descriptor(), kTicketColumns, {"name", "t.id", Column::Type::kText}};
}

}  // namespace steward::resource
