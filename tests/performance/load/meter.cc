#include "tests/performance/load/meter.h"

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>

namespace steward::bench {
namespace {

constexpr long kFailuresMax = 100;

double CpuMicroseconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto microseconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
  };
  return microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
}

void Say(const char* line) {
  std::puts(line);
  std::fflush(stdout);
}

// Quotes and control characters would end or break the JSON string.
std::string Plain(absl::string_view text) {
  std::string plain(text.substr(0, 400));
  for (char& c : plain)
    if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < ' ') c = ' ';
  return plain;
}

}  // namespace

Meter::Meter(const Options& options)
    : warm_up_(absl::Seconds(options.warm_up_seconds)),
      measured_(absl::Seconds(options.seconds)),
      unprepared_(options.outstanding) {
  milliseconds_.reserve(1 << 20);
}

void Meter::Prepared() {
  if (--unprepared_ > 0 || phase_ != Phase::kPreparing) return;
  phase_ = Phase::kWarming;
  begin_ = absl::Now() + warm_up_;
}

bool Meter::IsRunning(absl::Time now) {
  if (phase_ == Phase::kWarming && now >= begin_) Begin(now);
  if (phase_ == Phase::kMeasuring && now >= end_) End(now);
  return phase_ != Phase::kOver;
}

void Meter::Begin(absl::Time now) {
  phase_ = Phase::kMeasuring;
  begin_ = now;
  end_ = now + measured_;
  Say("measuring");
  cpu_begin_us_ = CpuMicroseconds();
}

void Meter::End(absl::Time now) {
  phase_ = Phase::kOver;
  end_ = now;
  cpu_us_ = CpuMicroseconds() - cpu_begin_us_;
  Say("measured");
}

void Meter::Record(absl::Time sent, absl::Time answered) {
  if (phase_ == Phase::kMeasuring)
    milliseconds_.push_back(static_cast<float>(absl::ToDoubleMilliseconds(answered - sent)));
}

void Meter::Fail(absl::string_view why) {
  if (failures_++ == 0) first_failure_ = Plain(why);
  if (phase_ == Phase::kPreparing || failures_ >= kFailuresMax) phase_ = Phase::kOver;
}

int Meter::Report() {
  std::sort(milliseconds_.begin(), milliseconds_.end());
  const size_t count = milliseconds_.size();
  const auto quantile = [&](double q) {
    return count == 0 ? 0.0 : double{milliseconds_[static_cast<size_t>(q * (count - 1))]};
  };
  std::printf(
      "{\"ops\":%zu,\"seconds\":%.6f,\"p50_ms\":%.4f,\"p99_ms\":%.4f,\"client_cpu_us\":%.0f,"
      "\"shed\":%ld,\"failures\":%ld,\"first_failure\":\"%s\"}\n",
      count, absl::ToDoubleSeconds(end_ - begin_), quantile(0.50), quantile(0.99), cpu_us_, shed_,
      failures_, first_failure_.c_str());
  return failures_ == 0 && count > 0 ? 0 : 1;
}

}  // namespace steward::bench
