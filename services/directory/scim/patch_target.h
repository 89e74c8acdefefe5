#pragma once

// What one PATCH operation does to one attribute. Single-threaded.

#include "absl/status/status.h"
#include "services/directory/scim/patch.h"

namespace steward::directory::scim {

class PatchTarget {
 public:
  // `holder` has the attribute as a member, or will have; all outlive the target.
  PatchTarget(const Named& named, const PatchPath& path, Json* holder)
      : attribute_(*named.attribute), sub_(named.sub), path_(path), holder_(holder) {}

  // Errors: as of ApplyPatch.
  absl::Status Apply(PatchOperation::Kind kind, const Json& value);

 private:
  using Kind = PatchOperation::Kind;

  absl::Status ApplyToSelected(Kind kind, const Json& value);
  absl::Status ApplyToList(Kind kind, const Json& value);
  absl::Status ApplyToSingle(Kind kind, const Json& value);
  absl::Status AddSelected(const Json& value);
  absl::Status ApplyToElement(Kind kind, const Json& value, Json* element) const;
  // The list, made when it is not there.
  Json& Elements();

  const Attribute& attribute_;
  const Attribute* const sub_;
  const PatchPath& path_;
  Json* const holder_;
};

}  // namespace steward::directory::scim
