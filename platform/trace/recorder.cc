#include "platform/trace/recorder.h"

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <utility>
#include <vector>

#include "platform/observe/trace.h"

namespace steward::trace {
namespace {

std::atomic<Exporter*> current{nullptr};

// They are never freed: a thread may still be recording.
void Keep(Exporter* exporter) {
  static std::mutex mutex;
  static auto& all = *new std::vector<Exporter*>;
  std::lock_guard lock(mutex);
  all.push_back(exporter);
}

}  // namespace

void Start(Exporter::Options options, double sample_ratio) {
  observe::SampleNewTraces(sample_ratio);
  auto* const exporter = new Exporter(std::move(options));
  Keep(exporter);
  current = exporter;
  static const int registered = std::atexit(Stop);
  (void)registered;
}

void Stop() {
  if (Exporter* const exporter = current.exchange(nullptr)) exporter->Stop();
}

bool IsOn() { return current.load(std::memory_order_relaxed) != nullptr; }

bool IsRecorded(absl::string_view context) { return IsOn() && observe::IsSampled(context); }

void Record(const Span& span) {
  if (Exporter* const exporter = current.load(std::memory_order_acquire)) exporter->Record(span);
}

}  // namespace steward::trace
