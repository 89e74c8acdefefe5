#include "gateway/transcode/wire_field.h"

#include "absl/strings/str_cat.h"
#include "platform/json/parse.h"
#include "platform/json/wire.h"
#include "platform/status/macros.h"

namespace steward::gateway {
namespace {

// A submessage may come in several pieces, which decoders merge.
absl::optional<absl::string_view> FindAlong(absl::string_view wire, const FieldPath& path,
                                            size_t depth) {
  if (depth + 1 == path.size()) return FindBytes(wire, path[depth]->number);
  absl::optional<absl::string_view> found;
  ForEachBytes(wire, path[depth]->number, [&](absl::string_view piece) {
    if (const auto value = FindAlong(piece, path, depth + 1)) found = value;
  });
  return found;
}

}  // namespace

absl::optional<absl::string_view> FindBytes(absl::string_view wire, int number) {
  absl::optional<absl::string_view> found;
  ForEachBytes(wire, number, [&](absl::string_view bytes) { found = bytes; });
  return found;
}

absl::optional<absl::string_view> FindBytes(absl::string_view wire, const FieldPath& path) {
  return FindAlong(wire, path, 0);
}

bool IsRepeatable(const Method& method, absl::string_view wire) {
  return method.reads_only || (method.request_id != nullptr &&
                               !FindBytes(wire, method.request_id->number).value_or("").empty());
}

absl::Status AppendText(const FieldPath& path, absl::string_view text, std::string* wire) {
  if (path.size() == 1) return json::ParseScalar(*path[0], text, wire);
  std::string inner;
  RETURN_IF_ERROR(json::ParseScalar(*path.back(), text, &inner));
  for (size_t i = path.size() - 1; i-- > 0;) {
    std::string outer;
    json::AppendLengthDelimited(path[i]->number, inner, i == 0 ? wire : &outer);
    inner = std::move(outer);
  }
  return absl::OkStatus();
}

std::string PathText(const FieldPath& path) {
  std::string text;
  for (const json::FieldTable* field : path)
    absl::StrAppend(&text, text.empty() ? "" : ".", field->name);
  return text;
}

}  // namespace steward::gateway
