#include "tools/stewardctl/spelling.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace steward::ctl {
namespace {

// Letters to insert, delete, replace or swap with a neighbour.
size_t Distance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> before(b.size() + 1), row(b.size() + 1), next(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (size_t i = 1; i <= a.size(); ++i) {
    next[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      next[j] = std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        next[j] = std::min(next[j], before[j - 2] + 1);
    }
    before = std::exchange(row, next);
  }
  return row[b.size()];
}

}  // namespace

std::string ToKebab(absl::string_view name) {
  std::string kebab;
  for (char c : name) {
    if (absl::ascii_isupper(c) && !kebab.empty() && kebab.back() != '-') kebab += '-';
    kebab += c == '_' ? '-' : absl::ascii_tolower(c);
  }
  return kebab;
}

std::string ToCamel(absl::string_view name) {
  std::string camel;
  bool upper = false;
  for (char c : name) {
    const bool gap = c == '_' || c == '-';
    if (!gap) camel += upper ? absl::ascii_toupper(c) : c;
    upper = gap;
  }
  return camel;
}

std::string Nearest(absl::string_view word, const std::vector<std::string>& words) {
  std::string nearest;
  size_t best = std::max<size_t>(2, word.size() / 3) + 1;
  for (const std::string& each : words) {
    const size_t distance = Distance(word, each);
    if (distance >= best || distance >= each.size()) continue;
    best = distance;
    nearest = each;
  }
  return nearest;
}

std::string DidYouMean(absl::string_view word, const std::vector<std::string>& words) {
  const std::string nearest = Nearest(word, words);
  return nearest.empty() ? "" : absl::StrCat("; did you mean '", nearest, "'?");
}

}  // namespace steward::ctl
