#include "platform/resource/filter_syntax.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/resource/columns.h"
#include "platform/resource/utf8.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::resource {
namespace {

constexpr size_t kBytesMax = 4096;
constexpr int kConditionsMax = 64;
constexpr int kDepthMax = 16;

absl::Status TooComplex(absl::string_view text) {
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::FILTER_TOO_COMPLEX, text);
}

bool IsNameStart(char c) { return absl::ascii_isalpha(c) || c == '_'; }
bool IsNamePart(char c) { return absl::ascii_isalnum(c) || c == '_'; }
bool EndsUnquoted(char c) { return absl::ascii_isspace(c) || absl::StrContains("(),\"'<>=!\\", c); }

// Recursive descent over the grammar of AIP-160:
//   expression = sequence {AND sequence}   sequence = factor {factor}   factor = term {OR term}
//   term = [NOT | "-"] ("(" expression ")" | condition)
class Parser {
 public:
  explicit Parser(absl::string_view text) : text_(text) {}

  absl::StatusOr<FilterNode> Parse() {
    ASSIGN_OR_RETURN(FilterNode node, Expression());
    if (!AtEnd()) return Error("Unexpected character");
    return node;
  }

 private:
  absl::StatusOr<FilterNode> Expression() {
    FilterNode all;
    all.kind = FilterNode::Kind::kAnd;
    do {
      do {
        ASSIGN_OR_RETURN(FilterNode factor, Factor());
        all.children.push_back(std::move(factor));
      } while (!AtEnd() && Peek() != ')' && !IsAtWord("AND"));
    } while (TakeWord("AND"));
    return Unwrapped(std::move(all));
  }

  absl::StatusOr<FilterNode> Factor() {
    FilterNode any;
    any.kind = FilterNode::Kind::kOr;
    do {
      ASSIGN_OR_RETURN(FilterNode term, Term());
      any.children.push_back(std::move(term));
    } while (TakeWord("OR"));
    return Unwrapped(std::move(any));
  }

  absl::StatusOr<FilterNode> Term() {
    const bool is_negated = TakeWord("NOT") || Take('-');
    FilterNode node;
    if (Take('(')) {
      if (++depth_ > kDepthMax)
        return TooComplex(absl::StrCat("Parentheses nest deeper than ", kDepthMax, "."));
      ASSIGN_OR_RETURN(node, Expression());
      if (!Take(')')) return Error("Expected ')'");
      --depth_;
    } else {
      ASSIGN_OR_RETURN(node, Condition());
    }
    if (!is_negated) return node;
    FilterNode negation;
    negation.kind = FilterNode::Kind::kNot;
    negation.children.push_back(std::move(node));
    return negation;
  }

  absl::StatusOr<FilterNode> Condition() {
    SkipSpace();
    FilterNode node;
    node.column = Column();
    if (IsAtWord("AND") || IsAtWord("OR") || IsAtWord("NOT")) return Error("Expected a condition");
    if (at_ == text_.size() || Peek() == ')') return Error("Expected a condition");
    node.field = FieldName();
    if (node.field.empty()) return Error("A condition starts with the name of a field");
    if (Peek() == '(') return Error("Functions are not supported");
    SkipSpace();
    if (!TakeComparator(&node.comparator)) return BareLiteral(node);
    if (++conditions_ > kConditionsMax)
      return TooComplex(absl::StrCat("The filter has more than ", kConditionsMax, " conditions."));
    ASSIGN_OR_RETURN(node.literal, Literal());
    return node;
  }

  absl::Status BareLiteral(const FilterNode& node) {
    const std::string word = absl::AsciiStrToUpper(node.field);
    if (word == "AND" || word == "OR" || word == "NOT")
      return InvalidFilter("AND, OR and NOT are written in capitals", node.column);
    return InvalidFilter("Expected a comparator after the field; values alone are not supported",
                         node.column, node.field);
  }

  absl::StatusOr<FilterLiteral> Literal() {
    SkipSpace();
    FilterLiteral literal;
    literal.column = Column();
    const char quote = Peek();
    if (quote == '(') return Error("A value in parentheses is not supported");
    if (quote == '"' || quote == '\'') {
      RETURN_IF_ERROR(Quoted(quote, &literal));
    } else {
      if (IsAtWord("AND") || IsAtWord("OR") || IsAtWord("NOT")) return Error("Expected a value");
      const size_t start = at_;
      while (at_ < text_.size() && !EndsUnquoted(text_[at_])) ++at_;
      literal.text = std::string(text_.substr(start, at_ - start));
      if (literal.text.empty()) return Error("Expected a value");
      literal.starts_with_star = literal.text.front() == '*';
      literal.ends_with_star = literal.text.back() == '*';
      if (Peek() == '(') return Error("Functions are not supported");
    }
    if (at_ < text_.size() && !absl::ascii_isspace(Peek()) && Peek() != ')')
      return Error("Expected a space after the value; quote values with special characters");
    return literal;
  }

