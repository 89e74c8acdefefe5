#include "platform/json/yaml.h"

#include <simdjson.h>

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "re2/re2.h"

namespace steward::json {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr size_t kIndent = 2;

// What YAML does not print, or takes for the end of a line.
constexpr char kOdd[] = R"([\x00-\x1f\x7f-\x9f\x{2028}\x{2029}\x{feff}\x{fffe}\x{ffff}])";

// Strings that no reader of YAML takes for a number, a date, a truth or syntax.
bool IsPlain(absl::string_view text) {
  static const RE2& word = *new RE2(R"([A-Za-z][A-Za-z0-9_./@+,()-]*( [A-Za-z0-9_./@+,()-]+)*)");
  static const RE2& special = *new RE2("(?i)true|false|null|yes|no|on|off|y|n|inf|nan");
  const re2::StringPiece piece(text.data(), text.size());
  return RE2::FullMatch(piece, word) && !RE2::FullMatch(piece, special);
}

// Paragraphs, which stand as they are below "|-".
bool IsBlock(absl::string_view text) {
  static const RE2& odd = *new RE2(kOdd);
  if (!absl::StrContains(text, '\n') || absl::ascii_isspace(text[0]) || text.back() == '\n')
    return false;
  for (const absl::string_view line : absl::StrSplit(text, '\n'))
    if (RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), odd)) return false;
  return true;
}

// Every function returns false when it met what is no JSON.
class YamlWriter {
 public:
  // A member or an element on each line. The first one stands on the line of the dash before it.
  bool Members(ondemand::object object, size_t margin, bool after_dash) {
    for (auto member : object) {
      std::string_view name;
      ondemand::value value;
      if (member.unescaped_key().get(name) != simdjson::SUCCESS) return false;
      if (!std::exchange(after_dash, false)) Indent(margin);
      Line({name.data(), name.size()});
      text_ += ':';
      if (member.value().get(value) != simdjson::SUCCESS || !Value(value, margin, false))
        return false;
    }
    return true;
  }

  bool Elements(ondemand::array array, size_t margin, bool after_dash) {
    for (auto element : array) {
      ondemand::value value;
      if (!std::exchange(after_dash, false)) Indent(margin);
      text_ += '-';
      if (element.get(value) != simdjson::SUCCESS || !Value(value, margin, true)) return false;
    }
    return true;
  }

  std::string&& text() { return std::move(text_); }

 private:
  // What follows "key:" or "-", up to the end of its last line.
  bool Value(ondemand::value value, size_t margin, bool in_list) {
    ondemand::json_type type;
    if (value.type().get(type) != simdjson::SUCCESS) return false;
    if (type == ondemand::json_type::object) return Object(value, margin, in_list);
    if (type == ondemand::json_type::array) return Array(value, margin, in_list);
    text_ += ' ';
    if (type == ondemand::json_type::string) {
      std::string_view text;
      if (value.get_string().get(text) != simdjson::SUCCESS) return false;
      Text({text.data(), text.size()}, margin + kIndent);
    } else {
      const std::string_view token = value.raw_json_token();
      const absl::string_view word =
          absl::StripTrailingAsciiWhitespace({token.data(), token.size()});
      text_.append(word.data(), word.size());
    }
    text_ += '\n';
    return true;
  }

  bool Object(ondemand::value value, size_t margin, bool in_list) {
    ondemand::object object;
    bool is_empty;
    if (value.get(object) != simdjson::SUCCESS ||
        object.is_empty().get(is_empty) != simdjson::SUCCESS)
      return false;
    text_ += is_empty ? " {}\n" : in_list ? " " : "\n";
    return is_empty || Members(object, margin + kIndent, in_list);
  }

  // The dashes of a list stand below the name that it has.
  bool Array(ondemand::value value, size_t margin, bool in_list) {
    ondemand::array array;
    bool is_empty;
    if (value.get(array) != simdjson::SUCCESS ||
        array.is_empty().get(is_empty) != simdjson::SUCCESS)
      return false;
    text_ += is_empty ? " []\n" : in_list ? " " : "\n";
    return is_empty || Elements(array, in_list ? margin + kIndent : margin, in_list);
  }

  void Indent(size_t margin) { text_.append(margin, ' '); }

  void Text(absl::string_view text, size_t margin) {
    if (!IsBlock(text)) return Line(text);
    text_ += "|-";
    for (const absl::string_view line : absl::StrSplit(text, '\n')) {
      text_ += '\n';
      if (!line.empty()) Indent(margin);
      text_.append(line.data(), line.size());
    }
  }

  void Line(absl::string_view text) {
    if (IsPlain(text)) return void(text_.append(text.data(), text.size()));
    static const RE2& special = *new RE2(absl::StrFormat(R"(((?s).*?)(["\\]|%s))", kOdd));
    re2::StringPiece rest(text.data(), text.size()), before, odd;
    text_ += '"';
    while (RE2::Consume(&rest, special, &before, &odd)) {
      text_.append(before.data(), before.size());
      Escaped({odd.data(), odd.size()});
    }
    text_.append(rest.data(), rest.size());
    text_ += '"';
  }

  // One character of at most three bytes in UTF-8.
  void Escaped(absl::string_view character) {
    constexpr int kFirst[] = {0x7f, 0x1f, 0x0f};
    int point = character[0] & kFirst[character.size() - 1];
    for (const char byte : character.substr(1)) point = point << 6 | (byte & 0x3f);
    if (character == "\n")
      text_ += "\\n";
    else if (character == "\"" || character == "\\")
      absl::StrAppend(&text_, "\\", character);
    else
      absl::StrAppendFormat(&text_, "\\u%04x", point);
  }

  std::string text_;
};

}  // namespace

std::string ToYaml(absl::string_view json) {
  const simdjson::padded_string padded(json.data(), json.size());
  ondemand::parser parser;
  ondemand::document document;
  YamlWriter writer;
  ondemand::object object;
  ondemand::array array;
  bool done = false;
  if (parser.iterate(padded).get(document) == simdjson::SUCCESS) {
    if (document.get_object().get(object) == simdjson::SUCCESS)
      done = writer.Members(object, 0, false);
    else if (document.get_array().get(array) == simdjson::SUCCESS)
      done = writer.Elements(array, 0, false);
  }
  std::string text = writer.text();
  // Else it is as it was: JSON is YAML.
  return done && !text.empty() ? text : absl::StrCat(json, "\n");
}

}  // namespace steward::json
