#include <cstring>

#include "absl/strings/ascii.h"
#include "platform/json/body_parser.h"
#include "platform/json/number.h"
#include "platform/json/scalar.h"

namespace steward::json {
namespace {

constexpr absl::string_view kBadText = "A string holds NUL or a lone surrogate";

}  // namespace

absl::string_view Token(ondemand::value value) {
  const std::string_view token = value.raw_json_token();
  size_t size = token.size();
  while (size > 0 && absl::ascii_isspace(token[size - 1])) --size;
  return {token.data(), size};
}

bool AtEnd(ondemand::document& document) {
  return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

bool BodyParser::Tagged(const FieldTable& field, ondemand::value value, const Place& place) {
  out_->Varint(field.tag);
  if (field.message == nullptr) return Scalar(field, value, place);
  const size_t start = out_->Open();
  if (!Message(*field.message, value, place)) return false;
  out_->Close(start);
  return true;
}

bool BodyParser::Scalar(const FieldTable& field, ondemand::value value, const Place& place) {
  const absl::string_view token = Token(value);
  if (token.empty()) return BadSyntax(place);
  if (token[0] == '"') {
    absl::string_view text;
    if (!Text(value, token, place, &text)) return false;
    const Problem problem = AppendString(field, text, out_);
    return problem == nullptr || Violates(place, problem);
  }
  if (token == "null" && field.enumeration != nullptr && field.enumeration->null_value) {
    out_->Varint(0);
    return true;
  }
  const Problem problem = AppendToken(field, token, out_);
  return problem == nullptr || Unfit(value, place, problem);
}

// What simdjson's first stage has checked already: quotes, UTF-8, no raw control characters.
bool BodyParser::Text(ondemand::value value, absl::string_view token, const Place& place,
                      absl::string_view* text) {
  if (token.size() < 2 || token.front() != '"' || token.back() != '"')
    return BadSyntax(place, token.data());
  *text = token.substr(1, token.size() - 2);
  if (text->find('\\') == absl::string_view::npos) return true;
  std::string_view unescaped;
  if (value.get_string().get(unescaped) != simdjson::SUCCESS) return BadSyntax(place, token.data());
  *text = {unescaped.data(), unescaped.size()};
  // Escapes can write what raw text cannot, and simdjson lets a lone low surrogate pass.
  return IsCleanText(*text) || Malformed(place, kBadText, token.data());
}

bool BodyParser::Key(ondemand::field member, const Place& place, absl::string_view* key) {
  const char* start = member.key().raw();
  // The first stage has paired the quotes, so there is one ahead.
  const char* end = static_cast<const char*>(rawmemchr(start, '"'));
  *key = {start, static_cast<size_t>(end - start)};
  if (key->find('\\') != absl::string_view::npos) {
    std::string_view unescaped;
    if (member.unescaped_key().get(unescaped) != simdjson::SUCCESS) return BadSyntax(place, start);
    *key = {unescaped.data(), unescaped.size()};
    if (!IsCleanText(*key)) return Malformed(place, kBadText, start);
  }
  return key->size() <= options_.limits.key_bytes || Malformed(place, "A key is too long", start);
}

bool BodyParser::EnterObject(ondemand::value value, const Place& place, ondemand::object* object) {
  if (place.depth > options_.limits.depth) return Malformed(place, "The body is nested too deep");
  return value.get_object().get(*object) == simdjson::SUCCESS || BadSyntax(place);
}

bool BodyParser::EnterArray(ondemand::value value, const Place& place, ondemand::array* array) {
  if (place.depth > options_.limits.depth) return Malformed(place, "The body is nested too deep");
  return value.get_array().get(*array) == simdjson::SUCCESS || BadSyntax(place);
}

bool BodyParser::Skip(ondemand::value value, const Place& place) {
  const absl::string_view token = Token(value);
  switch (token.empty() ? '\0' : token[0]) {
    case '{': {
      ondemand::object object;
      return EnterObject(value, place, &object) &&
             KeyedMembers(object, place, [&](absl::string_view, ondemand::value member) {
               return Skip(member, place.Hidden());
             });
    }
    case '[': {
      ondemand::array array;
      return EnterArray(value, place, &array) &&
             Elements(array, place,
                      [&](ondemand::value element, int) { return Skip(element, place.Hidden()); });
    }
    case '"': {
      absl::string_view text;
      return Text(value, token, place, &text);
    }
    default:
      return token == "true" || token == "false" || token == "null" || IsNumber(token) ||
             BadSyntax(place, token.data());
  }
}

}  // namespace steward::json
