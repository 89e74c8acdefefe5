#include "platform/observe/process_metrics.h"

#include <dirent.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

namespace steward::observe {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily One(const char* name, const char* help, MetricType type, double value) {
  prometheus::ClientMetric metric;
  if (type == MetricType::Counter) metric.counter.value = value;
  if (type == MetricType::Gauge) metric.gauge.value = value;
  return {name, help, type, {metric}};
}

double ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  double total = 0;
  double resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double CpuSeconds() {
  timespec used{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

double OpenDescriptors() {
  DIR* directory = opendir("/proc/self/fd");
  if (directory == nullptr) return 0;
  // Neither "." and ".." nor the descriptor of this listing count.
  double count = -3;
  while (readdir(directory) != nullptr) ++count;
  closedir(directory);
  return count;
}

double DescriptorsMax() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<double>(limit.rlim_cur);
}

// Field 22 of /proc/self/stat counts ticks since boot; /proc/stat has the time of the boot.
double StartTime() {
  std::ifstream stat("/proc/self/stat");
  std::string line;
  std::getline(stat, line);
  size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) return 0;
  std::istringstream fields(line.substr(name_end + 1));
  std::string word;
  for (int field = 3; field <= 22; ++field) fields >> word;
  std::ifstream system("/proc/stat");
  double boot = 0;
  for (std::string key; system >> key;) {
    if (key == "btime") system >> boot;
  }
  return boot + std::strtod(word.c_str(), nullptr) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

MetricFamily BuildInfo() {
  MetricFamily family = One("steward_build_info", "Version of the program.", MetricType::Gauge, 1);
  family.metric[0].label = {{"version", STEWARD_VERSION}, {"compiler", "gcc " __VERSION__}};
#ifdef NDEBUG
  family.metric[0].label.push_back({"mode", "release"});
#else
  family.metric[0].label.push_back({"mode", "debug"});
#endif
  return family;
}

}  // namespace

std::vector<MetricFamily> CollectProcessMetrics() {
  static const double start = StartTime();
  return {
      One("process_resident_memory_bytes", "Resident memory.", MetricType::Gauge, ResidentBytes()),
      One("process_cpu_seconds_total", "CPU time used.", MetricType::Counter, CpuSeconds()),
      One("process_open_fds", "Open file descriptors.", MetricType::Gauge, OpenDescriptors()),
      One("process_max_fds", "Limit of open file descriptors.", MetricType::Gauge,
          DescriptorsMax()),
      One("process_start_time_seconds", "Start of the process, since the Unix epoch.",
          MetricType::Gauge, start),
      BuildInfo(),
  };
}

}  // namespace steward::observe
