#include "services/directory/scim/schema.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace steward::directory::scim {
namespace {

using Type = Attribute::Type;

std::vector<Attribute> ValueTypePrimary(const char* value) {
  return {{.name = "value", .type = Type::kString, .description = value},
          {.name = "type", .type = Type::kString, .description = "Always \"work\"."},
          {.name = "primary", .type = Type::kBoolean, .description = "Always true."}};
}

const Schema& UserSchema() {
  static const auto* const schema = new Schema{
      kUserUrn,
      "User",
      "User Account",
      {{.name = "userName",
        .type = Type::kString,
        .description = "Name by which the user signs in.",
        .required = true,
        .unique = true},
       {.name = "name",
        .type = Type::kComplex,
        .description = "The parts of the user's name.",
        .subs = {{.name = "formatted", .type = Type::kString, .description = "The whole name."},
                 {.name = "familyName", .type = Type::kString, .description = "Last name."},
                 {.name = "givenName", .type = Type::kString, .description = "First name."}}},
       {.name = "displayName",
        .type = Type::kString,
        .description = "What people call the user. Default: the formatted name, the first and the "
                       "last name, or the user name."},
       {.name = "title", .type = Type::kString, .description = "What the user does."},
       {.name = "locale", .type = Type::kString, .description = "Language and region (BCP 47)."},
       {.name = "timezone", .type = Type::kString, .description = "Time zone (IANA)."},
       {.name = "active",
        .type = Type::kBoolean,
        .description = "Whether the user may use Steward. Default true."},
       {.name = "emails",
        .type = Type::kComplex,
        .description = "One address for mail: of several the primary, else the one for work.",
        .multi_valued = true,
        .subs = ValueTypePrimary("The address.")},
       {.name = "phoneNumbers",
        .type = Type::kComplex,
        .description = "One telephone number: of several the primary, else the one for work.",
        .multi_valued = true,
        .subs = ValueTypePrimary("The number.")},
       {.name = "groups",
        .type = Type::kComplex,
        .description = "The groups that the user belongs to.",
        .multi_valued = true,
        .read_only = true,
        .subs = {{.name = "value",
                  .type = Type::kString,
                  .description = "Id of the group.",
                  .case_exact = true,
                  .read_only = true},
                 {.name = "$ref",
                  .type = Type::kReference,
                  .description = "Where the group is.",
                  .case_exact = true,
                  .read_only = true},
                 {.name = "display",
                  .type = Type::kString,
                  .description = "What people call the group.",
                  .read_only = true}}},
       {.name = "roles",
        .type = Type::kComplex,
        .description = "What the user may do.",
        .multi_valued = true,
        .subs = {{.name = "value",
                  .type = Type::kString,
                  .description = "Name of a role, such as \"agent\".",
                  .case_exact = true}}}}};
  return *schema;
}

const Schema& EnterpriseSchema() {
  static const auto* const schema =
      new Schema{kEnterpriseUrn,
                 "EnterpriseUser",
                 "Enterprise User",
                 {{.name = "organization",
                   .type = Type::kString,
                   .description = "Id of the organization where the user belongs.",
                   .case_exact = true},
                  {.name = "manager",
                   .type = Type::kComplex,
                   .description = "Whom the user reports to.",
                   .subs = {{.name = "value",
                             .type = Type::kString,
                             .description = "Id of the manager.",
                             .case_exact = true},
                            {.name = "$ref",
                             .type = Type::kReference,
                             .description = "Where the manager is.",
                             .case_exact = true,
                             .read_only = true}}}}};
  return *schema;
}

const Schema& GroupSchema() {
  static const auto* const schema = new Schema{
      kGroupUrn,
      "Group",
      "Group",
      {{.name = "displayName",
        .type = Type::kString,
        .description = "What people call the group.",
        .required = true},
       {.name = "members",
        .type = Type::kComplex,
        .description = "The users who belong to the group.",
        .multi_valued = true,
        .subs = {{.name = "value",
                  .type = Type::kString,
                  .description = "Id of the user.",
                  .case_exact = true},
                 {.name = "$ref",
                  .type = Type::kReference,
                  .description = "Where the user is.",
                  .case_exact = true,
                  .read_only = true},
                 {.name = "type", .type = Type::kString, .description = "Always \"User\"."}}}}};
  return *schema;
}

}  // namespace

