#include "platform/resource/mask.h"

#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "steward/options/v1/options.pb.h"

namespace steward::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;
using Fields = std::vector<const FieldDescriptor*>;

constexpr int kPathsMax = 100;
constexpr size_t kPathShownMax = 64;

absl::Status InvalidMask(absl::string_view path, absl::string_view text) {
  std::string shown(path.substr(0, kPathShownMax));
  for (char& c : shown)
    if (!absl::ascii_isalnum(c) && c != '_' && c != '.' && c != '*') c = '_';
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::INVALID_UPDATE_MASK, text,
                      {{"path", shown}});
}

const options::v1::FieldRules& RulesOf(const FieldDescriptor* field) {
  return field->options().GetExtension(options::v1::field);
}

bool IsServerSide(const FieldDescriptor* field) {
  return RulesOf(field).output_only() || field->name() == "name" || field->name() == "etag";
}

bool CanBeUpdated(const FieldDescriptor* field) {
  return !IsServerSide(field) && !RulesOf(field).immutable();
}

Fields AllUpdatable(const Message& patch) {
  Fields fields;
  for (int i = 0; i < patch.GetDescriptor()->field_count(); ++i)
    if (const auto* field = patch.GetDescriptor()->field(i); CanBeUpdated(field))
      fields.push_back(field);
  return fields;
}

Fields Set(const Message& patch) {
  Fields fields;
  patch.GetReflection()->ListFields(patch, &fields);
  return fields;
}

bool Differs(const FieldDescriptor* field, const Message& patch, const Message& current) {
  return !MessageDifferencer().CompareWithFields(patch, current, {field}, {field});
}

// That none of the fields is immutable and would change.
absl::Status CheckImmutable(const Fields& fields, const Message& patch, const Message& current) {
  for (const FieldDescriptor* field : fields)
    if (RulesOf(field).immutable() && !IsServerSide(field) && Differs(field, patch, current))
      return InvalidMask(field->name(),
                         absl::StrCat("Field '", field->name(), "' cannot change after creation."));
  return absl::OkStatus();
}

absl::StatusOr<const FieldDescriptor*> FieldOf(const std::string& path, const Message& patch) {
  if (path == "*") return InvalidMask(path, "'*' must be the only path of the update mask.");
  if (const auto* field = patch.GetDescriptor()->FindFieldByName(path)) return field;
  const auto* outer = patch.GetDescriptor()->FindFieldByName(path.substr(0, path.find('.')));
  if (outer != nullptr)
    return InvalidMask(path, absl::StrCat("Paths into a field are not supported; name '",
                                          outer->name(), "' as a whole."));
  return InvalidMask(
      path, absl::StrCat("'", path, "' of the update mask names no field of the resource."));
}

absl::StatusOr<Fields> Named(const FieldMask& mask, const Message& patch) {
  if (mask.paths_size() > kPathsMax)
    return InvalidMask("", absl::StrCat("The update mask has more than ", kPathsMax, " paths."));
  Fields fields;
  for (const std::string& path : mask.paths()) {
    ASSIGN_OR_RETURN(const FieldDescriptor* field, FieldOf(path, patch));
    if (std::find(fields.begin(), fields.end(), field) == fields.end()) fields.push_back(field);
  }
  return fields;
}

Fields OnlyUpdatable(Fields fields) {
  fields.erase(std::remove_if(fields.begin(), fields.end(),
                              [](const FieldDescriptor* field) { return !CanBeUpdated(field); }),
               fields.end());
  return fields;
}

}  // namespace

absl::StatusOr<Fields> ResolveUpdateMask(const FieldMask& mask, const Message& patch,
                                         const Message& current) {
  const bool all = mask.paths_size() == 1 && mask.paths(0) == "*";
  Fields fields = Set(patch);
  if (!all && !mask.paths().empty()) {
    ASSIGN_OR_RETURN(fields, Named(mask, patch));
  }
  RETURN_IF_ERROR(CheckImmutable(fields, patch, current));
  return all ? AllUpdatable(patch) : OnlyUpdatable(std::move(fields));
}

void ApplyUpdate(const Fields& fields, const Message& patch, Message* target) {
  std::unique_ptr<Message> copy(patch.New());
  copy->CopyFrom(patch);
  target->GetReflection()->SwapFields(target, copy.get(), fields);
}

}  // namespace steward::resource
