#pragma once

// Takes in the items of an operation as they arrive, a chunk at a time, and makes the operation
// once all are there. Until then there is none: whatever goes wrong before, nothing comes of the
// items.
//
// Belongs to the fiber of its call.

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "platform/call/call.h"
#include "platform/operations/operations.h"

namespace steward::operations {

// Greatest number of items of an operation.
inline constexpr int64_t kItemsMax = 10'000;

class Upload {
 public:
  // Both outlive it.
  Upload(Operations* operations, const Call& call);
  // Forgets the items unless they became an operation.
  ~Upload();
  Upload(const Upload&) = delete;
  Upload& operator=(const Upload&) = delete;

  // Adds an item. One whose verdict is an error is refused with it from the beginning. Errors:
  // TOO_MANY_ITEMS, those of the database.
  absl::Status Add(const google::protobuf::Message& input, const absl::Status& verdict);
  int64_t size() const { return size_; }

  // The operation, which waits for a worker; or the one that the same request made before. Errors:
  //   IDEMPOTENCY_KEY_REUSED  that one had other items
  //   TOO_MANY_OPERATIONS     of the tenant are not done
  //   UNAVAILABLE             items were swept before all had arrived (retention.h)
  // and those of the journal.
  absl::StatusOr<Operation> Finish(const std::string& request_id, bool validate_only);

 private:
  absl::Status Flush();
  absl::Status CheckWhole() const;
  absl::Status CheckRoom() const;
  operation::v1::Work Work() const;

  Operations* const operations_;
  const Call& call_;
  const OperationKey key_;
  std::vector<NewItem> chunk_;
  size_t chunk_bytes_ = 0;
  int64_t size_ = 0, stored_ = 0;
  // Over all items so far.
  std::string digest_;
  // What is stored is, or may be, that of an operation.
  bool kept_ = false;
};

}  // namespace steward::operations
