#include "platform/config/report.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace steward::config {

std::string EnvironmentName(const Setting& setting) {
  return absl::StrCat(kEnvironmentPrefix, absl::AsciiStrToUpper(setting.key));
}

std::string RenderHelp(absl::string_view program, absl::string_view what_it_does,
                       const std::deque<Setting>& settings) {
  std::string text = absl::StrCat(
      program, ": ", what_it_does, "\n\nUsage: ", program, " [--config FILE] [--key=value ...]\n\n",
      "  --config FILE    YAML file of 'key: value' lines\n",
      "  --print-config   print the configuration in force and exit\n",
      "  --help           print this and exit\n\n",
      "Keys, as --key=value, in the environment, or in the file (in this order of precedence):\n");
  for (const Setting& setting : settings) {
    absl::StrAppend(
        &text, "\n  ", setting.key, "  (", TypeText(setting), ")\n      ", setting.doc, "\n      ",
        setting.required ? std::string("required") : absl::StrCat("default ", ValueText(setting)),
        "; ", EnvironmentName(setting), "\n");
  }
  return text;
}

std::string RenderConfig(const std::deque<Setting>& settings) {
  std::string text;
  for (const Setting& setting : settings) {
    absl::StrAppend(&text, setting.key, ": ", ValueText(setting), "  # ",
                    setting.origin.empty() ? "default" : setting.origin, "\n");
  }
  return text;
}

size_t EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

}  // namespace steward::config
