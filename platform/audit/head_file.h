#pragma once

// A file that signed heads are appended to, outside of the database, so that who owns the database
// cannot take them back. One JSON object a line: AuditHead as REST shows it.
//
// Lines are only ever appended (O_APPEND) and are on disk when Append returns; the file is opened
// anew each time, so it may be moved away. Several processes may append to one. Thread-safe.

#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "steward/audit/v1/audit.pb.h"

namespace steward::audit {

class HeadFile {
 public:
  explicit HeadFile(std::string path) : path_(std::move(path)) {}

  // Makes the file where there is none. UNAVAILABLE when it cannot be written. Without heads it
  // only finds out.
  absl::Status Append(const std::vector<v1::AuditHead>& heads);

 private:
  absl::Status Write(int fd, std::string lines) const;
  absl::Status Failed(absl::string_view what) const;

  const std::string path_;
  std::mutex mutex_;
};

}  // namespace steward::audit
