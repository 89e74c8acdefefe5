#include "services/directory/scim/literal.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/auth/json.h"

namespace steward::directory::scim {
namespace {

// Behind the quote that ends the string at `begin`; npos when none does.
size_t EndOfString(absl::string_view text, size_t begin) {
  for (size_t at = begin + 1; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '"')
      return at + 1;
  }
  return absl::string_view::npos;
}

absl::optional<Literal> TakeString(absl::string_view text, size_t* at) {
  const size_t end = EndOfString(text, *at);
  if (end == absl::string_view::npos) return absl::nullopt;
  const auto parsed =
      auth::ParseJsonObject(absl::StrCat("{\"v\":", text.substr(*at, end - *at), "}"));
  const std::string* value = parsed ? parsed->FindString("v") : nullptr;
  if (value == nullptr || absl::StrContains(*value, '\0')) return absl::nullopt;
  *at = end;
  Literal literal;
  literal.kind = Literal::Kind::kString;
  literal.text = *value;
  return literal;
}

}  // namespace

absl::optional<Literal> TakeLiteral(absl::string_view text, size_t* at) {
  if (*at < text.size() && text[*at] == '"') return TakeString(text, at);
  size_t end = *at;
  while (end < text.size() &&
         (absl::ascii_isalnum(text[end]) || absl::StrContains("+-.", text[end])))
    ++end;
  const absl::string_view word = text.substr(*at, end - *at);
  Literal literal;
  literal.text = std::string(word);
  if (absl::EqualsIgnoreCase(word, "true") || absl::EqualsIgnoreCase(word, "false")) {
    literal.kind = Literal::Kind::kBool;
    literal.boolean = absl::EqualsIgnoreCase(word, "true");
  } else if (absl::EqualsIgnoreCase(word, "null")) {
    literal.kind = Literal::Kind::kNull;
  } else if (!word.empty() && (absl::ascii_isdigit(word[0]) || word[0] == '-')) {
    literal.kind = Literal::Kind::kNumber;
  } else {
    return absl::nullopt;
  }
  *at = end;
  return literal;
}

}  // namespace steward::directory::scim
