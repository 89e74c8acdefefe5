#pragma once

// Tenants may demand that whoever changes or deletes a resource says which version of it they mean,
// by whichever door they come.

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "gateway/transcode/routes.h"

namespace steward::gateway {

// Immutable, hence thread-safe.
class EtagRule {
 public:
  // "*" means all tenants. `routes` outlives it.
  EtagRule(std::vector<std::string> tenants, const RouteTable& routes);

  // ETAG_REQUIRED when the tenant demands an etag and the encoded request message of a PATCH or
  // DELETE has none, though the resource does. Protocols of others, such as SCIM, have rules of
  // their own.
  absl::Status Check(absl::string_view tenant, const Method& method, absl::string_view wire) const;

 private:
  bool Demands(absl::string_view tenant) const;

  const std::vector<std::string> tenants_;
  // Where the requests of methods have their etags.
  absl::flat_hash_map<const Method*, const FieldPath*> etags_;
};

}  // namespace steward::gateway
