#include "platform/config/setting.h"

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "platform/config/secret_file.h"

namespace steward::config {
namespace {

absl::Status Expect(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("must be ", what));
}

absl::Status AssignNumber(Setting& setting, const std::string& text) {
  int64_t number = 0;
  if (!absl::SimpleAtoi(text, &number) || number < setting.min || number > setting.max) {
    return Expect(absl::StrCat("a whole number from ", setting.min, " to ", setting.max));
  }
  std::get<int64_t>(setting.value) = number;
  return absl::OkStatus();
}

absl::Status AssignBool(Setting& setting, const std::string& text) {
  if (text != "true" && text != "false") return Expect("true or false");
  std::get<bool>(setting.value) = text == "true";
  return absl::OkStatus();
}

absl::Status AssignDuration(Setting& setting, const std::string& text) {
  absl::Duration duration;
  if (!absl::ParseDuration(text, &duration) || duration < absl::ZeroDuration() ||
      duration == absl::InfiniteDuration()) {
    return Expect("a duration with its unit, such as 250ms, 5s or 10m");
  }
  std::get<absl::Duration>(setting.value) = duration;
  return absl::OkStatus();
}

absl::Status AssignList(Setting& setting, const Raw& raw) {
  std::vector<std::string> items;
  for (const std::string& text : raw.items) {
    if (raw.is_list) {
      items.push_back(text);
    } else if (!text.empty()) {
      items = absl::StrSplit(text, ',');
    }
  }
  for (std::string& item : items) {
    absl::StripAsciiWhitespace(&item);
    if (item.empty()) return Expect("a list without empty elements");
  }
  std::get<std::vector<std::string>>(setting.value) = std::move(items);
  return absl::OkStatus();
}

absl::Status AssignSecret(Setting& setting, const std::string& path) {
  absl::StatusOr<std::string> content = ReadSecret(path);
  if (!content.ok()) {
    return absl::Status(content.status().code(),
                        absl::StrCat("names a file that ", content.status().message()));
  }
  if (content->size() < setting.min_bytes) {
    return Expect(absl::StrCat("a file with a secret of at least ", setting.min_bytes, " bytes"));
  }
  std::get<std::string>(setting.value) = *std::move(content);
  setting.path = path;
  return absl::OkStatus();
}

// postgresql://user:word@host and "host=… password=word" without the word.
std::string Masked(absl::string_view text) {
  std::string result(text);
  if (size_t start = result.find("://"); start != std::string::npos) {
    size_t host = result.find_first_of("/?#", start + 3);
    size_t at = result.rfind('@', host);
    size_t colon = result.find(':', start + 3);
    if (at != std::string::npos && at > start && colon < at) {
      result.replace(colon + 1, at - colon - 1, "***");
    }
  }
  for (size_t at = result.find("password="); at != std::string::npos;
       at = result.find("password=", at + 9)) {
    size_t start = at + 9;
    bool quoted = start < result.size() && result[start] == '\'';
    size_t end = quoted ? result.find('\'', start + 1) : result.find_first_of(" &", start);
    if (end == std::string::npos) end = result.size();
    result.replace(start, end - start, quoted ? "'***" : "***");
  }
  return result;
}

std::string Quoted(absl::string_view text) {
  std::string escaped;
  for (char c : Masked(text)) {
    if (c == '"' || c == '\\') escaped += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppend(&escaped, "\\x", absl::Hex(c, absl::kZeroPad2));
    } else {
      escaped += c;
    }
  }
  return absl::StrCat("\"", escaped, "\"");
}

}  // namespace

absl::Status Assign(Setting& setting, const Raw& raw) {
  if (std::holds_alternative<std::vector<std::string>>(setting.value)) {
    return AssignList(setting, raw);
  }
  if (raw.is_list) return Expect(absl::StrCat("a single value, not a list"));
  const std::string& text = raw.items.front();
  if (setting.secret) return AssignSecret(setting, text);
  if (std::holds_alternative<int64_t>(setting.value)) return AssignNumber(setting, text);
  if (std::holds_alternative<bool>(setting.value)) return AssignBool(setting, text);
  if (std::holds_alternative<absl::Duration>(setting.value)) return AssignDuration(setting, text);
  if (setting.required && text.empty()) return Expect("a text that is not empty");
  std::get<std::string>(setting.value) = text;
  return absl::OkStatus();
}

std::string TypeText(const Setting& setting) {
  if (setting.secret) return "file with a secret";
  switch (setting.value.index()) {
    case 0:
      return "text";
    case 1:
      return absl::StrCat("number ", setting.min, "..", setting.max);
    case 2:
      return "true|false";
    case 3:
      return "duration";
    default:
      return "list";
  }
}

std::string ValueText(const Setting& setting) {
  if (setting.secret) return Quoted(setting.path);
  switch (setting.value.index()) {
    case 0:
      return Quoted(std::get<std::string>(setting.value));
    case 1:
      return absl::StrCat(std::get<int64_t>(setting.value));
    case 2:
      return std::get<bool>(setting.value) ? "true" : "false";
    case 3:
      return absl::FormatDuration(std::get<absl::Duration>(setting.value));
    default:
      break;
  }
  return absl::StrCat(
      "[",
      absl::StrJoin(std::get<std::vector<std::string>>(setting.value), ", ",
                    [](std::string* out, const std::string& item) { *out += Quoted(item); }),
      "]");
}

}  // namespace steward::config
