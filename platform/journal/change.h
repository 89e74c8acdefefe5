#pragma once

// What a handler asks the journal to make true: writes of rows and the events that tell of them.
// All of a change happens or nothing of it. One without writes only tells.

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "platform/call/call.h"
#include "platform/pg/params.h"
#include "platform/pg/query.h"
#include "steward/event/v1/event.pb.h"

namespace steward::journal {

// Parameters of a write. $1 is the ordinal that the journal fills in; yours start at $2.
pg::Params WriteParams();

// A statement that inserts, updates or deletes exactly one row, or none when its guard does not
// hold; one that numbers a new resource always inserts. Unless it is shared, it must
//   - take the change's ordinal as $1,
//   - apply only where journal_number($1) IS NOT NULL,
//   - carry RETURNING journal_done($1).
struct Write {
  const pg::Query* query;
  pg::Params params;
  // The statement takes each parameter as an array, with one element a write: the writes of a
  // group with this query run as one statement, before those that do not share. It applies those
  // whose number (journal_numbers) is not NULL and whose guard holds, and calls journal_all_done
  // with their ordinals.
  bool shared = false;
};

// An event to append. Filled by DescribeChange.
struct Draft {
  // Name of the resource; with a series, what stands before the number: "tickets/INC-".
  std::string resource;
  // Series that numbers a new resource, such as "INC". The drafts of a change that have one are all
  // of that resource.
  std::string series;
  // Version of the resource after the change.
  int64_t version = 1;
  std::string type;
  event::v1::Event event;
  // `event` on the wire, made by Commit on the caller's thread.
  std::string event_bytes;
  // UUID of the event, 16 bytes, given by Commit; the same over its attempts.
  std::string event_id;
};

// Empty for a decision that leaves everything as it stands.
struct Change {
  std::vector<Write> writes;
  std::vector<Draft> drafts;

  bool empty() const { return writes.empty() && drafts.empty(); }
  // The draft whose event answers a repeat of the request: the last one of the first resource,
  // which then stands as the first answer had it. A change that answers has one.
  size_t answer() const;
};

// Describes the change of one resource. `before` is null for a new one. Fields marked secret are
// left out of the snapshot and of the differences.
Draft DescribeChange(const Call& call, absl::string_view type, int64_t version,
                     const google::protobuf::Message* before,
                     const google::protobuf::Message& after);

}  // namespace steward::journal
