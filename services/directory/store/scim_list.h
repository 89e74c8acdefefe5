#pragma once

// How SCIM's filters and orders become SQL, for each type of resource. Thread-safe.

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "platform/pg/query.h"
#include "platform/resource/sql.h"
#include "services/directory/scim/schema.h"
#include "services/directory/scim/search.h"

namespace steward::directory {

// An attribute with a column.
struct ScimColumn {
  enum class Type { kText, kBool, kTime };

  // In lower case: "name.familyname"; an extension stands as "+": "+manager.value".
  const char* path;
  // Column or expression, never NULL; unset is ''. Goes into the statement as is.
  const char* sql;
  Type type = Type::kText;
  // Case counts.
  bool case_exact = false;
  // The column is in lower case already.
  bool is_folded = false;
  // For lists: the condition that there is a row for which {} holds.
  const char* within = nullptr;
  // Which a caller needs to see the attribute, besides that of the list.
  const char* permission = nullptr;
};

// What is listed; a constant.
struct ScimList {
  const scim::ResourceType* type;
  absl::Span<const ScimColumn> columns;
  const pg::Query* page;
  const pg::Query* count;
};

// The condition of a filter with placeholders from `first_param` on, "TRUE" for an empty one.
// `roles` are those of the caller. Errors: PERMISSION_DENIED for an attribute that they do not
// show; INVALID_FILTER for an attribute without a column, or compared in a way or with a value that
// does not fit it; FILTER_TOO_COMPLEX.
absl::StatusOr<resource::Sql> CompileScimFilter(absl::string_view filter, const ScimList& list,
                                                int first_param,
                                                absl::Span<const std::string> roles);

// "ORDER BY …", by id last. Errors: INVALID_FILTER for an attribute that does not sort.
absl::StatusOr<std::string> ScimOrder(const scim::Search& search, const ScimList& list,
                                      absl::Span<const std::string> roles);

const ScimList& ScimUserList();
const ScimList& ScimGroupList();

}  // namespace steward::directory
