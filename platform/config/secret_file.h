#pragma once

// Files that hold secrets: keys and passwords. Thread-safe.

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace steward::config {

// Largest secret file that is read.
inline constexpr size_t kSecretBytesMax = 64 * 1024;

// Content of a regular file of at most kSecretBytesMax bytes that nobody but its owner can read.
// A file of root may also be readable by its group: that is how Kubernetes mounts secrets for a
// process that does not run as root (PostgreSQL has the same rule for its keys). Errors say what is
// wrong but not the path, which may be a secret that was pasted in its place.
absl::StatusOr<std::string> ReadSecretFile(const std::string& path);
// The same of a file that holds one secret: without the ends of lines behind it.
absl::StatusOr<std::string> ReadSecret(const std::string& path);

// Writes a new file with mode 0600. ALREADY_EXISTS when the path exists.
absl::Status WriteSecretFile(const std::string& path, const std::string& content);

}  // namespace steward::config
