#include "platform/testing/script.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace steward::test {
namespace {

std::string Quote(const std::string& word) {
  return absl::StrCat("'", absl::StrReplaceAll(word, {{"'", "'\\''"}}), "'");
}

[[noreturn]] void Fail(const std::string& what) {
  fprintf(stderr, "%s\n", what.c_str());
  abort();
}

// A child that was forked for a death test must not remove what its parent uses.
class Directory {
 public:
  explicit Directory(std::string path) : path_(std::move(path)), owner_(getpid()) {}
  ~Directory() {
    std::error_code ignored;
    if (getpid() == owner_) std::filesystem::remove_all(path_, ignored);
  }

 private:
  std::string path_;
  pid_t owner_;
};

}  // namespace

std::string RunScript(const std::vector<std::string>& words) {
  std::string command = absl::StrCat("bash ", Quote(STEWARD_SOURCE_DIR "/scripts/lib/" + words[0]));
  for (size_t i = 1; i < words.size(); ++i) absl::StrAppend(&command, " ", Quote(words[i]));
  FILE* pipe = popen(command.c_str(), "re");
  if (pipe == nullptr) Fail(absl::StrCat("cannot run: ", command));
  std::string output;
  char buffer[4096];
  while (size_t count = fread(buffer, 1, sizeof(buffer), pipe)) output.append(buffer, count);
  if (int status = pclose(pipe); status != 0)
    Fail(absl::StrCat("failed with ", WEXITSTATUS(status), ": ", command));
  return std::string(absl::StripSuffix(output, "\n"));
}

std::string MakeTemporaryDirectory() {
  const char* base = getenv("TMPDIR");
  std::string path = absl::StrCat(base != nullptr ? base : "/tmp", "/steward-test-XXXXXX");
  if (mkdtemp(path.data()) == nullptr) Fail(absl::StrCat("cannot make a directory ", path));
  chmod(path.c_str(), 0711);
  static std::vector<Directory*>* directories = [] {
    atexit([] {
      for (Directory* directory : *directories) delete directory;
    });
    return new std::vector<Directory*>();
  }();
  directories->push_back(new Directory(path));
  return path;
}

}  // namespace steward::test
