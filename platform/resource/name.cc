#include "platform/resource/name.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "platform/status/errors.h"

namespace steward::resource {
namespace {

constexpr size_t kIdLengthMax = 63;

absl::Status InvalidName(absl::string_view form) {
  return errors::InvalidField("name", absl::StrCat("must have the form '", form, "'"));
}

}  // namespace

bool IsId(absl::string_view id) {
  if (id.empty() || id.size() > kIdLengthMax) return false;
  if (!absl::ascii_isalnum(id.front()) || !absl::ascii_isalnum(id.back())) return false;
  for (char c : id)
    if (!absl::ascii_isalnum(c) && c != '.' && c != '_' && c != '-') return false;
  return true;
}

absl::StatusOr<std::string> IdFromName(absl::string_view collection, absl::string_view name) {
  absl::string_view id = name;
  if (!absl::ConsumePrefix(&id, collection) || !absl::ConsumePrefix(&id, "/") || !IsId(id))
    return InvalidName(FormatName(collection, "{id}"));
  return std::string(id);
}

std::string FormatName(absl::string_view collection, absl::string_view id) {
  return absl::StrCat(collection, "/", id);
}

absl::StatusOr<NestedId> NestedIdFromName(absl::string_view parent_collection,
                                          absl::string_view collection, absl::string_view name) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (parts.size() != 4 || parts[0] != parent_collection || parts[2] != collection ||
      !IsId(parts[1]) || !IsId(parts[3]))
    return InvalidName(FormatNestedName(parent_collection, "{id}", collection, "{id}"));
  return NestedId{std::string(parts[1]), std::string(parts[3])};
}

std::string FormatNestedName(absl::string_view parent_collection, absl::string_view parent_id,
                             absl::string_view collection, absl::string_view id) {
  return absl::StrCat(parent_collection, "/", parent_id, "/", collection, "/", id);
}

}  // namespace steward::resource
