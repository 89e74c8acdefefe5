#include "tools/stewardctl/cursor_file.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "platform/status/macros.h"
#include "tools/stewardctl/documents.h"
#include "tools/stewardctl/failure.h"

namespace steward::ctl {

absl::StatusOr<std::string> ReadCursor(const std::string& path) {
  if (!std::filesystem::exists(path)) return "";
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  return std::string(absl::StripAsciiWhitespace(text));
}

absl::Status WriteCursor(const std::string& path, absl::string_view cursor) {
  const std::string fresh = absl::StrCat(path, ".", getpid());
  std::ofstream file(fresh, std::ios::binary | std::ios::trunc);
  file << cursor << "\n";
  file.close();
  std::error_code error;
  if (!file.fail()) std::filesystem::rename(fresh, path, error);
  if (file.fail() || error) return LocalFailure(absl::StrCat(path, ": cannot be written."));
  return absl::OkStatus();
}

}  // namespace steward::ctl
