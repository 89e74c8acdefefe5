#pragma once

// Configuration keys of which each fills one place of some options: its name, its bounds, what it
// means and where it goes are said once, and its default where the options are declared.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/config/config.h"

namespace steward::gateway {

template <class Options>
class Keys {
 public:
  // The config outlives this.
  explicit Keys(config::Config& config) : config_(config) {}

  // Each declares a key, as the function of Config of the same name.
  template <class Number>
  Keys& Int(absl::string_view key, int64_t min, int64_t max, absl::string_view doc,
            Number Options::*place) {
    const auto otherwise = static_cast<int64_t>(Options().*place);
    return Fills(config_.Int(key, otherwise, min, max, doc), place);
  }
  Keys& Bool(absl::string_view key, absl::string_view doc, bool Options::*place) {
    return Fills(config_.Bool(key, Options().*place, doc), place);
  }
  Keys& Duration(absl::string_view key, absl::string_view doc, absl::Duration Options::*place) {
    return Fills(config_.Duration(key, Options().*place, doc), place);
  }
  Keys& String(absl::string_view key, absl::string_view doc, std::string Options::*place) {
    return Fills(config_.String(key, Options().*place, doc), place);
  }
  Keys& List(absl::string_view key, absl::string_view doc,
             std::vector<std::string> Options::*place) {
    return Fills(config_.List(key, Options().*place, doc), place);
  }

  // After Load: the options, those without a key as they are declared.
  Options Read() const {
    Options options;
    for (const auto& fill : fills_) fill(options);
    return options;
  }

 private:
  template <class Value, class Place>
  Keys& Fills(const Value& value, Place Options::*place) {
    fills_.push_back(
        [&value, place](Options& options) { options.*place = static_cast<Place>(value); });
    return *this;
  }

  config::Config& config_;
  std::vector<std::function<void(Options&)>> fills_;
};

}  // namespace steward::gateway
