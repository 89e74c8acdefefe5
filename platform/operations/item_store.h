#pragma once

// The items of operations in PostgreSQL. Those who write them see all tenants. Thread-safe.

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "platform/call/call.h"
#include "platform/operations/course.h"
#include "platform/pg/pool.h"
#include "platform/store/list.h"
#include "steward/operation/v1/operation_service.pb.h"

namespace steward::operations {

// Which operation; there may be none yet.
struct OperationKey {
  std::string tenant;
  std::string id;
};

// An item as it arrived: what is to be done, and why it will not be, if so.
struct NewItem {
  std::string input;
  absl::Status verdict;
};

struct PendingItem {
  int64_t line = 0;
  std::string input;
};

// What became of an item: the name of what came of it, or why it was refused.
struct FinishedItem {
  int64_t line = 0;
  absl::StatusOr<std::string> outcome;
};

class ItemStore {
 public:
  ItemStore(pg::Pool* pool, const store::Lister* lister) : pool_(pool), lister_(lister) {}

  // Adds items from line `first` on.
  absl::Status Add(const OperationKey& key, int64_t first, absl::Span<const NewItem> items,
                   absl::Time deadline) const;
  absl::Status Delete(const OperationKey& key, absl::Time deadline) const;

  // The next that are PENDING, after a line, at most `limit`.
  absl::StatusOr<std::vector<PendingItem>> ListPending(const OperationKey& key, int64_t after,
                                                       int64_t limit, absl::Time deadline) const;
  // Those that were finished before stay as they are.
  absl::Status Finish(const OperationKey& key, absl::Span<const FinishedItem> items,
                      absl::Time deadline) const;
  // All that are PENDING become CANCELLED.
  absl::Status CancelPending(const OperationKey& key, absl::Time deadline) const;
  absl::StatusOr<ItemCounts> Count(const OperationKey& key, absl::Time deadline) const;

  // Items of an operation that the caller sees; its id is the parent.
  absl::StatusOr<Encoded<operation::v1::ListOperationItemsResponse>> List(
      const Call& call, const store::ListRequest& request) const;

 private:
  pg::Pool* pool_;
  const store::Lister* lister_;
};

// The fields that lists can filter and sort by.
const resource::ColumnTable& ItemColumns();

}  // namespace steward::operations
