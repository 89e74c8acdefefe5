#include "platform/access/event_rule.h"
#include "platform/audit/read_note.h"
#include "platform/resource/page.h"
#include "platform/status/macros.h"
#include "services/ticket/rpc/ticket_handlers.h"
#include "services/ticket/rpc/ticket_read.h"

namespace steward::ticket {
namespace {

bool Shows(const Call& call, event::v1::Event* event, audit::ReadNote* note) {
  v1::Ticket then;
  const auto& rule = access::RecordRule::Of(v1::Ticket::descriptor());
  const access::Viewer viewer = access::ViewerOf(call);
  if (!event->resource().UnpackTo(&then) || !rule.Admits(viewer, then)) return false;
  const auto former = access::FormerOf(rule, then, *event);
  const bool is_less = access::ConcealFormer(rule, viewer, then, event);
  note->Saw(former == nullptr || is_less ? then : *former);
  return true;
}

}  // namespace

absl::StatusOr<v1::ListTicketHistoryResponse> TicketHandlers::ListTicketHistory(
    const Call& call, const v1::ListTicketHistoryRequest& request) {
  ASSIGN_OR_RETURN(const int size, resource::PageSize(request.page_size()));
  const resource::PageScope scope{call.tenant, call.subject, call.method, request.name(), "", ""};
  int64_t after = 0;
  if (!request.page_token().empty()) {
    ASSIGN_OR_RETURN(auto keys, parts_.tokens->Decode(scope, request.page_token(), call.now()));
    after = std::get<int64_t>(keys.at(0));
  }
  // A ticket that does not exist is not one without history.
  RETURN_IF_ERROR(parts_.store->Get(call, request.name()).status());
  ASSIGN_OR_RETURN(auto events, parts_.history->ListHistory(call.tenant, request.name(), after,
                                                            size + 1, call.deadline));
  v1::ListTicketHistoryResponse response;
  audit::ReadNote note(call);
  size_t bytes = 0;
  for (size_t i = 0; i < events.size(); ++i) {
    bytes += events[i].ByteSizeLong();
    const bool is_full = bytes > resource::kPageBytesMax && response.events_size() > 0;
    if (i == static_cast<size_t>(size) || is_full) {
      response.set_next_page_token(parts_.tokens->Encode(scope, {after}, call.now()));
      break;
    }
    after = events[i].event().version();
    // What a watch would not show either: the ticket may have been confidential for a while.
    if (Shows(call, events[i].mutable_event(), &note))
      response.add_events()->Swap(events[i].mutable_event());
  }
  RETURN_IF_ERROR(note.Commit(*parts_.journal, kReadEvent));
  return response;
}

}  // namespace steward::ticket
