#include "platform/access/record_rule.h"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/stubs/logging.h"
#include "platform/auth/permissions.h"
#include "platform/status/errors.h"
#include "steward/options/v1/options.pb.h"

namespace steward::access {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor* FindField(const Descriptor* type, const std::string& name,
                                 FieldDescriptor::CppType kind) {
  const FieldDescriptor* field = type->FindFieldByName(name);
  GOOGLE_CHECK(field != nullptr && field->cpp_type() == kind && !field->is_repeated())
      << type->full_name() << " has no such field: " << name;
  return field;
}

std::string ColumnOf(const FieldDescriptor* field, const resource::ColumnTable& table) {
  const resource::Column* column = resource::FindColumn(table, field->name()).column;
  GOOGLE_CHECK(column != nullptr) << "lists need a column for " << field->full_name();
  return column->sql;
}

}  // namespace

Viewer ViewerOf(const Call& call) { return {call.subject, call.roles, call.scope}; }

RecordRule::RecordRule(const Descriptor* type) {
  const auto& option = type->options().GetExtension(options::v1::resource);
  // Permissions of what lives in another resource, "groups/*/memberships", are "memberships.get" …
  collection_ = option.collection().substr(option.collection().rfind('/') + 1);
  for (const std::string& name : option.owner_fields())
    owners_.push_back(FindField(type, name, FieldDescriptor::CPPTYPE_STRING));
  if (!option.confidential_field().empty())
    confidential_ = FindField(type, option.confidential_field(), FieldDescriptor::CPPTYPE_BOOL);
}

const RecordRule& RecordRule::Of(const Descriptor* type) {
  static auto& mutex = *new std::shared_mutex;
  static auto& rules = *new std::map<const Descriptor*, std::unique_ptr<RecordRule>>;
  {
    std::shared_lock lock(mutex);
    if (auto rule = rules.find(type); rule != rules.end()) return *rule->second;
  }
  std::lock_guard lock(mutex);
  auto& rule = rules[type];
  if (rule == nullptr) rule = std::make_unique<RecordRule>(type);
  return *rule;
}

bool RecordRule::Owns(absl::string_view subject, const Message& record) const {
  if (subject.empty()) return false;
  std::string scratch;
  return std::any_of(owners_.begin(), owners_.end(), [&](const FieldDescriptor* owner) {
    return record.GetReflection()->GetStringReference(record, owner, &scratch) == subject;
  });
}

bool RecordRule::IsConfidential(const Message& record) const {
  return confidential_ != nullptr && record.GetReflection()->GetBool(record, confidential_);
}

bool RecordRule::IsForeign(const Viewer& viewer, const Message& record) const {
  return IsConfidential(record) && !Owns(viewer.subject, record);
}

bool RecordRule::MayShowForeign(const Viewer& viewer) const {
  return confidential_ != nullptr && ReadsConfidential(viewer);
}

bool RecordRule::ReadsConfidential(const Viewer& viewer) const {
  return auth::ScopeOf(viewer.roles, absl::StrCat(collection_, ".readConfidential")) ==
         Scope::kTenant;
}

bool RecordRule::Admits(const Viewer& viewer, const Message& record) const {
  switch (viewer.scope) {
    case Scope::kNone:
      return false;
    case Scope::kOwn:
      return Owns(viewer.subject, record);
    case Scope::kTenant:
      return !IsConfidential(record) || ReadsConfidential(viewer) || Owns(viewer.subject, record);
  }
  return false;
}

bool RecordRule::AdmitsAll(const Viewer& viewer) const {
  return viewer.scope == Scope::kTenant && (confidential_ == nullptr || ReadsConfidential(viewer));
}

resource::Sql RecordRule::Condition(const Viewer& viewer, const resource::ColumnTable& table,
                                    int first_param) const {
  if (viewer.scope == Scope::kNone) return {"FALSE", {}};
  if (AdmitsAll(viewer)) return {"TRUE", {}};
  std::vector<std::string> terms;
  if (viewer.scope == Scope::kTenant)
    terms.push_back(absl::StrCat("NOT ", ColumnOf(confidential_, table)));
  if (viewer.subject.empty() || owners_.empty()) return {terms.empty() ? "FALSE" : terms[0], {}};
  for (const FieldDescriptor* owner : owners_)
    terms.push_back(absl::StrCat(ColumnOf(owner, table), " = $", first_param, "::text"));
  return {absl::StrCat("(", absl::StrJoin(terms, " OR "), ")"), {std::string(viewer.subject)}};
}

absl::Status CheckRecord(const Call& call, const Message& record, absl::string_view name) {
  const RecordRule& rule = RecordRule::Of(record.GetDescriptor());
  Viewer viewer = ViewerOf(call);
  if (rule.Admits(viewer, record)) return absl::OkStatus();
  viewer.scope = auth::ScopeOf(call.roles, absl::StrCat(rule.collection(), ".get"));
  return rule.Admits(viewer, record) ? errors::PermissionDenied(call.permission)
                                     : errors::NotFound(name);
}

std::vector<std::string> PermissionsOn(const Call& call, const Message& record,
                                       absl::Span<const std::string> permissions) {
  const RecordRule& rule = RecordRule::Of(record.GetDescriptor());
  std::vector<std::string> held;
  for (const std::string& permission : permissions)
    if (absl::StartsWith(permission, absl::StrCat(rule.collection(), ".")) &&
        rule.Admits({call.subject, call.roles, auth::ScopeOf(call.roles, permission)}, record))
      held.push_back(permission);
  return held;
}

absl::Status CheckPermissionsExist(const Descriptor& type,
                                   absl::Span<const std::string> permissions) {
  std::set<std::string> known;
  const RecordRule& rule = RecordRule::Of(&type);
  known.insert(absl::StrCat(rule.collection(), ".readConfidential"));
  for (int i = 0; i < type.field_count(); ++i)
    known.insert(type.field(i)->options().GetExtension(options::v1::field).write_permission());
  const auto* service =
      type.file()->pool()->FindServiceByName(absl::StrCat(type.full_name(), "Service"));
  for (int i = 0; service != nullptr && i < service->method_count(); ++i)
    known.insert(service->method(i)->options().GetExtension(options::v1::method).permission());
  for (size_t i = 0; i < permissions.size(); ++i)
    if (known.count(permissions[i]) == 0)
      return errors::InvalidField(absl::StrCat("permissions[", i, "]"),
                                  "is not a permission of this kind of resource");
  return absl::OkStatus();
}

}  // namespace steward::access
