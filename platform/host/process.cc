#include "platform/host/process.h"

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>
#include <sys/resource.h>

#include <cstdlib>

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

void LogOfLibrary(Level level, absl::string_view file, int line, absl::string_view text) {
  const std::string place = absl::StrCat(file.substr(file.rfind('/') + 1), ":", line);
  observe::Log(level, "a library complains", {{"place", place}, {"error", text}});
}

void LogOfGrpc(gpr_log_func_args* args) {
  const bool is_error = args->severity == GPR_LOG_SEVERITY_ERROR;
  LogOfLibrary(is_error ? Level::kWarning : Level::kDebug, args->file, args->line, args->message);
}

void LogOfProtobuf(google::protobuf::LogLevel level, const char* file, int line,
                   const std::string& text) {
  const bool is_fatal = level == google::protobuf::LOGLEVEL_FATAL;
  LogOfLibrary(is_fatal ? Level::kFatal : Level::kWarning, file, line, text);
}

}  // namespace

void BeginProcess() {
  BlockSignals();
  RaiseDescriptorLimit();
  // No thread of the library waits in this process: connections to others are looked after this
  // often, in milliseconds, or one that broke comes back seconds after its peer did. Before there
  // is a thread: others may read the environment meanwhile.
  setenv("GRPC_CLIENT_CHANNEL_BACKUP_POLL_INTERVAL_MS", "100", /*overwrite=*/0);
  gpr_set_log_function(LogOfGrpc);
  google::protobuf::SetLogHandler(LogOfProtobuf);
}

void ReleaseFreeMemory() {
  if (MallocExtension_ReleaseFreeMemory != nullptr) MallocExtension_ReleaseFreeMemory();
}

}  // namespace steward::host
