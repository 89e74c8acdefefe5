#include "gateway/transcode/read_mask.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gateway/transcode/query.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::gateway {
namespace {

using errors::Reason;

constexpr size_t kPathsMax = 100;

absl::Status Invalid(absl::string_view text) {
  return errors::InvalidField(kFieldsParameter, text);
}

// A page shows everything around its resources.
json::ReadMask PageMask(const Method& method, json::ReadMask of_resource) {
  json::ReadMask page;
  for (const json::FieldTable& field : method.response->fields) page.Show(field.number, nullptr);
  page.Show(method.response_list->number, std::make_unique<json::ReadMask>(std::move(of_resource)));
  return page;
}

}  // namespace

bool TakesReadMask(const Method& method) {
  return method.reads_only && !method.server_streaming && !method.answers_raw &&
         method.request->FindByName(kFieldsParameter) == nullptr;
}

absl::StatusOr<ShownFields> ReadMaskOf(const Method& method, absl::string_view paths) {
  if (paths == "*") return nullptr;
  const bool lists = method.response_list != nullptr && method.request_page_token != nullptr;
  const json::MessageTable& table = lists ? *method.response_list->message : *method.response;
  json::ReadMask mask;
  size_t count = 0;
  for (absl::string_view path : absl::StrSplit(paths, ',')) {
    path = absl::StripAsciiWhitespace(path);
    if (++count > kPathsMax) return Invalid(absl::StrCat("At most ", kPathsMax, " are allowed."));
    if (path.empty()) return Invalid("Each path names a field.");
    if (path == "*") return Invalid("'*' stands alone.");
    if (!mask.Add(table, path))
      return errors::Make(
          absl::StatusCode::kInvalidArgument, Reason::UNKNOWN_FIELD,
          absl::StrCat("'", ShownName(path), "' in 'fields' names no field of the answer."),
          {{"field", ShownName(path)}});
  }
  return std::make_shared<const json::ReadMask>(lists ? PageMask(method, std::move(mask))
                                                      : std::move(mask));
}

absl::StatusOr<ShownFields> TakeReadMask(const Method& method,
                                         std::vector<std::pair<std::string, std::string>>* query) {
  const auto is_mask = [](const auto& pair) { return pair.first == kFieldsParameter; };
  const auto found = std::find_if(query->begin(), query->end(), is_mask);
  if (found == query->end() || !TakesReadMask(method)) return nullptr;
  const std::string paths = std::move(found->second);
  query->erase(found);
  if (std::any_of(query->begin(), query->end(), is_mask))
    return errors::Make(absl::StatusCode::kInvalidArgument, Reason::DUPLICATE_FIELD,
                        "A query parameter is given twice.",
                        {{"field", std::string(kFieldsParameter)}});
  return ReadMaskOf(method, paths);
}

absl::StatusOr<ShownFields> ReadMaskOfMetadata(const Method& method, absl::string_view paths) {
  if (paths.empty()) return nullptr;
  if (!TakesReadMask(method))
    return Invalid(absl::StrCat("This method takes no ", kFieldsMetadata, "."));
  return ReadMaskOf(method, paths);
}

absl::StatusOr<std::string> OnlyShown(const ShownFields& fields, std::string response) {
  if (fields == nullptr) return response;
  return fields->Apply(response);
}

}  // namespace steward::gateway
