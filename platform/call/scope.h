#pragma once

namespace steward {

// Which records a permission reaches; each scope includes those before it. What makes a record
// somebody's own, or their group's, is said by its type (steward.options.v1.ResourceRules).
enum class Scope { kNone, kOwn, kGroup, kTenant };

}  // namespace steward
