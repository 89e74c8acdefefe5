#include "platform/audit/head_file.h"

#include <fcntl.h>
#include <google/protobuf/util/json_util.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"

namespace steward::audit {
namespace {

// Of a write that was cut off, by a full disk or the end of the machine: the next line must not
// become part of it.
bool EndsInALine(int fd) {
  struct stat state {};
  char last = '\n';
  if (fstat(fd, &state) != 0 || state.st_size == 0) return true;
  return pread(fd, &last, 1, state.st_size - 1) != 1 || last == '\n';
}

}  // namespace

absl::Status HeadFile::Append(const std::vector<v1::AuditHead>& heads) {
  std::string lines;
  for (const v1::AuditHead& head : heads) {
    std::string json;
    if (!google::protobuf::util::MessageToJsonString(head, &json).ok())
      return errors::Internal("a head cannot be printed");
    absl::StrAppend(&lines, json, "\n");
  }
  std::lock_guard lock(mutex_);
  const int fd = open(path_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  if (fd < 0) return Failed("opened");
  const absl::Status status = lines.empty() ? absl::OkStatus() : Write(fd, std::move(lines));
  close(fd);
  return status;
}

absl::Status HeadFile::Write(int fd, std::string lines) const {
  if (!EndsInALine(fd)) lines = absl::StrCat("\n", lines);
  // In one call, so that the lines of other processes stand before or after all of them.
  const ssize_t written = write(fd, lines.data(), lines.size());
  if (written < 0) return Failed("written");
  if (written != static_cast<ssize_t>(lines.size()))
    return errors::Unavailable(absl::StrCat(path_, " has no room"));
  return fdatasync(fd) == 0 ? absl::OkStatus() : Failed("synced");
}

absl::Status HeadFile::Failed(absl::string_view what) const {
  return errors::Unavailable(absl::StrCat(path_, " cannot be ", what, ": ", strerror(errno)));
}

}  // namespace steward::audit