const ResourceType& UserType() {
  static const auto* const type = new ResourceType{"User",
                                                   "/Users",
                                                   "User Account",
                                                   &UserSchema(),
                                                   &EnterpriseSchema(),
                                                   {"name.honorificprefix",
                                                    "name.honorificsuffix",
                                                    "name.middlename",
                                                    "nickname",
                                                    "profileurl",
                                                    "usertype",
                                                    "preferredlanguage",
                                                    "password",
                                                    "ims",
                                                    "photos",
                                                    "addresses",
                                                    "entitlements",
                                                    "x509certificates",
                                                    "employeenumber",
                                                    "costcenter",
                                                    "division",
                                                    "department",
                                                    "manager.displayname",
                                                    "emails.display",
                                                    "phonenumbers.display",
                                                    "roles.display",
                                                    "roles.type",
                                                    "roles.primary"}};
  return *type;
}

const ResourceType& GroupType() {
  static const auto* const type =
      new ResourceType{"Group", "/Groups", "Group", &GroupSchema(), nullptr, {"members.display"}};
  return *type;
}

const std::vector<Attribute>& SharedAttributes() {
  static const auto* const attributes = new std::vector<Attribute>{
      {.name = "id",
       .type = Type::kString,
       .description = "",
       .case_exact = true,
       .read_only = true},
      {.name = "externalId", .type = Type::kString, .description = "", .case_exact = true},
      {.name = "meta",
       .type = Type::kComplex,
       .description = "",
       .read_only = true,
       .subs = {{.name = "resourceType", .type = Type::kString, .description = ""},
                {.name = "created", .type = Type::kDateTime, .description = ""},
                {.name = "lastModified", .type = Type::kDateTime, .description = ""},
                {.name = "location", .type = Type::kReference, .description = ""},
                {.name = "version", .type = Type::kString, .description = ""}}},
      {.name = "schemas",
       .type = Type::kReference,
       .description = "",
       .multi_valued = true,
       .read_only = true}};
  return *attributes;
}

const Attribute* FindAttribute(const std::vector<Attribute>& attributes, absl::string_view name) {
  for (const Attribute& attribute : attributes)
    if (absl::EqualsIgnoreCase(attribute.name, name)) return &attribute;
  return nullptr;
}

Named Resolve(const ResourceType& type, const AttributePath& path) {
  Named named;
  const bool extended =
      type.extension != nullptr && absl::EqualsIgnoreCase(path.urn, type.extension->urn);
  if (extended) {
    named.extension = type.extension;
    named.attribute = FindAttribute(type.extension->attributes, path.name);
  } else if (path.urn.empty() || absl::EqualsIgnoreCase(path.urn, type.core->urn)) {
    named.attribute = FindAttribute(type.core->attributes, path.name);
    if (named.attribute == nullptr) named.attribute = FindAttribute(SharedAttributes(), path.name);
  }
  if (named.attribute != nullptr && !path.sub.empty()) {
    named.sub = FindAttribute(named.attribute->subs, path.sub);
    if (named.sub == nullptr) named.attribute = nullptr;
  }
  if (named.attribute != nullptr) return named;
  const std::string whole = absl::StrCat(path.name, path.sub.empty() ? "" : ".", path.sub);
  const auto& ignored = type.ignored;
  named.ignored = std::find(ignored.begin(), ignored.end(), path.name) != ignored.end() ||
                  std::find(ignored.begin(), ignored.end(), whole) != ignored.end();
  return named;
}

}  // namespace steward::directory::scim
