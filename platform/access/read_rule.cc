#include "platform/access/read_rule.h"

#include <algorithm>

#include "platform/access/of_type.h"
#include "platform/auth/permissions.h"
#include "platform/status/errors.h"
#include "steward/options/v1/options.pb.h"

namespace steward::access {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// A message that holds itself has no rule beyond that.
constexpr int kDepthMax = 4;

}  // namespace

ReadRule::ReadRule(const Descriptor* type) : ReadRule(type, 0) {}

ReadRule::ReadRule(const Descriptor* type, int depth) : type_(type) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const auto& option = field->options().GetExtension(options::v1::field);
    if (!option.read_permission().empty()) guarded_.push_back({field, option.read_permission()});
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || depth == kDepthMax) continue;
    std::shared_ptr<const ReadRule> rule(new ReadRule(field->message_type(), depth + 1));
    if (!rule->guarded_.empty() || !rule->nested_.empty()) nested_.push_back({field, rule});
  }
  if (!guarded_.empty()) records_ = std::make_unique<RecordRule>(type);
}

ReadRule::~ReadRule() = default;

const ReadRule& ReadRule::Of(const Descriptor* type) { return OfType<ReadRule>(type); }

bool ReadRule::ShowsAll(const Viewer& viewer) const {
  return std::all_of(guarded_.begin(), guarded_.end(),
                     [&](const Guarded& guarded) {
                       return auth::ScopeOf(viewer.roles, guarded.permission) == Scope::kTenant;
                     }) &&
         std::all_of(nested_.begin(), nested_.end(),
                     [&](const Nested& nested) { return nested.rule->ShowsAll(viewer); });
}

bool ReadRule::MayRead(Viewer viewer, const Guarded& guarded, const Message& record) const {
  viewer.scope = auth::ScopeOf(viewer.roles, guarded.permission);
  return records_->Admits(viewer, record);
}

std::vector<std::string> ReadRule::Concealed(const Viewer& viewer, const Message& record) const {
  std::vector<std::string> names;
  for (const Guarded& guarded : guarded_)
    if (!MayRead(viewer, guarded, record)) names.push_back(guarded.field->name());
  return names;
}

void ReadRule::Conceal(const Viewer& viewer, Message* message) const {
  const auto* reflection = message->GetReflection();
  // What makes a record somebody's own may be guarded itself: first judge, then clear.
  for (const std::string& name : Concealed(viewer, *message))
    reflection->ClearField(message, type_->FindFieldByName(name));
  for (const Nested& nested : nested_) {
    if (!nested.field->is_repeated()) {
      if (reflection->HasField(*message, nested.field))
        nested.rule->Conceal(viewer, reflection->MutableMessage(message, nested.field));
      continue;
    }
    for (int i = 0; i < reflection->FieldSize(*message, nested.field); ++i)
      nested.rule->Conceal(viewer, reflection->MutableRepeatedMessage(message, nested.field, i));
  }
}

absl::Status ReadRule::CheckReadable(const Viewer& viewer, absl::string_view field) const {
  for (const Guarded& guarded : guarded_)
    if (guarded.field->name() == field &&
        auth::ScopeOf(viewer.roles, guarded.permission) != Scope::kTenant)
      return errors::Make(absl::StatusCode::kPermissionDenied, errors::Reason::PERMISSION_DENIED,
                          "Filtering and sorting by this field needs a permission that the caller "
                          "lacks.",
                          {{"permission", guarded.permission}, {"field", std::string(field)}});
  return absl::OkStatus();
}

}  // namespace steward::access
