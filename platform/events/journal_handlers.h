#pragma once

// steward.event.v1.JournalService: every service serves its journal with these handlers.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/journal/reader.h"
#include "platform/rpc/service.h"
#include "steward/event/v1/journal_service.pb.h"

namespace steward::events {

class JournalHandlers {
 public:
  explicit JournalHandlers(const journal::Reader* reader) : reader_(reader) {}

  absl::StatusOr<event::v1::ListEventsResponse> ListEvents(
      const Call& call, const event::v1::ListEventsRequest& request) {
    return reader_->ListEvents(request, call.deadline);
  }
  absl::StatusOr<event::v1::GetHeadsResponse> GetHeads(const Call& call,
                                                       const event::v1::GetHeadsRequest&) {
    return reader_->GetHeads(call.deadline);
  }

  void Register(rpc::Service* service) {
    service->Handle("ListEvents", this, &JournalHandlers::ListEvents)
        .Handle("GetHeads", this, &JournalHandlers::GetHeads);
  }

 private:
  const journal::Reader* reader_;
};

}  // namespace steward::events
