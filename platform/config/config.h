#pragma once

// Configuration of a program: one flat YAML file and the environment.
//
//   config::Config config("steward-ticket", "Serves incidents and service requests.");
//   const std::string& database = config.RequiredString("database", "PostgreSQL URL.");
//   const int64_t& threads = config.Int("threads", 4, 1, 256, "Threads that serve calls.");
//   auto arguments = config.Load(argc, argv);
//   if (!arguments.ok()) { std::cerr << arguments.status().message() << "\n"; return 2; }
//   if (config.help_shown()) return 0;
//
// Precedence: --key=value, then the environment STEWARD_CONFIG_<KEY>, then the file that
// --config PATH names, then the default. Nothing is ignored: an unknown key, flag or
// STEWARD_CONFIG_ variable is an error. Secrets are files that only their owner can read.
//
// Declare everything, call Load once, then share freely: values never change after Load.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/config/setting.h"

namespace steward::config {

class Config {
 public:
  Config(std::string program, std::string what_it_does);
  Config(const Config&) = delete;
  Config& operator=(const Config&) = delete;

  // Each declares a key ([a-z][a-z0-9_]*, declared once: anything else ends the process) and
  // returns its value, which Load fills in; the reference is valid for the life of the Config.
  const std::string& String(absl::string_view key, absl::string_view default_value,
                            absl::string_view doc);
  // A text without default: Load fails when it is missing or empty.
  const std::string& RequiredString(absl::string_view key, absl::string_view doc);
  // min..max, both included.
  const int64_t& Int(absl::string_view key, int64_t default_value, int64_t min, int64_t max,
                     absl::string_view doc);
  const bool& Bool(absl::string_view key, bool default_value, absl::string_view doc);
  // Not negative and finite, written with units: "250ms", "5s", "1h30m".
  const absl::Duration& Duration(absl::string_view key, absl::Duration default_value,
                                 absl::string_view doc);
  // A YAML list in the file; separated by commas elsewhere.
  const std::vector<std::string>& List(absl::string_view key,
                                       const std::vector<std::string>& default_value,
                                       absl::string_view doc);
  // The key names a file; the value is its content without trailing line ends. Always required.
  // Refused when shorter than `min_bytes` or open to others (see ReadSecretFile). Never printed.
  const std::string& Secret(absl::string_view key, absl::string_view doc, size_t min_bytes);

  // Reads flags, environment and file; returns the positional arguments. --help and --print-config
  // print to standard output and set help_shown(). An error has one line for each problem that
  // names the key and the remedy, and never a value.
  absl::StatusOr<std::vector<std::string>> Load(int argc, const char* const* argv);

  // True after Load when --help or --print-config was asked for: the program should end with 0.
  bool help_shown() const { return help_shown_; }

  // What --help and --print-config print.
  std::string HelpText() const;
  std::string PrintedConfig() const;

 private:
  using Values = std::map<std::string, Raw>;

  Setting& Declare(absl::string_view key, Setting::Value value, absl::string_view doc);
  Setting* Find(absl::string_view key);
  std::string Nearest(absl::string_view key) const;
  void ReadFlags(const std::vector<std::string>& words, std::vector<std::string>& arguments);
  void ReadFlag(const std::string& word);
  void ReadEnvironment();
  void ReadFile();
  void Apply(const Values& values);
  void CheckRequired();
  void Problem(std::string line) { problems_.push_back(std::move(line)); }

  const std::string program_;
  const std::string what_it_does_;
  // A deque, so that references into it survive growth.
  std::deque<Setting> settings_;
  Values flags_;
  Values environment_;
  Values file_;
  std::string file_path_;
  std::vector<std::string> problems_;
  bool help_wanted_ = false;
  bool print_wanted_ = false;
  bool help_shown_ = false;
};

}  // namespace steward::config
