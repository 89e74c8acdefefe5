#include "platform/observe/log.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>

#include "absl/time/clock.h"
#include "platform/observe/log_writer.h"
#include "platform/observe/metrics.h"
#include "platform/status/errors.h"

namespace steward::observe {
namespace {

constexpr size_t kBufferBytesMax = 4 * 1024 * 1024;
constexpr absl::Duration kFlushPatience = absl::Seconds(2);

std::atomic<Level> least{Level::kInfo};
// Replaced by SetService and never freed, as other threads may be reading it.
std::atomic<const std::string*> prefix{nullptr};

struct Output {
  LogWriter writer{STDERR_FILENO, kBufferBytesMax};
  Collector dropped = AddCollector(
      "steward_log_dropped_total", "Log lines dropped because the log could not be written.",
      [this] { return static_cast<double>(writer.dropped()); }, {}, Kind::kCounter);
};

// Never destroyed: destructors of other statics may log.
LogWriter& Writer() {
  static Output* output = [] {
    auto* made = new Output;
    std::atexit(FlushLog);
    return made;
  }();
  return output->writer;
}

}  // namespace

void SetService(absl::string_view name, absl::string_view version) {
  auto* text = new std::string("\"service\":");
  AppendJsonString(name, kFieldCharsMax, *text);
  if (!version.empty()) {
    *text += ",\"version\":";
    AppendJsonString(version, kFieldCharsMax, *text);
  }
  *text += ',';
  prefix.store(text, std::memory_order_release);
}

void SetLevel(Level level) { least.store(level, std::memory_order_relaxed); }

bool Enabled(Level level) { return level >= least.load(std::memory_order_relaxed); }

bool ParseLevel(absl::string_view text, Level& level) {
  constexpr absl::string_view kNames[] = {"debug", "info", "warning", "error", "fatal"};
  for (size_t i = 0; i < std::size(kNames); ++i) {
    if (text != kNames[i]) continue;
    level = static_cast<Level>(i);
    return true;
  }
  return false;
}

void Log(Level level, absl::string_view message, std::initializer_list<Field> fields) {
  LogFields(level, message, absl::MakeConstSpan(fields.begin(), fields.size()));
}

void Warn(absl::string_view message, const absl::Status& error) {
  Log(Level::kWarning, message, {{"error", errors::LogText(error)}});
}

void LogFields(Level level, absl::string_view message, absl::Span<const Field> fields) {
  if (!Enabled(level)) return;
  thread_local std::string line;
  line.clear();
  const std::string* members = prefix.load(std::memory_order_acquire);
  AppendLogLine(absl::Now(), level, members == nullptr ? absl::string_view() : *members, message,
                fields, line);
  Writer().Write(line);
  if (level == Level::kFatal) FlushLog();
}

void FlushLog() { Writer().Flush(kFlushPatience); }

}  // namespace steward::observe
