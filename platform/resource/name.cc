#include "platform/resource/name.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "platform/status/errors.h"

namespace steward::resource {
namespace {

constexpr size_t kPartLengthMax = 120;

absl::Status InvalidName(absl::string_view collection) {
  return errors::InvalidField("name",
                              absl::StrCat("must have the form '", NameForm(collection), "'"));
}

}  // namespace

bool IsIdPart(absl::string_view part) {
  if (part.empty() || part.size() > kPartLengthMax) return false;
  if (!absl::ascii_isalnum(part.front()) || !absl::ascii_isalnum(part.back())) return false;
  for (char c : part)
    if (!absl::ascii_isalnum(c) && c != '.' && c != '_' && c != '@' && c != '-') return false;
  return true;
}

absl::StatusOr<std::string> IdFromName(absl::string_view collection, absl::string_view name) {
  std::string id;
  absl::string_view form = collection, rest = name;
  for (size_t star = form.find('*'); star != absl::string_view::npos; star = form.find('*')) {
    if (!absl::ConsumePrefix(&rest, form.substr(0, star))) return InvalidName(collection);
    const absl::string_view outer = rest.substr(0, rest.find('/'));
    if (!IsIdPart(outer)) return InvalidName(collection);
    absl::StrAppend(&id, outer, "/");
    rest.remove_prefix(outer.size());
    form.remove_prefix(star + 1);
  }
  if (!absl::ConsumePrefix(&rest, form) || !absl::ConsumePrefix(&rest, "/") || !IsIdPart(rest))
    return InvalidName(collection);
  id.append(rest.data(), rest.size());
  return id;
}

std::string FormatName(absl::string_view collection, absl::string_view id) {
  std::string name;
  for (size_t star = collection.find('*'); star != absl::string_view::npos;
       star = collection.find('*')) {
    const size_t slash = std::min(id.find('/'), id.size());
    absl::StrAppend(&name, collection.substr(0, star), id.substr(0, slash));
    collection.remove_prefix(star + 1);
    id.remove_prefix(std::min(slash + 1, id.size()));
  }
  absl::StrAppend(&name, collection, "/", id);
  return name;
}

std::string NameForm(absl::string_view collection) {
  return absl::StrCat(absl::StrReplaceAll(collection, {{"*", "{id}"}}), "/{id}");
}

}  // namespace steward::resource
