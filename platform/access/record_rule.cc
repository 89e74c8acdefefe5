#include "platform/access/record_rule.h"

#include <algorithm>

#include "absl/algorithm/container.h"
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

constexpr char kInternalValue[] = "INTERNAL";

const FieldDescriptor* FindField(const Descriptor* type, const std::string& name,
                                 FieldDescriptor::CppType kind) {
  const FieldDescriptor* field = type->FindFieldByName(name);
  GOOGLE_CHECK(field != nullptr && field->cpp_type() == kind && !field->is_repeated())
      << type->full_name() << " has no such field: " << name;
  return field;
}

std::string ColumnOf(const FieldDescriptor* field, const resource::ColumnTable& table) {
  for (const auto columns : {table.columns, table.rule_columns})
    for (const resource::Column& column : columns)
      if (field->name() == column.field) return column.sql;
  GOOGLE_LOG(FATAL) << "lists need a column for " << field->full_name();
  return "";
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
  const auto add_flag = [&](const std::string& name, absl::string_view action) {
    if (name.empty()) return;
    const FieldDescriptor* field = FindField(type, name, FieldDescriptor::CPPTYPE_BOOL);
    flags_.push_back({field, absl::StrCat(collection_, ".", action)});
  };
  add_flag(option.confidential_field(), "readConfidential");
  if (!flags_.empty()) confidential_ = flags_.front().field;
  add_flag(option.vip_field(), "readVip");
  if (option.internal_field().empty()) return;
  const FieldDescriptor* field =
      FindField(type, option.internal_field(), FieldDescriptor::CPPTYPE_ENUM);
  const auto* value = field->enum_type()->FindValueByName(kInternalValue);
  GOOGLE_CHECK(value != nullptr && field->options().GetExtension(options::v1::field).immutable())
      << field->full_name() << " has no value INTERNAL, or can change";
  internal_ = Internal{field, value->number()};
}

const RecordRule& RecordRule::Of(const Descriptor* type) { return OfType<RecordRule>(type); }

bool RecordRule::IsConfidential(const Message& record) const {
  return confidential_ != nullptr && record.GetReflection()->GetBool(record, confidential_);
}

bool RecordRule::IsInternal(const Message& record) const {
  return internal_ &&
         record.GetReflection()->GetEnumValue(record, internal_->field) == internal_->value;
}

std::string RecordRule::InternalPermission() const {
  return internal_ ? absl::StrCat(collection_, ".readInternal") : "";
}

Viewer RecordRule::Inside(const Viewer& viewer) const {
  Viewer inside = viewer;
  if (internal_)
    inside.scope = std::min(viewer.scope, auth::ScopeOf(viewer.roles, InternalPermission()));
  return inside;
}

bool RecordRule::Owns(const Viewer& viewer, const Message& record) const {
  const std::string subject(viewer.subject);
  return NamesOneOf(owners_, record, {&subject, 1});
}

bool RecordRule::IsForeign(const Viewer& viewer, const Message& record) const {
  return !owners_.empty() && IsConfidential(record) && !Owns(viewer, record);
}

bool RecordRule::MayShowForeign(const Viewer& viewer) const {
  return confidential_ != nullptr && !owners_.empty() &&
         auth::ScopeOf(viewer.roles, flags_.front().permission) >= Scope::kGroup;
}

bool RecordRule::Reaches(Scope scope, const Viewer& viewer, const Message& record) const {
  if (scope != Scope::kGroup) return scope == Scope::kTenant;
  return NamesOneOf(groups_, record, viewer.groups);
}

bool RecordRule::Admits(const Viewer& viewer, const Message& record) const {
  return AdmitsEither(IsInternal(record) ? Inside(viewer) : viewer, record);
}

