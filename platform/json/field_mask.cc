#include "platform/json/field_mask.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"

namespace steward::json {
namespace {

constexpr int kPathsNumber = 1;

bool ParsePath(absl::string_view path, Buffer* wire) {
  wire->Varint(MakeTag(kPathsNumber, WireType::kLengthDelimited));
  const size_t start = wire->Open();
  char before = '.';
  for (const char c : path) {
    if (c == '.' && before == '.') return false;
    if (!absl::ascii_isalnum(c) && c != '_' && c != '.' && path != "*") return false;
    if (absl::ascii_isupper(c)) wire->Append('_');
    wire->Append(absl::ascii_tolower(c));
    before = c;
  }
  wire->Close(start);
  return before != '.';
}

}  // namespace

bool ParseFieldMask(absl::string_view text, Buffer* wire) {
  if (text.empty()) return true;
  for (absl::string_view path : absl::StrSplit(text, ',')) {
    if (!ParsePath(path, wire)) return false;
  }
  return true;
}

void PrintFieldMaskPath(absl::string_view path, Buffer* out) {
  for (size_t i = 0; i < path.size(); ++i) {
    const bool joins = path[i] == '_' && i + 1 < path.size() && absl::ascii_islower(path[i + 1]);
    out->Append(joins ? absl::ascii_toupper(path[++i]) : path[i]);
  }
}

}  // namespace steward::json
