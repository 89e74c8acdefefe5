#include "platform/trace/exporter.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/time/clock.h"
#include "platform/observe/log.h"
#include "platform/time/jitter.h"
#include "platform/tls/broken_pipe.h"
#include "platform/trace/gzip.h"

namespace steward::trace {
namespace {

observe::Counter& ResultCounter(const char* result) {
  return observe::GetCounter("steward_trace_spans_total",
                             "Spans of traces, by what became of them.", {{"result", result}});
}

}  // namespace

Exporter::Exporter(Options options)
    : options_(std::move(options)),
      exported_(ResultCounter("exported")),
      rejected_(ResultCounter("rejected")),
      dropped_(ResultCounter("dropped")),
      collector_(options_.endpoint, options_.headers, options_.timeout),
      thread_([this] { Loop(); }) {}

Exporter::~Exporter() { Stop(); }

void Exporter::Record(const Span& span) {
  std::string encoded = EncodeSpan(span);
  bool is_batch = false;
  {
    std::lock_guard lock(mutex_);
    const bool has_room = !stopping_ && queue_.size() < options_.queue_max;
    if (!has_room) return dropped_.Increment();
    queue_.push_back(std::move(encoded));
    is_batch = queue_.size() == options_.batch_max;
  }
  if (is_batch) wake_.notify_one();
}

void Exporter::Stop() {
  {
    std::lock_guard lock(mutex_);
    if (!std::exchange(stopping_, true)) stop_by_ = absl::Now() + options_.stop_max;
    collector_.StopBy(stop_by_);
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Exporter::Loop() {
  tls::BlockBrokenPipeSignal();
  while (true) {
    const Batch spans = Await();
    if (!spans.empty()) {
      Send(spans);
      continue;
    }
    std::lock_guard lock(mutex_);
    if (stopping_) return dropped_.Increment(static_cast<double>(queue_.size()));
  }
}

Exporter::Batch Exporter::Await() {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, absl::ToChronoNanoseconds(options_.interval),
                 [&] { return stopping_ || queue_.size() >= options_.batch_max; });
  Batch spans;
  if (absl::Now() >= stop_by_) return spans;
  const auto end = queue_.begin() + std::min(queue_.size(), options_.batch_max);
  std::move(queue_.begin(), end, std::back_inserter(spans));
  queue_.erase(queue_.begin(), end);
  return spans;
}

void Exporter::Send(const Batch& spans) {
  const std::string body = Gzip(EncodeRequest(options_.resource, spans));
  for (int failures = 0; failures < options_.attempts_max;) {
    const CollectorAnswer answer = collector_.Post(body);
    if (Judge(answer.http_status) != Verdict::kRetry) return Settle(spans.size(), answer);
    NoteFailure(answer.error);
    if (!Pause(++failures, answer)) break;
  }
  dropped_.Increment(static_cast<double>(spans.size()));
}

void Exporter::Settle(size_t spans, const CollectorAnswer& answer) {
  const bool is_taken = Judge(answer.http_status) == Verdict::kTaken;
  const auto all = static_cast<double>(spans);
  const double rejected =
      is_taken ? std::min(all, static_cast<double>(RejectedSpans(answer.body))) : all;
  exported_.Increment(all - rejected);
  rejected_.Increment(rejected);
  is_taken ? NoteSuccess() : NoteFailure(answer.error);
}

bool Exporter::Pause(int failures, const CollectorAnswer& answer) {
  const absl::Duration least = options_.pauses.After(failures, answer.retry_after);
  // Not all processes at once, and none sooner than it was asked to.
  const absl::Duration pause = least + Jittered(least / 10, /*share=*/1);
  std::unique_lock lock(mutex_);
  if (stopping_ || failures >= options_.attempts_max) return false;
  wake_.wait_for(lock, absl::ToChronoNanoseconds(pause), [&] { return stopping_; });
  return true;
}

void Exporter::NoteFailure(const std::string& error) {
  if (std::exchange(is_failing_, true)) return;
  observe::Log(observe::Level::kWarning, "spans cannot be exported", {{"error", error}});
}

void Exporter::NoteSuccess() {
  if (std::exchange(is_failing_, false))
    observe::Log(observe::Level::kInfo, "spans are exported again");
}

}  // namespace steward::trace
