#include "platform/host/process.h"

#include <google/protobuf/stubs/logging.h>
#include <sys/resource.h>

#include "absl/strings/str_cat.h"
#include "platform/host/signals.h"
#include "platform/observe/log.h"

// Of gperftools, where it is linked: sanitizers bring an allocator of their own.
extern "C" void MallocExtension_ReleaseFreeMemory() __attribute__((weak));

namespace steward::host {
namespace {

using observe::Level;

void RaiseDescriptorLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void LogOfProtobuf(google::protobuf::LogLevel level, const char* file, int line,
                   const std::string& text) {
  const bool is_fatal = level == google::protobuf::LOGLEVEL_FATAL;
  const absl::string_view path = file;
  const std::string place = absl::StrCat(path.substr(path.rfind('/') + 1), ":", line);
  observe::Log(is_fatal ? Level::kFatal : Level::kWarning, "a library complains",
               {{"place", place}, {"error", text}});
}

}  // namespace

void BeginProcess() {
  BlockSignals();
  RaiseDescriptorLimit();
  google::protobuf::SetLogHandler(LogOfProtobuf);
}

void ReleaseFreeMemory() {
  if (MallocExtension_ReleaseFreeMemory != nullptr) MallocExtension_ReleaseFreeMemory();
}

}  // namespace steward::host
