#include "platform/config/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace steward::config {
namespace {

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

absl::Status CheckOwnerOnly(const struct stat& file) {
  if (!S_ISREG(file.st_mode)) return absl::InvalidArgumentError("is not a regular file");
  mode_t forbidden = file.st_uid == 0 && geteuid() != 0 ? 027 : 077;
  if ((file.st_mode & forbidden) != 0) {
    return absl::PermissionDeniedError("is open to others than its owner; run chmod 600 on it");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ReadSecretFile(const std::string& path) {
  File file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) {
    return absl::NotFoundError(absl::StrCat("cannot be opened: ", strerror(errno)));
  }
  struct stat about;
  if (fstat(file.get(), &about) != 0) return absl::InternalError("cannot be examined");
  if (absl::Status status = CheckOwnerOnly(about); !status.ok()) return status;
  std::string content(kSecretBytesMax + 1, '\0');
  size_t size = 0;
  while (size < content.size()) {
    ssize_t got = read(file.get(), content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return absl::InternalError(absl::StrCat("cannot be read: ", strerror(errno)));
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  if (size > kSecretBytesMax) return absl::InvalidArgumentError("is larger than 64 KiB");
  content.resize(size);
  return content;
}

absl::StatusOr<std::string> ReadSecret(const std::string& path) {
  absl::StatusOr<std::string> content = ReadSecretFile(path);
  if (content.ok()) content->erase(content->find_last_not_of("\r\n") + 1);
  return content;
}

absl::StatusOr<std::vector<std::string>> ReadSecrets(const std::string& first,
                                                     const std::vector<std::string>& paths,
                                                     absl::string_view name, size_t bytes_min) {
  std::vector<std::string> secrets = {first};
  for (const std::string& path : paths) {
    const std::string place = absl::StrCat("element ", secrets.size(), " of '", name, "' ");
    auto secret = ReadSecret(path);
    if (!secret.ok())
      return absl::InvalidArgumentError(absl::StrCat(place, secret.status().message()));
    if (secret->size() < bytes_min)
      return absl::InvalidArgumentError(
          absl::StrCat(place, "is shorter than ", bytes_min, " bytes"));
    secrets.push_back(*std::move(secret));
  }
  return secrets;
}

absl::Status WriteSecretFile(const std::string& path, const std::string& content) {
  File file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (file.get() < 0) {
    return errno == EEXIST
               ? absl::AlreadyExistsError("exists already; it is never overwritten")
               : absl::PermissionDeniedError(absl::StrCat("cannot be made: ", strerror(errno)));
  }
  size_t size = 0;
  while (size < content.size()) {
    ssize_t put = write(file.get(), content.data() + size, content.size() - size);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return absl::InternalError(absl::StrCat("cannot be written: ", strerror(errno)));
    size += static_cast<size_t>(put);
  }
  if (fsync(file.get()) != 0) return absl::InternalError("cannot be written to the disk");
  return absl::OkStatus();
}

}  // namespace steward::config
