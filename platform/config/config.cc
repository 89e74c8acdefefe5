#include "platform/config/config.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "platform/config/report.h"
#include "platform/config/yaml_file.h"

namespace steward::config {
namespace {

bool IsKey(absl::string_view key) {
  if (key.empty() || !absl::ascii_islower(key.front())) return false;
  return std::all_of(key.begin(), key.end(), [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
  });
}

}  // namespace

Config::Config(std::string program, std::string what_it_does)
    : program_(std::move(program)), what_it_does_(std::move(what_it_does)) {}

Setting& Config::Declare(absl::string_view key, Setting::Value value, absl::string_view doc) {
  static const std::set<std::string> kOwn = {"config", "help", "print_config"};
  if (!IsKey(key) || Find(key) != nullptr || kOwn.count(std::string(key)) > 0) {
    std::fprintf(stderr, "configuration key declared twice or not allowed: %s\n",
                 std::string(key).c_str());
    std::abort();
  }
  Setting setting;
  setting.key = std::string(key);
  setting.doc = std::string(doc);
  setting.value = std::move(value);
  settings_.push_back(std::move(setting));
  return settings_.back();
}

const std::string& Config::String(absl::string_view key, absl::string_view default_value,
                                  absl::string_view doc) {
  return std::get<std::string>(Declare(key, std::string(default_value), doc).value);
}

const std::string& Config::RequiredString(absl::string_view key, absl::string_view doc) {
  Setting& setting = Declare(key, std::string(), doc);
  setting.required = true;
  return std::get<std::string>(setting.value);
}

const int64_t& Config::Int(absl::string_view key, int64_t default_value, int64_t min, int64_t max,
                           absl::string_view doc) {
  Setting& setting = Declare(key, default_value, doc);
  setting.min = min;
  setting.max = max;
  return std::get<int64_t>(setting.value);
}

const bool& Config::Bool(absl::string_view key, bool default_value, absl::string_view doc) {
  return std::get<bool>(Declare(key, default_value, doc).value);
}

const absl::Duration& Config::Duration(absl::string_view key, absl::Duration default_value,
                                       absl::string_view doc) {
  return std::get<absl::Duration>(Declare(key, default_value, doc).value);
}

const std::vector<std::string>& Config::List(absl::string_view key,
                                             const std::vector<std::string>& default_value,
                                             absl::string_view doc) {
  return std::get<std::vector<std::string>>(Declare(key, default_value, doc).value);
}

const std::string& Config::Secret(absl::string_view key, absl::string_view doc, size_t min_bytes) {
  Setting& setting = Declare(key, std::string(), doc);
  setting.required = true;
  setting.secret = true;
  setting.min_bytes = min_bytes;
  return std::get<std::string>(setting.value);
}

Setting* Config::Find(absl::string_view key) {
  for (Setting& setting : settings_) {
    if (setting.key == key) return &setting;
  }
  return nullptr;
}

absl::StatusOr<std::vector<std::string>> Config::Load(int argc, const char* const* argv) {
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  std::vector<std::string> arguments;
  ReadFlags(words, arguments);
  if (help_wanted_) {
    std::fputs(HelpText().c_str(), stdout);
    help_shown_ = true;
    return arguments;
  }
  ReadEnvironment();
  ReadFile();
  Apply(file_);
  Apply(environment_);
  Apply(flags_);
  CheckRequired();
  if (!problems_.empty()) return absl::InvalidArgumentError(absl::StrJoin(problems_, "\n"));
  if (print_wanted_) {
    std::fputs(PrintedConfig().c_str(), stdout);
    help_shown_ = true;
  }
  return arguments;
}

void Config::ReadFlags(const std::vector<std::string>& words, std::vector<std::string>& arguments) {
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--") {
      arguments.insert(arguments.end(), words.begin() + i + 1, words.end());
      return;
    }
    if (word == "--help" || word == "-h") {
      help_wanted_ = true;
    } else if (word == "--print-config") {
      print_wanted_ = true;
    } else if (word == "--config" && i + 1 < words.size()) {
      file_path_ = words[++i];
    } else if (absl::StartsWith(word, "--config=")) {
      file_path_ = word.substr(9);
    } else if (word.size() > 1 && word.front() == '-') {
      ReadFlag(word);
    } else {
      arguments.push_back(word);
    }
  }
}

