#pragma once

// Files that hold secrets: keys and passwords. Thread-safe.

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

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
// Keys of which the first is used and all are accepted, so that it can be replaced: `first`, then
// those of the files that the configuration key `name` lists. INVALID_ARGUMENT that names the
// element which cannot be read, or is shorter than `bytes_min`.
absl::StatusOr<std::vector<std::string>> ReadSecrets(const std::string& first,
                                                     const std::vector<std::string>& paths,
                                                     absl::string_view name, size_t bytes_min);

// Writes a new file with mode 0600. ALREADY_EXISTS when the path exists.
absl::Status WriteSecretFile(const std::string& path, const std::string& content);

}  // namespace steward::config
