#include "platform/audit/line_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"

namespace steward::audit {
namespace {

absl::Status Failed(const std::string& path, const char* what) {
  return errors::Unavailable(absl::StrCat(path, " cannot be ", what, ": ", strerror(errno)));
}

// Of a write that was cut off, by a full disk or the end of the machine: the next line must not
// become part of it.
bool EndsInALine(int fd) {
  struct stat state {};
  char last = '\n';
  if (fstat(fd, &state) != 0 || state.st_size == 0) return true;
  return pread(fd, &last, 1, state.st_size - 1) != 1 || last == '\n';
}

absl::Status Write(const std::string& path, int fd, std::string lines) {
  if (!EndsInALine(fd)) lines = absl::StrCat("\n", lines);
  const ssize_t written = write(fd, lines.data(), lines.size());
  if (written < 0) return Failed(path, "written");
  if (written != static_cast<ssize_t>(lines.size()))
    return errors::Unavailable(absl::StrCat(path, " has no room"));
  return fdatasync(fd) == 0 ? absl::OkStatus() : Failed(path, "synced");
}

}  // namespace

absl::Status AppendLines(const std::string& path, std::string lines) {
  const int fd = open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  if (fd < 0) return Failed(path, "opened");
  const absl::Status status = lines.empty() ? absl::OkStatus() : Write(path, fd, std::move(lines));
  close(fd);
  return status;
}

}  // namespace steward::audit
