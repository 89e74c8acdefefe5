#pragma once

// The log of the process: JSON lines on standard error.
//
//   observe::SetService("ticket");
//   observe::Log(observe::Level::kInfo, "call", {{"method", method}, {"duration_ms", 1.5}});
//
// Thread-safe and never blocking: lines are formatted by the caller (about a microsecond) and
// written by one thread. Under a flood lines are dropped and counted in steward_log_dropped_total.
// Everything is written when the process ends by exit or return from main.
// Never log bodies, credentials, cookies or query strings.

#include <initializer_list>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "platform/observe/log_line.h"

namespace steward::observe {

// Names the process in every line. Call it at the start of main.
void SetService(absl::string_view name, absl::string_view version = "");

// Lines below this level are not written; kInfo at first.
void SetLevel(Level level);
bool Enabled(Level level);
// Reads "debug", "info", "warning", "error" or "fatal"; false when it is none of them.
bool ParseLevel(absl::string_view text, Level& level);

void Log(Level level, absl::string_view message, std::initializer_list<Field> fields = {});
// A warning with the field "error": all that the log may see of it.
void Warn(absl::string_view message, const absl::Status& error);
void LogFields(Level level, absl::string_view message, absl::Span<const Field> fields);

// Waits until every line so far is out; gives up after two seconds. kFatal does so by itself.
void FlushLog();

}  // namespace steward::observe