bool RecordRule::AdmitsEither(const Viewer& viewer, const Message& record) const {
  if (viewer.scope == Scope::kNone) return false;
  if (Owns(viewer, record)) return true;
  return Reaches(viewer.scope, viewer, record) && absl::c_all_of(flags_, [&](const Flag& flag) {
           return !record.GetReflection()->GetBool(record, flag.field) ||
                  Reaches(auth::ScopeOf(viewer.roles, flag.permission), viewer, record);
         });
}

bool RecordRule::AdmitsAll(const Viewer& viewer) const {
  return Inside(viewer).scope == Scope::kTenant && OpensFlags(viewer);
}

bool RecordRule::OpensFlags(const Viewer& viewer) const {
  return absl::c_all_of(flags_, [&](const Flag& flag) {
    return auth::ScopeOf(viewer.roles, flag.permission) == Scope::kTenant;
  });
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

std::string RecordRule::ReachTerm(const Viewer& viewer, const resource::ColumnTable& table,
                                  const std::string& group) const {
  if (viewer.scope == Scope::kOwn || (viewer.scope == Scope::kGroup && group.empty())) return "";
  std::vector<std::string> terms;
  if (viewer.scope == Scope::kGroup) terms.push_back(absl::StrCat("(", group, ")"));
  for (const Flag& flag : flags_) {
    const Scope scope = auth::ScopeOf(viewer.roles, flag.permission);
    if (scope >= viewer.scope) continue;
    const std::string open = absl::StrCat("NOT ", ColumnOf(flag.field, table));
    const bool by_group = scope == Scope::kGroup && !group.empty();
    terms.push_back(by_group ? absl::StrCat("(", open, " OR ", group, ")") : open);
  }
  return absl::StrJoin(terms, " AND ");
}

// Whoever sees internal records sees all others that they own or reach in the same scope.
resource::Sql RecordRule::Condition(const Viewer& viewer, const resource::ColumnTable& table,
                                    int first_param) const {
  resource::Sql sql = ConditionOfEither(viewer, table, first_param);
  const Viewer inside = Inside(viewer);
  if (inside.scope == viewer.scope) return sql;
  sql.text = absl::StrCat("(", ColumnOf(internal_->field, table), " <> ", internal_->value, " AND ",
                          sql.text, ")");
  if (inside.scope == Scope::kNone) return sql;
  const resource::Sql wide =
      ConditionOfEither(inside, table, first_param + static_cast<int>(sql.params.size()));
  sql.text = absl::StrCat("(", sql.text, " OR ", wide.text, ")");
  sql.params.insert(sql.params.end(), wide.params.begin(), wide.params.end());
  return sql;
}

// own OR (reached AND for each flag (NOT flag OR reached as that)), without what is known
// beforehand.
resource::Sql RecordRule::ConditionOfEither(const Viewer& viewer,
                                            const resource::ColumnTable& table,
                                            int first_param) const {
  if (viewer.scope == Scope::kNone) return {"FALSE", {}};
  if (viewer.scope == Scope::kTenant && OpensFlags(viewer)) return {"TRUE", {}};
  resource::Sql sql;
  std::vector<std::string> terms;
  const std::string own = OwnTerm(viewer, table, first_param);
  if (!own.empty()) sql.params.emplace_back(std::string(viewer.subject));
  const bool by_group =
      viewer.scope == Scope::kGroup ||
      (viewer.scope == Scope::kTenant && absl::c_any_of(flags_, [&](const Flag& flag) {
         return auth::ScopeOf(viewer.roles, flag.permission) == Scope::kGroup;
       }));
  const std::string group =
      by_group ? GroupTerm(viewer, table, first_param + static_cast<int>(sql.params.size())) : "";
  if (!group.empty())
    sql.params.emplace_back(std::vector<std::string>(viewer.groups.begin(), viewer.groups.end()));
  if (const std::string reach = ReachTerm(viewer, table, group); !reach.empty())
    terms.push_back(absl::StrCat("(", reach, ")"));
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

}  // namespace steward::access
