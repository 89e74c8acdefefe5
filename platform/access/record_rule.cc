#include "platform/access/record_rule.h"

#include <algorithm>
#include <set>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/stubs/logging.h"
#include "platform/access/of_type.h"
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

// Whether one of the fields holds one of the names. An empty field holds none.
bool NamesOneOf(const std::vector<const FieldDescriptor*>& fields, const Message& record,
                absl::Span<const std::string> names) {
  std::string scratch;
  return std::any_of(fields.begin(), fields.end(), [&](const FieldDescriptor* field) {
    const std::string& value = record.GetReflection()->GetStringReference(record, field, &scratch);
    return !value.empty() && absl::c_linear_search(names, value);
  });
}

template <class Function>
std::string Join(const std::vector<const FieldDescriptor*>& fields, const char* between,
                 Function term) {
  return absl::StrJoin(fields, between, [&](std::string* out, const FieldDescriptor* field) {
    absl::StrAppend(out, term(field));
  });
}

}  // namespace

Viewer ViewerOf(const Call& call) { return {call.subject, call.roles, call.groups, call.scope}; }

RecordRule::RecordRule(const Descriptor* type) {
  const auto& option = type->options().GetExtension(options::v1::resource);
  // Permissions of what lives in another resource, "groups/*/memberships", are "memberships.get" …
  collection_ = option.collection().substr(option.collection().rfind('/') + 1);
  for (const std::string& name : option.owner_fields())
    owners_.push_back(FindField(type, name, FieldDescriptor::CPPTYPE_STRING));
  for (const std::string& name : option.group_fields())
    groups_.push_back(FindField(type, name, FieldDescriptor::CPPTYPE_STRING));
  if (!option.confidential_field().empty())
    confidential_ = FindField(type, option.confidential_field(), FieldDescriptor::CPPTYPE_BOOL);
}

const RecordRule& RecordRule::Of(const Descriptor* type) { return OfType<RecordRule>(type); }

bool RecordRule::IsConfidential(const Message& record) const {
  return confidential_ != nullptr && record.GetReflection()->GetBool(record, confidential_);
}

Scope RecordRule::ConfidentialScope(const Viewer& viewer) const {
  return auth::ScopeOf(viewer.roles, absl::StrCat(collection_, ".readConfidential"));
}

bool RecordRule::Owns(const Viewer& viewer, const Message& record) const {
  const std::string subject(viewer.subject);
  return NamesOneOf(owners_, record, {&subject, 1});
}

bool RecordRule::IsForeign(const Viewer& viewer, const Message& record) const {
  return IsConfidential(record) && !Owns(viewer, record);
}

bool RecordRule::MayShowForeign(const Viewer& viewer) const {
  return confidential_ != nullptr && ConfidentialScope(viewer) >= Scope::kGroup;
}

bool RecordRule::Reaches(Scope scope, const Viewer& viewer, const Message& record) const {
  if (scope != Scope::kGroup) return scope == Scope::kTenant;
  return NamesOneOf(groups_, record, viewer.groups);
}

bool RecordRule::Admits(const Viewer& viewer, const Message& record) const {
  if (IsConfidential(record)) return AdmitsConfidential(viewer, record);
  if (viewer.scope == Scope::kNone) return false;
  return Owns(viewer, record) || Reaches(viewer.scope, viewer, record);
}

bool RecordRule::AdmitsConfidential(const Viewer& viewer, const Message& record) const {
  if (viewer.scope == Scope::kNone) return false;
  return Owns(viewer, record) || (Reaches(viewer.scope, viewer, record) &&
                                  Reaches(ConfidentialScope(viewer), viewer, record));
}

bool RecordRule::AdmitsAll(const Viewer& viewer) const {
  return viewer.scope == Scope::kTenant &&
         (confidential_ == nullptr || ConfidentialScope(viewer) == Scope::kTenant);
}

std::string RecordRule::OwnTerm(const Viewer& viewer, const resource::ColumnTable& table,
                                int param) const {
  if (viewer.subject.empty()) return "";
  return Join(owners_, " OR ", [&](const FieldDescriptor* owner) {
    return absl::StrCat(ColumnOf(owner, table), " = $", param, "::text");
  });
}

std::string RecordRule::GroupTerm(const Viewer& viewer, const resource::ColumnTable& table,
                                  int param) const {
  if (viewer.groups.empty()) return "";
  return Join(groups_, " OR ", [&](const FieldDescriptor* group) {
    return absl::StrCat(ColumnOf(group, table), " = ANY ($", param, "::text[])");
  });
}

// own OR (reached AND (NOT confidential OR reached as that)), without what is known beforehand.
resource::Sql RecordRule::Condition(const Viewer& viewer, const resource::ColumnTable& table,
                                    int first_param) const {
  if (viewer.scope == Scope::kNone) return {"FALSE", {}};
  if (AdmitsAll(viewer)) return {"TRUE", {}};
  resource::Sql sql;
  std::vector<std::string> terms;
  const std::string open = confidential_ == nullptr ? "" : "NOT " + ColumnOf(confidential_, table);
  const std::string own = OwnTerm(viewer, table, first_param);
  if (!own.empty()) sql.params.emplace_back(std::string(viewer.subject));
  const Scope secret = confidential_ == nullptr ? viewer.scope : ConfidentialScope(viewer);
  const bool by_group =
      viewer.scope == Scope::kGroup || (viewer.scope == Scope::kTenant && secret == Scope::kGroup);
  const std::string group =
      by_group ? GroupTerm(viewer, table, first_param + static_cast<int>(sql.params.size())) : "";
  if (viewer.scope == Scope::kTenant) terms.push_back(open);
  if (!group.empty()) {
    sql.params.emplace_back(std::vector<std::string>(viewer.groups.begin(), viewer.groups.end()));
    terms.push_back(secret >= Scope::kGroup ? group
                                            : absl::StrCat("((", group, ") AND ", open, ")"));
  }
  if (!own.empty()) terms.push_back(own);
  sql.text = terms.empty() ? "FALSE" : absl::StrCat("(", absl::StrJoin(terms, " OR "), ")");
  return sql;
}

absl::Status CheckRecord(const Call& call, const Message& record, absl::string_view name) {
  const RecordRule& rule = RecordRule::Of(record.GetDescriptor());
  Viewer viewer = ViewerOf(call);
  if (rule.Admits(viewer, record)) return absl::OkStatus();
  viewer.scope = auth::ScopeOf(call.roles, absl::StrCat(rule.collection(), ".get"));
  return rule.Admits(viewer, record) ? errors::PermissionDenied(call.permission)
                                     : errors::NotFound(name);
}

absl::Status CheckNewRecord(const Call& call, const Message& record) {
  return RecordRule::Of(record.GetDescriptor()).Admits(ViewerOf(call), record)
             ? absl::OkStatus()
             : errors::PermissionDenied(call.permission);
}

std::vector<std::string> PermissionsOn(const Call& call, const Message& record,
                                       absl::Span<const std::string> permissions) {
  const RecordRule& rule = RecordRule::Of(record.GetDescriptor());
  std::vector<std::string> held;
  for (const std::string& permission : permissions)
    if (absl::StartsWith(permission, absl::StrCat(rule.collection(), ".")) &&
        rule.Admits({call.subject, call.roles, call.groups, auth::ScopeOf(call.roles, permission)},
                    record))
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