  absl::Status Quoted(char quote, FilterLiteral* literal) {
    literal->is_quoted = true;
    for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
      const bool is_escaped = text_[at_] == '\\';
      if (is_escaped && (++at_ == text_.size() || !absl::StrContains("\\\"'*", text_[at_])))
        return Error("After a backslash stands a backslash, a quote or a star");
      const bool is_star = text_[at_] == '*' && !is_escaped;
      if (literal->text.empty()) literal->starts_with_star = is_star;
      literal->ends_with_star = is_star;
      literal->text += text_[at_];
    }
    if (at_ == text_.size()) return Error("Expected a closing quote");
    ++at_;
    return absl::OkStatus();
  }

  // Names joined by dots; empty when none stands here.
  std::string FieldName() {
    const size_t start = at_;
    size_t end = at_;
    while (end < text_.size() && IsNameStart(text_[end])) {
      while (end < text_.size() && IsNamePart(text_[end])) ++end;
      at_ = end;
      if (end < text_.size() && text_[end] == '.') ++end;
    }
    return std::string(text_.substr(start, at_ - start));
  }

  bool TakeComparator(Comparator* comparator) {
    static constexpr std::pair<absl::string_view, Comparator> kComparators[] = {
        {"<=", Comparator::kLessOrEqual}, {">=", Comparator::kGreaterOrEqual},
        {"!=", Comparator::kNotEqual},    {"<", Comparator::kLess},
        {">", Comparator::kGreater},      {"=", Comparator::kEqual},
        {":", Comparator::kHas}};
    for (const auto& [sign, meaning] : kComparators) {
      if (!absl::StartsWith(text_.substr(at_), sign)) continue;
      at_ += sign.size();
      *comparator = meaning;
      return true;
    }
    return false;
  }

  bool Take(char c) {
    SkipSpace();
    if (Peek() != c) return false;
    ++at_;
    return true;
  }

  bool TakeWord(absl::string_view word) {
    SkipSpace();
    if (!IsAtWord(word)) return false;
    at_ += word.size();
    return true;
  }

  bool IsAtWord(absl::string_view word) const {
    const size_t end = at_ + word.size();
    return absl::StartsWith(text_.substr(at_), word) &&
           (end == text_.size() || absl::ascii_isspace(text_[end]) || text_[end] == '(' ||
            text_[end] == ')');
  }

  bool AtEnd() {
    SkipSpace();
    return at_ == text_.size();
  }

  void SkipSpace() {
    while (at_ < text_.size() && absl::ascii_isspace(text_[at_])) ++at_;
  }

  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  int Column() const { return CodePoints(text_.substr(0, at_)) + 1; }
  absl::Status Error(absl::string_view text) const { return InvalidFilter(text, Column()); }

  static FilterNode Unwrapped(FilterNode node) {
    if (node.children.size() > 1) return node;
    FilterNode only = std::move(node.children.front());
    return only;
  }

  absl::string_view text_;
  size_t at_ = 0;
  int depth_ = 0;
  int conditions_ = 0;
};

}  // namespace

absl::string_view FilterLiteral::middle() const {
  absl::string_view middle = text;
  if (starts_with_star && !middle.empty()) middle.remove_prefix(1);
  if (ends_with_star && !middle.empty()) middle.remove_suffix(1);
  return middle;
}

bool FilterLiteral::IsLike(absl::string_view value) const {
  if (starts_with_star && ends_with_star) return absl::StrContains(value, middle());
  return starts_with_star ? absl::EndsWith(value, middle()) : absl::StartsWith(value, middle());
}

bool FilterNode::AsksPresence() const {
  return comparator == Comparator::kHas && literal.text == "*" && !literal.is_quoted;
}

absl::StatusOr<FilterNode> ParseFilter(absl::string_view filter) {
  if (filter.size() > kBytesMax)
    return TooComplex(absl::StrCat("The filter is longer than ", kBytesMax, " bytes."));
  if (CodePoints(filter) < 0)
    return InvalidFilter("The filter must be well-formed UTF-8 without NUL", 1);
  return Parser(filter).Parse();
}

}  // namespace steward::resource
