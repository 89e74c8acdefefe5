#pragma once

// The attributes of SCIM resources that this service keeps (RFC 7643): what /Schemas shows, what
// bodies are read by, and what paths may name. Constants, thread-safe.

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/directory/scim/filter.h"

namespace steward::directory::scim {

inline constexpr char kUserUrn[] = "urn:ietf:params:scim:schemas:core:2.0:User";
inline constexpr char kGroupUrn[] = "urn:ietf:params:scim:schemas:core:2.0:Group";
inline constexpr char kEnterpriseUrn[] =
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

struct Attribute {
  enum class Type { kString, kBoolean, kDateTime, kReference, kComplex };

  const char* name;
  Type type;
  const char* description;
  bool multi_valued = false;
  bool required = false;
  // Case counts when values are compared.
  bool case_exact = false;
  bool read_only = false;
  // Nobody else in the tenant has the value.
  bool unique = false;
  // Of kComplex.
  std::vector<Attribute> subs = {};
};

struct Schema {
  const char* urn;
  const char* name;
  const char* description;
  std::vector<Attribute> attributes;
};

struct ResourceType {
  // "User".
  const char* name;
  // "/Users".
  const char* endpoint;
  const char* description;
  const Schema* core;
  // Null: there is none.
  const Schema* extension;
  // Attributes of the standard that are not kept, in lower case: what is sent in them is ignored.
  std::vector<absl::string_view> ignored;
};

const ResourceType& UserType();
const ResourceType& GroupType();
// id, externalId and meta, which every resource has.
const std::vector<Attribute>& SharedAttributes();

// What a path names.
struct Named {
  // Null: nothing that is kept.
  const Attribute* attribute = nullptr;
  // Null: the attribute as a whole.
  const Attribute* sub = nullptr;
  // The extension that the attribute is of; null: the core.
  const Schema* extension = nullptr;
  // The standard knows it, and it is not kept.
  bool ignored = false;
};
Named Resolve(const ResourceType& type, const AttributePath& path);

// By name in any case; null when there is none.
const Attribute* FindAttribute(const std::vector<Attribute>& attributes, absl::string_view name);

}  // namespace steward::directory::scim
