#include "gateway/transcode/field_names.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "google/rpc/error_details.pb.h"
#include "platform/json/buffer.h"
#include "platform/json/field_mask.h"

namespace steward::gateway {
namespace {

// "change_model" to "changeModel".
std::string MaskPath(absl::string_view path) {
  std::string text;
  {
    json::Buffer buffer(&text, path.size());
    json::PrintFieldMaskPath(path, &buffer);
  }
  return text;
}

absl::string_view BeforeBracket(absl::string_view step) {
  return step.substr(0, std::min(step.find('['), step.size()));
}

bool IsOfName(char c) { return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_'; }

// Where a path begins, and how many of its steps lead there: actions speak of the record that they
// answer with, "change.backout_plan" or "backout_plan", which their request does not hold.
std::pair<const json::MessageTable*, size_t> RootOf(const Route& route, absl::string_view step) {
  const json::MessageTable* request = route.method->request;
  const json::MessageTable* response = route.method->response;
  if (request == nullptr || response == nullptr || request->FindByName(step) != nullptr)
    return {request, 0};
  if (response->FindByName(step) != nullptr) return {response, 0};
  std::string type = route.method->descriptor->output_type()->name();
  type[0] = absl::ascii_tolower(type[0]);
  return MaskPath(step) == type ? std::make_pair(response, size_t{1})
                                : std::make_pair(request, size_t{0});
}

struct Named {
  std::string path;
  // What holds the field that the path leads to; null: not a message of the API.
  const json::MessageTable* parent = nullptr;
};

Named Name(const Route& route, absl::string_view path) {
  const std::vector<absl::string_view> steps = absl::StrSplit(path, '.');
  const auto [root, skipped] = RootOf(route, BeforeBracket(steps[0]));
  Named named{"", root};
  const json::MessageTable* table = root;
  for (size_t i = skipped; i < steps.size(); ++i) {
    const absl::string_view name = BeforeBracket(steps[i]);
    named.parent = table;
    const json::FieldTable* field = table == nullptr ? nullptr : table->FindByName(name);
    table = field == nullptr || field->map ? nullptr : field->message;
    if (i == 0 && field != nullptr && field == route.body_field) continue;
    absl::StrAppend(&named.path, named.path.empty() ? "" : ".");
    if (field == nullptr)
      absl::StrAppend(&named.path, steps[i]);
    else
      absl::StrAppend(&named.path, field->json_name, steps[i].substr(name.size()));
  }
  return named;
}

// "must be after start_time": a rule may name fields beside the one that it is about. Only names of
// several words differ, and no other word looks like one.
std::string WithJsonWords(const json::MessageTable* parent, absl::string_view text) {
  std::string renamed;
  while (!text.empty()) {
    const size_t end = std::find_if_not(text.begin(), text.end(), IsOfName) - text.begin();
    const absl::string_view word = text.substr(0, end);
    const json::FieldTable* field =
        parent == nullptr || !absl::StrContains(word, '_') ? nullptr : parent->FindByName(word);
    absl::StrAppend(&renamed, field == nullptr ? word : field->json_name);
    const size_t next = end < text.size() ? end + 1 : end;
    absl::StrAppend(&renamed, text.substr(end, next - end));
    text.remove_prefix(next);
  }
  return renamed;
}

// Paths, by proto and by JSON names.
using Renamings = std::vector<std::pair<std::string, std::string>>;

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

bool NamesField(const google::rpc::ErrorInfo& info) {
  return info.metadata().contains("path") || info.metadata().contains("field");
}

void RenameDescription(const json::MessageTable* parent,
                       google::rpc::BadRequest::FieldViolation* violation, std::string* message) {
  const std::string& said = violation->description();
  const std::string renamed = WithJsonWords(parent, said);
  if (renamed == said) return;
  const std::string head = absl::StrCat(violation->field(), ": ");
  *message =
      absl::StrReplaceAll(*message, {{absl::StrCat(head, said), absl::StrCat(head, renamed)}});
  violation->set_description(renamed);
}

}  // namespace

std::string JsonPath(const Route& route, absl::string_view path) { return Name(route, path).path; }

google::rpc::Status WithJsonNames(const Route& route, google::rpc::Status error) {
  Renamings renamings;
  for (google::protobuf::Any& detail : *error.mutable_details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad_request;
    if (detail.UnpackTo(&info)) {
      if (info.reason() == "INVALID_FILTER") return error;
      if (!NamesField(info)) continue;
      RenameMaskPath(&info, error.mutable_message());
      if (renamings.empty()) RenameField(route, &info, error.mutable_message(), &renamings);
      detail.PackFrom(info);
    } else if (detail.UnpackTo(&bad_request)) {
      renamings.clear();
      for (auto& violation : *bad_request.mutable_field_violations()) {
        const std::string path = violation.field();
        Named named = Name(route, path);
        RenameDescription(named.parent, &violation, error.mutable_message());
        violation.set_field(std::move(named.path));
        renamings.emplace_back(path, violation.field());
      }
      detail.PackFrom(bad_request);
    }
  }
  RenameHeads(renamings, error.mutable_message());
  return error;
}

}  // namespace steward::gateway
