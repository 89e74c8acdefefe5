#include "gateway/transcode/field_names.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "google/rpc/error_details.pb.h"
#include "platform/json/buffer.h"
#include "platform/json/field_mask.h"

namespace steward::gateway {
namespace {

// Paths, by proto and by JSON names.
using Renamings = std::vector<std::pair<std::string, std::string>>;

std::string MaskPath(absl::string_view path) {
  std::string text;
  {
    json::Buffer buffer(&text, path.size());
    json::PrintFieldMaskPath(path, &buffer);
  }
  return text;
}

// "ticket.title: is required; ticket.kind: is required": a path stands before each sentence.
void RenameHeads(const Renamings& renamings, std::string* message) {
  size_t from = 0;
  for (const auto& [before, after] : renamings) {
    const std::string head = absl::StrCat(before, ": ");
    const size_t at = message->find(head, from);
    if (before.empty() || at == std::string::npos) continue;
    if (at != 0 && (at < 2 || message->compare(at - 2, 2, "; ") != 0)) continue;
    const std::string renamed = after.empty() ? "" : absl::StrCat(after, ": ");
    message->replace(at, head.size(), renamed);
    from = at + renamed.size();
  }
}

void RenameQuoted(absl::string_view before, absl::string_view after, std::string* message) {
  *message = absl::StrReplaceAll(*message,
                                 {{absl::StrCat("'", before, "'"), absl::StrCat("'", after, "'")}});
}

void RenameMaskPath(google::rpc::ErrorInfo* info, std::string* message) {
  const auto found = info->mutable_metadata()->find("path");
  if (found == info->mutable_metadata()->end()) return;
  const std::string path = std::exchange(found->second, MaskPath(found->second));
  // The message names the path, or the field that it leads into.
  for (const std::string& name : {path, path.substr(0, path.find('.'))})
    RenameQuoted(name, MaskPath(name), message);
}

void RenameField(const Route& route, google::rpc::ErrorInfo* info, std::string* message,
                 Renamings* renamings) {
  const auto found = info->mutable_metadata()->find("field");
  if (found == info->mutable_metadata()->end()) return;
  const std::string path = std::exchange(found->second, JsonPath(route, found->second));
  // "What 'ticket.assignment_group' names is disabled."
  if (!found->second.empty()) RenameQuoted(path, found->second, message);
  renamings->emplace_back(path, found->second);
}

}  // namespace

std::string JsonPath(const Route& route, absl::string_view path) {
  std::string text;
  const json::MessageTable* table = route.method->request;
  const std::vector<absl::string_view> steps = absl::StrSplit(path, '.');
  for (size_t i = 0; i < steps.size(); ++i) {
    const size_t bracket = std::min(steps[i].find('['), steps[i].size());
    const json::FieldTable* field =
        table == nullptr ? nullptr : table->FindByName(steps[i].substr(0, bracket));
    table = field == nullptr || field->map ? nullptr : field->message;
    if (i == 0 && field != nullptr && field == route.body_field) continue;
    absl::StrAppend(&text, text.empty() ? "" : ".");
    if (field == nullptr)
      absl::StrAppend(&text, steps[i]);
    else
      absl::StrAppend(&text, field->json_name, steps[i].substr(bracket));
  }
  return text;
}

google::rpc::Status WithJsonNames(const Route& route, google::rpc::Status error) {
  Renamings renamings;
  for (google::protobuf::Any& detail : *error.mutable_details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad_request;
    if (detail.UnpackTo(&info)) {
      if (info.reason() == "INVALID_FILTER") return error;
      RenameMaskPath(&info, error.mutable_message());
      if (renamings.empty()) RenameField(route, &info, error.mutable_message(), &renamings);
      detail.PackFrom(info);
    } else if (detail.UnpackTo(&bad_request)) {
      renamings.clear();
      for (auto& violation : *bad_request.mutable_field_violations()) {
        const std::string path = violation.field();
        violation.set_field(JsonPath(route, path));
        renamings.emplace_back(path, violation.field());
      }
      detail.PackFrom(bad_request);
    }
  }
  RenameHeads(renamings, error.mutable_message());
  return error;
}

}  // namespace steward::gateway
