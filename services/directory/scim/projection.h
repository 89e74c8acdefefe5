#pragma once

// Which attributes an answer has (RFC 7644 §3.9). Immutable, hence thread-safe.

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/directory/scim/json.h"
#include "services/directory/scim/schema.h"

namespace steward::directory::scim {

class Projection {
 public:
  // Lists of paths, separated by commas; what is no path, or names nothing, is passed over. Without
  // `attributes` all are returned; id and schemas always are.
  Projection(const ResourceType& type, absl::string_view attributes, absl::string_view excluded);

  // Whether any of an attribute of the core is returned, such as "members".
  bool Includes(absl::string_view attribute) const;
  // Takes out of a canonical resource what is not returned.
  void Apply(Json* resource) const;

 private:
  // Paths with the names of the schema: "name.familyName", "urn:…:User:manager".
  using Paths = std::vector<std::string>;

  static Paths PathsOf(const ResourceType& type, absl::string_view list);
  // Whether the member at `path` stays; what is within it is asked for when it is kPart.
  enum class Share { kNone, kPart, kAll };
  Share ShareOf(const std::string& path) const;
  void ApplyTo(const std::string& prefix, Json* object) const;

  const std::string extension_;
  const Paths only_;
  const Paths except_;
};

}  // namespace steward::directory::scim
