#pragma once

// Point reads that wait together go out as one `= ANY`-shaped statement on one connection, so that
// many callers cost PostgreSQL little more than one. Thread-safe; callers block.
//
// The query takes ($1 text[] tenants, $2 text[] keys) and returns, for each pair that exists, its
// ordinal (1, 2, …) in the first column and whatever the caller wants in the others.

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "platform/pg/connection.h"

namespace steward::pg {

class PointReader {
 public:
  explicit PointReader(std::string conninfo);
  ~PointReader();

  // The row of (tenant, key), or nothing when there is none.
  absl::StatusOr<absl::optional<Row>> Read(const Query& query, absl::string_view tenant,
                                           absl::string_view key, absl::Time deadline);

 private:
  struct Wait;
  using Batch = std::vector<std::shared_ptr<Wait>>;

  void Loop();
  void Serve(Batch batch);
  absl::Status RunBatch(const Batch& batch);

  const std::string conninfo_;
  std::unique_ptr<Connection> connection_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  Batch waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace steward::pg
