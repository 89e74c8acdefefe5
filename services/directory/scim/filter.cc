#include "services/directory/scim/filter.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/resource/columns.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/directory/scim/literal.h"

namespace steward::directory::scim {
namespace {

constexpr size_t kBytesMax = 4096;
constexpr int kComparisonsMax = 64;
constexpr int kDepthMax = 16;

constexpr std::pair<absl::string_view, Operator> kOperators[] = {
    {"eq", Operator::kEq}, {"ne", Operator::kNe}, {"co", Operator::kCo}, {"sw", Operator::kSw},
    {"ew", Operator::kEw}, {"pr", Operator::kPr}, {"gt", Operator::kGt}, {"ge", Operator::kGe},
    {"lt", Operator::kLt}, {"le", Operator::kLe},
};

absl::Status TooComplex(absl::string_view text) {
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::FILTER_TOO_COMPLEX, text);
}

bool IsPathPart(char c) { return absl::ascii_isalnum(c) || absl::StrContains("_-$:.", c); }

// Recursive descent:
//   filter = conjunction {"or" conjunction}      conjunction = term {"and" term}
//   term = ["not"] "(" filter ")" | path "[" filter "]" | path "pr" | path operator literal
class Parser {
 public:
  explicit Parser(absl::string_view text) : text_(text) {}

  absl::StatusOr<Filter> WholeFilter() {
    ASSIGN_OR_RETURN(Filter filter, Any(/*depth=*/1));
    SkipSpace();
    if (at_ < text_.size()) return Error("Unexpected character");
    return filter;
  }

  absl::StatusOr<PatchPath> WholePath() {
    PatchPath path;
    ASSIGN_OR_RETURN(path.attribute, Path());
    if (!Take('[')) return AtEnd() ? absl::StatusOr<PatchPath>(path) : Error("Unexpected");
    if (!path.attribute.sub.empty()) return Error("Unexpected");
    ASSIGN_OR_RETURN(path.filter, Any(/*depth=*/1));
    if (!Take(']')) return Error("Expected ']'");
    if (Take('.')) {
      path.attribute.sub = absl::AsciiStrToLower(Word());
      if (path.attribute.sub.empty()) return Error("Expected a name");
    }
    return AtEnd() ? absl::StatusOr<PatchPath>(std::move(path)) : Error("Unexpected");
  }

 private:
  bool AtEnd() const { return at_ == text_.size(); }
  void SkipSpace() {
    while (!AtEnd() && text_[at_] == ' ') ++at_;
  }
  bool Take(char c) {
    if (AtEnd() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  absl::string_view Word() {
    const size_t begin = at_;
    while (!AtEnd() && IsPathPart(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  // Takes a word that ends where words end.
  bool TakeWord(absl::string_view word) {
    const size_t before = at_;
    SkipSpace();
    if (absl::EqualsIgnoreCase(Word(), word)) return true;
    at_ = before;
    return false;
  }

  absl::StatusOr<Filter> Joined(Filter::Kind kind, absl::string_view word, int depth) {
    Filter all;
    all.kind = kind;
    do {
      auto part =
          kind == Filter::Kind::kOr ? Joined(Filter::Kind::kAnd, "and", depth) : Term(depth);
      if (!part.ok()) return part;
      all.children.push_back(*std::move(part));
    } while (TakeWord(word));
    if (all.children.size() > 1) return all;
    Filter only = std::move(all.children.front());
    return only;
  }

  absl::StatusOr<Filter> Any(int depth) {
    if (depth > kDepthMax) return TooComplex("The filter nests too deep.");
    return Joined(Filter::Kind::kOr, "or", depth);
  }

  absl::StatusOr<Filter> Term(int depth) {
    SkipSpace();
    const size_t begin = at_;
    const bool negated = TakeWord("not");
    SkipSpace();
    if (Take('(')) {
      ASSIGN_OR_RETURN(Filter inner, Any(depth + 1));
      SkipSpace();
      if (!Take(')')) return Error("Expected ')'");
      if (!negated) return inner;
      Filter filter;
      filter.kind = Filter::Kind::kNot;
      filter.children.push_back(std::move(inner));
      return filter;
    }
    at_ = begin;
    return Comparison(depth);
  }

  absl::StatusOr<Filter> Comparison(int depth) {
    Filter filter;
    filter.column = Column();
    ASSIGN_OR_RETURN(filter.attribute, Path());
    if (Take('[')) {
      if (!filter.attribute.sub.empty()) return Error("Unexpected '['");
      filter.kind = Filter::Kind::kValuePath;
      ASSIGN_OR_RETURN(Filter inner, Any(depth + 1));
      filter.children.push_back(std::move(inner));
      SkipSpace();
      if (!Take(']')) return Error("Expected ']'");
      return filter;
    }
    if (++comparisons_ > kComparisonsMax) return TooComplex("The filter has too many comparisons.");
    SkipSpace();
    const absl::string_view word = Word();
    for (const auto& [name, op] : kOperators) {
      if (!absl::EqualsIgnoreCase(word, name)) continue;
      filter.op = op;
      if (op == Operator::kPr) return filter;
      ASSIGN_OR_RETURN(filter.literal, Value());
      return filter;
    }
    return Error("Expected an operator, such as eq");
  }

  absl::StatusOr<AttributePath> Path() {
    auto path = ParseAttributePath(Word());
    if (!path) return Error("Expected the name of an attribute");
    return *std::move(path);
  }

  absl::StatusOr<Literal> Value() {
    if (AtEnd() || text_[at_] != ' ') return Error("Expected a space");
    SkipSpace();
    auto literal = TakeLiteral(text_, &at_);
    if (!literal) return Error("Expected a value, such as \"text\", true or 7");
    return *std::move(literal);
  }

  int Column() const {
    int column = 1;
    for (char c : text_.substr(0, at_)) column += (c & 0xc0) != 0x80;
    return column;
  }
  absl::Status Error(absl::string_view what) const {
    return resource::InvalidFilter(absl::StrCat(what, "."), Column());
  }

  const absl::string_view text_;
  size_t at_ = 0;
  int comparisons_ = 0;
};

bool IsName(absl::string_view text) {
  if (text.empty() || !(absl::ascii_isalpha(text[0]) || text[0] == '$')) return false;
  for (char c : text)
    if (c == '.' || c == ':') return false;
  return true;
}

}  // namespace

absl::StatusOr<Filter> ParseFilter(absl::string_view text) {
  if (text.size() > kBytesMax) return TooComplex("The filter is longer than 4096 bytes.");
  return Parser(text).WholeFilter();
}

absl::StatusOr<PatchPath> ParsePatchPath(absl::string_view text) {
  if (text.size() <= kBytesMax)
    if (auto path = Parser(text).WholePath(); path.ok()) return path;
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::INVALID_PATH,
                      "A path cannot be understood.");
}

absl::optional<AttributePath> ParseAttributePath(absl::string_view text) {
  AttributePath path;
  if (absl::StartsWithIgnoreCase(text, "urn:")) {
    const size_t colon = text.rfind(':');
    path.urn = absl::AsciiStrToLower(text.substr(0, colon));
    text.remove_prefix(colon + 1);
  }
  const size_t dot = text.find('.');
  path.name = absl::AsciiStrToLower(text.substr(0, dot));
  if (dot != absl::string_view::npos) {
    path.sub = absl::AsciiStrToLower(text.substr(dot + 1));
    if (!IsName(path.sub)) return absl::nullopt;
  }
  if (!IsName(path.name)) return absl::nullopt;
  return path;
}

}  // namespace steward::directory::scim
