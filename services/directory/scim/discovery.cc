#include "services/directory/scim/discovery.h"

#include "absl/strings/str_cat.h"
#include "services/directory/scim/schema.h"
#include "services/directory/scim/search.h"

namespace steward::directory::scim {
namespace {

constexpr char kUrnPrefix[] = "urn:ietf:params:scim:schemas:core:2.0:";

Json Supported(bool value) { return Object({{"supported", Boolean(value)}}); }

Json Meta(absl::string_view type, absl::string_view location) {
  return Object(
      {{"resourceType", Text(type)}, {"location", Text(absl::StrCat("/scim/v2/", location))}});
}

absl::string_view TypeName(Attribute::Type type) {
  switch (type) {
    case Attribute::Type::kString:
      return "string";
    case Attribute::Type::kBoolean:
      return "boolean";
    case Attribute::Type::kDateTime:
      return "dateTime";
    case Attribute::Type::kReference:
      return "reference";
    case Attribute::Type::kComplex:
      break;
  }
  return "complex";
}

Json Described(const Attribute& attribute) {
  Json json = Object({{"name", Text(attribute.name)},
                      {"type", Text(TypeName(attribute.type))},
                      {"multiValued", Boolean(attribute.multi_valued)},
                      {"description", Text(attribute.description)},
                      {"required", Boolean(attribute.required)},
                      {"caseExact", Boolean(attribute.case_exact)},
                      {"mutability", Text(attribute.read_only ? "readOnly" : "readWrite")},
                      {"returned", Text("default")},
                      {"uniqueness", Text(attribute.unique ? "server" : "none")}});
  if (attribute.type == Attribute::Type::kReference)
    Set("referenceTypes", List({Text("uri")}), &json);
  if (attribute.subs.empty()) return json;
  Json subs = List();
  for (const Attribute& sub : attribute.subs) subs.elements.push_back(Described(sub));
  Set("subAttributes", std::move(subs), &json);
  return json;
}

Json Described(const Schema& schema) {
  Json attributes = List();
  for (const Attribute& attribute : schema.attributes)
    attributes.elements.push_back(Described(attribute));
  return Object({{"schemas", List({Text(absl::StrCat(kUrnPrefix, "Schema"))})},
                 {"id", Text(schema.urn)},
                 {"name", Text(schema.name)},
                 {"description", Text(schema.description)},
                 {"attributes", std::move(attributes)},
                 {"meta", Meta("Schema", absl::StrCat("Schemas/", schema.urn))}});
}

Json Described(const ResourceType& type) {
  Json json = Object({{"schemas", List({Text(absl::StrCat(kUrnPrefix, "ResourceType"))})},
                      {"id", Text(type.name)},
                      {"name", Text(type.name)},
                      {"endpoint", Text(type.endpoint)},
                      {"description", Text(type.description)},
                      {"schema", Text(type.core->urn)}});
  if (type.extension != nullptr)
    Set("schemaExtensions",
        List({Object({{"schema", Text(type.extension->urn)}, {"required", Boolean(false)}})}),
        &json);
  Set("meta", Meta("ResourceType", absl::StrCat("ResourceTypes/", type.name)), &json);
  return json;
}

}  // namespace

Json ServiceProviderConfig() {
  Json bulk = Supported(true);
  Set("maxOperations", Integer(kBulkOperationsMax), &bulk);
  Set("maxPayloadSize", Integer(kBulkBytesMax), &bulk);
  Json filter = Supported(true);
  Set("maxResults", Integer(kCountMax), &filter);
  const Json scheme = Object({{"type", Text("oauthbearertoken")},
                              {"name", Text("OAuth Bearer Token")},
                              {"description", Text("Authorization: Bearer, with an access token.")},
                              {"specUri", Text("https://www.rfc-editor.org/info/rfc6750")},
                              {"primary", Boolean(true)}});
  return Object({{"schemas", List({Text(absl::StrCat(kUrnPrefix, "ServiceProviderConfig"))})},
                 {"patch", Supported(true)},
                 {"bulk", std::move(bulk)},
                 {"filter", std::move(filter)},
                 {"changePassword", Supported(false)},
                 {"sort", Supported(true)},
                 {"etag", Supported(true)},
                 {"authenticationSchemes", List({scheme})},
                 {"meta", Meta("ServiceProviderConfig", "ServiceProviderConfig")}});
}

std::vector<Json> ResourceTypes() { return {Described(UserType()), Described(GroupType())}; }

std::vector<Json> Schemas() {
  return {Described(*UserType().core), Described(*GroupType().core),
          Described(*UserType().extension)};
}

}  // namespace steward::directory::scim
