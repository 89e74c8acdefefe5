#include "gateway/watch/feed.h"

#include "platform/json/wire.h"
#include "platform/status/errors.h"
#include "steward/event/v1/journal_service.pb.h"

namespace steward::gateway {
namespace {

using event::v1::ListEventsResponse;
using event::v1::StoredEvent;

bool Parse(absl::string_view bytes, event::v1::Position* position) {
  return position->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

// Keeps the event as bytes: what this gateway does not know of it passes through.
bool ParseStored(absl::string_view bytes, absl::string_view tenant, Feed::Item* item, bool* own) {
  json::WireCursor wire(bytes);
  *own = false;
  while (!wire.done()) {
    int number;
    json::WireType type;
    json::WireValue value;
    if (!wire.ReadTag(&number, &type) || !wire.ReadValue(number, type, &value)) return false;
    if (number == StoredEvent::kTenantFieldNumber) *own = value.bytes == tenant;
    if (number == StoredEvent::kEventFieldNumber) item->event = std::string(value.bytes);
    if (number == StoredEvent::kPositionFieldNumber && !Parse(value.bytes, &item->position))
      return false;
  }
  return true;
}

}  // namespace

absl::Status Feed::TakePage(absl::string_view response, absl::string_view tenant,
                            absl::FunctionRef<bool(std::string* event)> wanted) {
  bool end = false;
  json::WireCursor wire(response);
  while (!wire.done()) {
    int number;
    json::WireType type;
    json::WireValue value;
    if (!wire.ReadTag(&number, &type) || !wire.ReadValue(number, type, &value))
      return errors::Internal("a page of events cannot be decoded");
    Item item;
    bool own = true;
    if (number == ListEventsResponse::kEventsFieldNumber) {
      if (!ParseStored(value.bytes, tenant, &item, &own))
        return errors::Internal("an event cannot be decoded");
      if (own && wanted(&item.event)) page.push_back(std::move(item));
    } else if (number == ListEventsResponse::kNextFieldNumber) {
      if (!Parse(value.bytes, &scanned)) return errors::Internal("a position cannot be decoded");
    } else if (number == ListEventsResponse::kEndFieldNumber) {
      end = value.bits != 0;
    }
  }
  behind = !end || rung;
  rung = false;
  failures = 0;
  if (page.empty()) at = scanned;
  return absl::OkStatus();
}

Feed::Item Feed::Pop() {
  Item item = std::move(page.front());
  page.pop_front();
  at = page.empty() ? scanned : item.position;
  return item;
}

}  // namespace steward::gateway
