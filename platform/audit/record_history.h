#pragma once

// The changes of a record as the journal keeps them: the answer of a List…History method, whose
// request has `name`, `page_size` and `page_token`, and whose response `events` and
// `next_page_token`. Thread-safe.
//
//   RETURN_IF_ERROR(store.Get(call, request.name()).status());
//   return audit::ListHistory<Ticket, v1::ListTicketHistoryResponse>(parts, call, request, kRead);

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "platform/call/call.h"
#include "platform/journal/journal.h"
#include "platform/journal/reader.h"
#include "platform/resource/page.h"
#include "platform/status/macros.h"
#include "steward/event/v1/event.pb.h"

namespace steward::audit {

// What it works with.
struct HistoryParts {
  const journal::Reader* reader = nullptr;
  const resource::PageTokens* tokens = nullptr;
  journal::Journal* journal = nullptr;
};

struct HistoryPage {
  std::vector<event::v1::Event> events;
  // Empty on the last page.
  std::string next_page_token;
};

struct HistoryRequest {
  const std::string& name;
  int page_size = 0;
  const std::string& page_token;
  // The type of the event that tells who was shown what is confidential and not their own; of
  // records that never are it is empty.
  absl::string_view read_event;
};

// A page of what happened to a record of the type of `prototype`, oldest first: what a watch would
// show the caller, too. Whether there is the record, and whether the caller sees it, is asked
// before. Errors: INVALID_FIELD, INVALID_PAGE_TOKEN, those of reading.
absl::StatusOr<HistoryPage> ReadHistory(const HistoryParts& parts, const Call& call,
                                        const HistoryRequest& request,
                                        const google::protobuf::Message& prototype);

template <class Record, class Response, class Request>
absl::StatusOr<Response> ListHistory(const HistoryParts& parts, const Call& call,
                                     const Request& request, absl::string_view read_event = "") {
  ASSIGN_OR_RETURN(HistoryPage page, ReadHistory(parts, call,
                                                 {request.name(), request.page_size(),
                                                  request.page_token(), read_event},
                                                 Record::default_instance()));
  Response response;
  for (event::v1::Event& event : page.events) response.add_events()->Swap(&event);
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

}  // namespace steward::audit
