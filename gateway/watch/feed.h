#pragma once

// One service's journal, as a watcher reads it: a page at a time.

#include <deque>
#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "platform/caller/loop.h"
#include "steward/event/v1/event.pb.h"

namespace steward::gateway {

struct Feed {
  struct Item {
    event::v1::Position position;
    // Encoded steward.event.v1.Event.
    std::string event;
  };

  std::string service;
  // After what was delivered; nothing: from the oldest event that is kept.
  absl::optional<event::v1::Position> at;
  // Fetched and not yet delivered, and where the journal was scanned to.
  std::deque<Item> page;
  event::v1::Position scanned;
  // The journal may hold more than what was fetched.
  bool behind = true;
  bool fetching = false;
  // What the page shows is being recorded: nothing of it is delivered before.
  bool noting = false;
  // A ring came while a fetch was under way that may not have seen its event.
  bool rung = false;
  int failures = 0;
  std::shared_ptr<rpc::Timer> retry;

  bool Wants() const { return behind && !fetching && page.empty() && retry == nullptr; }
  bool Ready() const { return !page.empty() && !noting; }
  // Takes over an encoded ListEventsResponse; events of other tenants, and those that are not
  // `wanted`, which may take something out of them, are left out. INTERNAL when the bytes are
  // broken.
  absl::Status TakePage(absl::string_view response, absl::string_view tenant,
                        absl::FunctionRef<bool(std::string* event)> wanted);
  // The first of the page was delivered.
  Item Pop();
};

}  // namespace steward::gateway
