#include "services/directory/rpc/scim_answer.h"

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/rpc/error_details.pb.h"
#include "platform/access/field_rule.h"
#include "platform/auth/permissions.h"
#include "platform/scim/error.h"
#include "platform/status/errors.h"

namespace steward::directory {
namespace {

using http::v1::RawAnswer;

constexpr std::pair<absl::string_view, absl::string_view> kNames[] = {
    {"user.user_name", "userName"},
    {"user.given_name", "name.givenName"},
    {"user.family_name", "name.familyName"},
    {"user.formatted_name", "name.formatted"},
    {"user.display_name", "displayName"},
    {"user.external_id", "externalId"},
    {"user.title", "title"},
    {"user.locale", "locale"},
    {"user.time_zone", "timezone"},
    {"user.email", "emails.value"},
    {"user.phone", "phoneNumbers.value"},
    {"user.organization", "organization"},
    {"user.manager", "manager.value"},
    {"user.roles", "roles.value"},
    {"group.display_name", "displayName"},
    {"group.external_id", "externalId"},
};

// "user.roles[0]" is "roles.value" too: places in lists may differ from those that were sent.
std::string ScimName(absl::string_view field) {
  for (const auto& [path, name] : kNames)
    if (field == path || absl::StartsWith(field, absl::StrCat(path, "["))) return std::string(name);
  return std::string(field);
}

google::rpc::BadRequest ViolationsOf(const absl::Status& status) {
  google::rpc::BadRequest detail;
  const auto payload = status.GetPayload(
      absl::StrCat("type.googleapis.com/", google::rpc::BadRequest::descriptor()->full_name()));
  if (!payload || !detail.ParseFromString(std::string(*payload))) detail.Clear();
  return detail;
}

}  // namespace

RawAnswer ScimAnswer(const scim::Json& document) {
  RawAnswer answer;
  answer.mutable_body()->set_content_type(::steward::scim::kMediaType);
  answer.mutable_body()->set_data(scim::Print(document));
  return answer;
}

RawAnswer ScimResourceAnswer(int status, scim::Json resource, absl::string_view etag,
                             const scim::Projection& projection) {
  const scim::Json* meta = resource.Find("meta");
  const std::string* location = meta == nullptr ? nullptr : meta->FindString("location");
  const std::string created = status == 201 && location != nullptr ? *location : "";
  projection.Apply(&resource);
  RawAnswer answer = ScimAnswer(resource);
  answer.set_status(status);
  answer.set_etag(std::string(etag));
  answer.set_location(created);
  return answer;
}

RawAnswer ScimNoContent() {
  RawAnswer answer;
  answer.set_status(204);
  return answer;
}

bool HasPermission(const Call& call, absl::string_view permission) {
  return auth::ScopeOf(call.roles, permission) == Scope::kTenant;
}

absl::Status CheckPermission(const Call& call, absl::string_view permission) {
  return HasPermission(call, permission) ? absl::OkStatus() : errors::PermissionDenied(permission);
}

absl::Status CheckWrites(const Call& call, const google::protobuf::Message& request) {
  return access::FieldRule::Of(request.GetDescriptor()).Check(call, request);
}

absl::Status CheckUpdate(const Call& call, const google::protobuf::Message& update,
                         const google::protobuf::Message& current) {
  return access::FieldRule::Of(update.GetDescriptor()).CheckUpdate(call, update, current);
}

absl::Status WithScimNames(const absl::Status& status) {
  const errors::Reason reason = errors::ReasonOf(status);
  for (const auto& [path, name] : kNames) {
    if (!absl::StrContains(status.message(), absl::StrCat("'", path, "'"))) continue;
    if (reason == errors::Reason::REFERENCE_NOT_FOUND) return errors::ReferenceNotFound(name);
    if (reason == errors::Reason::REFERENCE_DISABLED) return errors::ReferenceDisabled(name);
  }
  if (reason != errors::Reason::INVALID_FIELD) return status;
  errors::Violations violations;
  const google::rpc::BadRequest given = ViolationsOf(status);
  for (const auto& violation : given.field_violations())
    violations.Add(ScimName(violation.field()), violation.description());
  return violations.empty() ? status : violations.ToStatus();
}

}  // namespace steward::directory
