#pragma once

#include <prometheus/metric_family.h>

#include <vector>

namespace steward::observe {

// What the kernel knows of this process, under the names that Prometheus' own clients use.
std::vector<prometheus::MetricFamily> CollectProcessMetrics();

}  // namespace steward::observe
