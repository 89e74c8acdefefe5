#include "services/directory/scim/canonical.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::directory::scim {
namespace {

using Type = Attribute::Type;

absl::Status Expected(const Attribute& attribute, absl::string_view what) {
  return errors::InvalidField(attribute.name, absl::StrCat("must be ", what));
}

absl::StatusOr<Json> CanonicalBoolean(const Attribute& attribute, const Json& value) {
  if (value.kind == Json::Kind::kBool) return value;
  if (absl::EqualsIgnoreCase(value.string, "true")) return Boolean(true);
  if (absl::EqualsIgnoreCase(value.string, "false")) return Boolean(false);
  return Expected(attribute, "true or false");
}

absl::Status Add(const Attribute& attribute, Json value, Json* object) {
  if (Find(attribute.name, object) != nullptr)
    return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::DUPLICATE_FIELD,
                        "An attribute is given twice.", {{"field", attribute.name}});
  if (value.kind != Json::Kind::kNull) Set(attribute.name, std::move(value), object);
  return absl::OkStatus();
}

// Those of `given` that are among `attributes` go into `object`.
absl::Status Take(const std::vector<Attribute>& attributes, const Json& given, Json* object) {
  for (const Json::Member& member : given.members) {
    const Attribute* attribute = FindAttribute(attributes, member.name);
    if (attribute == nullptr || attribute->read_only) continue;
    ASSIGN_OR_RETURN(Json value, CanonicalValue(*attribute, member.value));
    RETURN_IF_ERROR(Add(*attribute, std::move(value), object));
  }
  return absl::OkStatus();
}

absl::StatusOr<Json> CanonicalObject(const Attribute& attribute, const Json& value) {
  Json object = Object();
  if (value.kind == Json::Kind::kString && FindAttribute(attribute.subs, "value") != nullptr) {
    Set("value", value, &object);
    return object;
  }
  if (value.kind != Json::Kind::kObject) return Expected(attribute, "an object");
  RETURN_IF_ERROR(Take(attribute.subs, value, &object));
  return object;
}

}  // namespace

absl::StatusOr<Json> CanonicalElement(const Attribute& attribute, const Json& value) {
  if (attribute.type == Type::kComplex) return CanonicalObject(attribute, value);
  if (attribute.type == Type::kBoolean) return CanonicalBoolean(attribute, value);
  if (value.kind != Json::Kind::kString) return Expected(attribute, "a text");
  return value;
}

absl::StatusOr<Json> CanonicalValue(const Attribute& attribute, const Json& value) {
  if (!attribute.multi_valued) {
    if (value.kind == Json::Kind::kNull) return value;
    return CanonicalElement(attribute, value);
  }
  Json list = List();
  if (value.kind == Json::Kind::kNull) return list;
  if (value.kind != Json::Kind::kArray) {
    ASSIGN_OR_RETURN(Json only, CanonicalElement(attribute, value));
    list.elements.push_back(std::move(only));
    return list;
  }
  list.elements.reserve(value.elements.size());
  for (const Json& element : value.elements) {
    ASSIGN_OR_RETURN(Json each, CanonicalElement(attribute, element));
    list.elements.push_back(std::move(each));
  }
  return list;
}

absl::StatusOr<Json> Canonical(const ResourceType& type, const Json& given) {
  Json object = Object();
  RETURN_IF_ERROR(Take(type.core->attributes, given, &object));
  RETURN_IF_ERROR(Take(SharedAttributes(), given, &object));
  if (type.extension == nullptr) return object;
  const Json* extension = FindFolded(type.extension->urn, given);
  if (extension == nullptr) return object;
  if (extension->kind != Json::Kind::kObject)
    return errors::InvalidField(type.extension->urn, "must be an object");
  Json inner = Object();
  RETURN_IF_ERROR(Take(type.extension->attributes, *extension, &inner));
  Set(type.extension->urn, std::move(inner), &object);
  return object;
}

}  // namespace steward::directory::scim
