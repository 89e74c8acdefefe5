#include "tools/stewardctl/event_types.h"

#include <fnmatch.h>

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "platform/status/macros.h"
#include "re2/re2.h"
#include "tools/stewardctl/comments.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/spelling.h"

namespace steward::ctl {
namespace {

constexpr size_t kShownMax = 3;

// What the words between the stars of a pattern occur in, in their order.
bool HoldsWordsOf(const std::string& type, absl::string_view pattern) {
  size_t from = 0;
  for (absl::string_view word : absl::StrSplit(pattern, '*', absl::SkipEmpty())) {
    const size_t at = type.find(std::string(word), from);
    if (at == std::string::npos) return false;
    from = at + word.size();
  }
  return true;
}

// Those that the pattern is a part of; else the type, or the pattern of a service or a noun, that
// is written most like it.
std::vector<std::string> NearestOf(const std::string& pattern,
                                   const std::vector<std::string>& types) {
  std::vector<std::string> nearest;
  for (const std::string& type : types)
    if (nearest.size() < kShownMax && HoldsWordsOf(type, pattern)) nearest.push_back(type);
  if (!nearest.empty()) return nearest;
  std::vector<std::string> candidates = types;
  for (const std::string& type : types)
    for (size_t dot = type.find('.', sizeof("dev.steward")); dot != std::string::npos;
         dot = type.find('.', dot + 1))
      candidates.push_back(absl::StrCat(type.substr(0, dot), ".*"));
  if (std::string near = Nearest(pattern, candidates); !near.empty()) nearest.push_back(near);
  return nearest;
}

}  // namespace

std::vector<std::string> EventTypes(const Contract& contract) {
  static const RE2& type = *new RE2(R"((dev\.steward\.[a-z_.]+\.v[0-9]+))");
  std::set<std::string> types;
  for (const auto& method : contract.api().methods()) {
    const std::string comment = CommentOf(*method->descriptor);
    re2::StringPiece rest = comment;
    std::string found;
    while (RE2::FindAndConsume(&rest, type, &found)) types.insert(found);
  }
  return {types.begin(), types.end()};
}

absl::Status CheckEventTypes(const Contract& contract, absl::string_view flag,
                             const std::vector<std::string>& patterns) {
  const std::vector<std::string> types = EventTypes(contract);
  for (const std::string& pattern : patterns) {
    const bool fits = std::any_of(types.begin(), types.end(), [&](const std::string& type) {
      return fnmatch(pattern.c_str(), type.c_str(), 0) == 0;
    });
    if (fits) continue;
    const std::vector<std::string> nearest = NearestOf(pattern, types);
    return WrongUsage(absl::StrCat(
        flag, ": there is no such type of events",
        nearest.empty() ? "; dev.steward.* means all."
                        : absl::StrCat("; did you mean ", absl::StrJoin(nearest, ", "), "?")));
  }
  return absl::OkStatus();
}

}  // namespace steward::ctl