void Config::ReadFlag(const std::string& word) {
  size_t equals = word.find('=');
  std::string flag = word.substr(0, equals);
  std::string key = absl::StrReplaceAll(absl::StripPrefix(flag, "--"), {{"-", "_"}});
  Setting* setting = absl::StartsWith(word, "--") ? Find(key) : nullptr;
  if (setting == nullptr) {
    std::string near = Nearest(key);
    Problem(absl::StrCat("unknown flag ", flag, "; ",
                         near.empty() ? "--help lists all" : absl::StrCat("did you mean --", near),
                         "."));
  } else if (equals == std::string::npos) {
    Problem(
        absl::StrCat("flag ", flag, " has no value; write ", flag, "=<", TypeText(*setting), ">."));
  } else if (!flags_.emplace(key, Raw{{word.substr(equals + 1)}, false, flag}).second) {
    Problem(absl::StrCat("flag ", flag, " is given twice; keep one."));
  }
}

void Config::ReadEnvironment() {
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    absl::string_view text = *entry;
    if (!absl::StartsWith(text, kEnvironmentPrefix)) continue;
    size_t equals = text.find('=');
    std::string name(text.substr(0, equals));
    std::string key = absl::AsciiStrToLower(absl::StripPrefix(name, kEnvironmentPrefix));
    if (Setting* setting = Find(key); setting == nullptr || EnvironmentName(*setting) != name) {
      std::string near = Nearest(key);
      Problem(absl::StrCat(
          "unknown environment variable ", name, "; ",
          near.empty() ? "unset it" : absl::StrCat("did you mean ", EnvironmentName(*Find(near))),
          "."));
      continue;
    }
    environment_[key] = Raw{{std::string(text.substr(equals + 1))}, false, name};
  }
}

void Config::ReadFile() {
  if (file_path_.empty()) return;
  absl::StatusOr<Values> values = ReadYamlFile(file_path_);
  if (!values.ok()) return Problem(absl::StrCat(values.status().message(), "."));
  for (auto& [key, raw] : *values) {
    if (Find(key) != nullptr) {
      file_[key] = std::move(raw);
      continue;
    }
    std::string near = Nearest(key);
    Problem(absl::StrCat(raw.origin, ": unknown key '", key, "'; ",
                         near.empty() ? "remove it" : absl::StrCat("did you mean '", near, "'"),
                         "."));
  }
}

void Config::Apply(const Values& values) {
  for (const auto& [key, raw] : values) {
    bool shadowed = (&values != &flags_ && flags_.count(key) > 0) ||
                    (&values == &file_ && environment_.count(key) > 0);
    if (shadowed) continue;
    Setting& setting = *Find(key);
    setting.origin = raw.origin;
    if (absl::Status status = Assign(setting, raw); !status.ok()) {
      Problem(absl::StrCat(raw.origin, ": '", key, "' ", status.message(), "."));
    }
  }
}

void Config::CheckRequired() {
  for (const Setting& setting : settings_) {
    if (!setting.required || !setting.origin.empty()) continue;
    Problem(absl::StrCat("'", setting.key, "' is missing; set ", EnvironmentName(setting), " or --",
                         setting.key, "=<", TypeText(setting), ">, or write it in the ",
                         "file that --config names."));
  }
}

std::string Config::Nearest(absl::string_view key) const {
  std::string nearest;
  size_t best = std::max<size_t>(2, key.size() / 3) + 1;
  for (const Setting& setting : settings_) {
    size_t distance = EditDistance(absl::AsciiStrToLower(key), setting.key);
    if (distance >= best) continue;
    best = distance;
    nearest = setting.key;
  }
  return nearest;
}

std::string Config::HelpText() const { return RenderHelp(program_, what_it_does_, settings_); }

std::string Config::PrintedConfig() const { return RenderConfig(settings_); }

}  // namespace steward::config
