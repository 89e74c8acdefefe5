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
  // Beyond `page_bytes` pages end early, so that they fit into a message however large their events
  // are.
  explicit JournalHandlers(const journal::Reader* reader, size_t page_bytes = 1 << 20)
      : reader_(reader), page_bytes_(page_bytes) {}

  absl::StatusOr<event::v1::ListEventsResponse> ListEvents(
      const Call& call, const event::v1::ListEventsRequest& request) {
    auto page = reader_->ListEvents(request, call.deadline);
    if (page.ok()) LimitBytes(&*page);
    return page;
  }
  absl::StatusOr<event::v1::BatchListEventsResponse> BatchListEvents(
      const Call& call, const event::v1::BatchListEventsRequest& request) {
    auto pages = reader_->BatchListEvents(request, call.deadline);
    if (pages.ok()) LimitBytes(&*pages);
    return pages;
  }
  absl::StatusOr<event::v1::GetHeadsResponse> GetHeads(const Call& call,
                                                       const event::v1::GetHeadsRequest&) {
    return reader_->GetHeads(call.deadline);
  }

  void Register(rpc::Service* service) {
    service->Handle("ListEvents", this, &JournalHandlers::ListEvents)
        .Handle("BatchListEvents", this, &JournalHandlers::BatchListEvents)
        .Handle("GetHeads", this, &JournalHandlers::GetHeads);
  }

 private:
  void LimitBytes(event::v1::ListEventsResponse* page) const {
    size_t bytes = 0;
    for (int i = 0; i < page->events_size(); ++i) {
      bytes += page->events(i).ByteSizeLong();
      if (i == 0 || bytes <= page_bytes_) continue;
      *page->mutable_next() = page->events(i - 1).position();
      page->mutable_events()->DeleteSubrange(i, page->events_size() - i);
      page->set_end(false);
    }
  }

  void LimitBytes(event::v1::BatchListEventsResponse* pages) const {
    size_t bytes = 0;
    for (event::v1::ShardPage& page : *pages->mutable_pages()) {
      for (int i = 0; i < page.events_size(); ++i) {
        const size_t size = page.events(i).ByteSizeLong();
        if (bytes > 0 && bytes + size > page_bytes_) {
          page.mutable_events()->DeleteSubrange(i, page.events_size() - i);
          page.set_end(false);
          break;
        }
        bytes += size;
      }
    }
  }

  const journal::Reader* reader_;
  const size_t page_bytes_;
};

}  // namespace steward::events
