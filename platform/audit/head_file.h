#pragma once

// A file that signed heads are appended to, outside of the database, so that who owns the database
// cannot take them back. One JSON object a line: AuditHead as REST shows it.
//
// Lines are on disk when Append returns; the file is opened anew each time, so it may be moved
// away. Several processes may append to one. A thread of its own writes: a file system that hangs,
// such as one of a network, holds up who appends until the deadline, and nobody else. Thread-safe.

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "steward/audit/v1/audit.pb.h"

namespace steward::audit {

class HeadFile {
 public:
  explicit HeadFile(std::string path);
  // Leaves a write that hangs behind.
  ~HeadFile();
  HeadFile(const HeadFile&) = delete;
  HeadFile& operator=(const HeadFile&) = delete;

  // Makes the file where there is none. Blocks; on a fiber others go on. UNAVAILABLE when it cannot
  // be written, or not until the deadline, in which case it may still be. Without heads it only
  // finds out.
  absl::Status Append(const std::vector<v1::AuditHead>& heads, absl::Time deadline);

 private:
  struct Job;
  struct Queue;

  // The thread holds it, too, and may outlive the file.
  const std::shared_ptr<Queue> queue_;
  // From the first Append on; most processes keep no heads.
  std::thread thread_;
};

}  // namespace steward::audit
