#include "platform/access/field_rule.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "platform/access/of_type.h"
#include "platform/auth/permissions.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "steward/options/v1/options.pb.h"

namespace steward::access {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// A message that holds itself has no fields beyond that.
constexpr size_t kDepthMax = 4;

// Whether the message sets the field at the end of the path.
bool Sets(const Message& message, absl::Span<const FieldDescriptor* const> path) {
  const auto* reflection = message.GetReflection();
  const FieldDescriptor* field = path.front();
  const auto inner = path.subspan(1);
  if (!field->is_repeated())
    return reflection->HasField(message, field) &&
           (inner.empty() || Sets(reflection->GetMessage(message, field), inner));
  const int size = reflection->FieldSize(message, field);
  if (inner.empty()) return size > 0;
  for (int i = 0; i < size; ++i)
    if (Sets(reflection->GetRepeatedMessage(message, field, i), inner)) return true;
  return false;
}

// Whether one path is the other, or of a field in it.
bool Reaches(absl::string_view outer, absl::string_view inner) {
  return absl::ConsumePrefix(&inner, outer) && (inner.empty() || inner.front() == '.');
}

// Paths of a mask begin in the resource.
bool Names(const google::protobuf::FieldMask& mask,
           const std::vector<const FieldDescriptor*>& path) {
  const std::string name = absl::StrJoin(
      path.begin() + 1, path.end(), ".",
      [](std::string* out, const FieldDescriptor* field) { absl::StrAppend(out, field->name()); });
  return std::any_of(mask.paths().begin(), mask.paths().end(), [&](const std::string& each) {
    return each == "*" || Reaches(each, name) || Reaches(name, each);
  });
}

// Whether the field holds the same in both.
bool IsSame(const Message& one, const Message& other, const FieldDescriptor* field) {
  google::protobuf::util::MessageDifferencer differencer;
  differencer.set_repeated_field_comparison(google::protobuf::util::MessageDifferencer::AS_SET);
  return differencer.CompareWithFields(one, other, {field}, {field});
}

}  // namespace

const FieldRule& FieldRule::Of(const Descriptor* request) { return OfType<FieldRule>(request); }

FieldRule::FieldRule(const Descriptor* request) : mask_(request->FindFieldByName("update_mask")) {
  Collect(request, {});
}

void FieldRule::Collect(const Descriptor* type, std::vector<const FieldDescriptor*> path) {
  if (path.size() == kDepthMax) return;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    path.push_back(field);
    const auto& option = field->options().GetExtension(options::v1::field);
    if (!option.write_permission().empty()) guarded_.push_back({path, option.write_permission()});
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) Collect(field->message_type(), path);
    path.pop_back();
  }
}

absl::Status FieldRule::Judge(const Call& call, const Guarded& guarded) {
  if (auth::Allowed(call.roles, guarded.permission)) return absl::OkStatus();
  return errors::Make(absl::StatusCode::kPermissionDenied, errors::Reason::PERMISSION_DENIED,
                      absl::StrCat("Writing the field '", guarded.path.back()->name(),
                                   "' needs a permission that the caller lacks."),
                      {{"permission", guarded.permission}, {"field", guarded.path.back()->name()}});
}

absl::Status FieldRule::Check(const Call& call, const Message& request) const {
  if (mask_ != nullptr) return absl::OkStatus();
  for (const Guarded& guarded : guarded_)
    if (Sets(request, guarded.path)) RETURN_IF_ERROR(Judge(call, guarded));
  return absl::OkStatus();
}

absl::Status FieldRule::CheckUpdate(const Call& call, const Message& request,
                                    const Message& current) const {
  if (mask_ == nullptr || guarded_.empty()) return Check(call, request);
  const auto* reflection = request.GetReflection();
  const auto& mask =
      dynamic_cast<const google::protobuf::FieldMask&>(reflection->GetMessage(request, mask_));
  for (const Guarded& guarded : guarded_) {
    const bool in_resource = guarded.path.size() > 1;
    const bool writes = in_resource && mask.paths_size() > 0 ? Names(mask, guarded.path)
                                                             : Sets(request, guarded.path);
    if (!writes || (in_resource && IsSame(reflection->GetMessage(request, guarded.path[0]), current,
                                          guarded.path[1])))
      continue;
    RETURN_IF_ERROR(Judge(call, guarded));
  }
  return absl::OkStatus();
}

}  // namespace steward::access
