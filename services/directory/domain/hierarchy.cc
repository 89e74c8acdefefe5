#include "services/directory/domain/hierarchy.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"

namespace steward::directory {

absl::Status CheckNoCycle(absl::string_view name, const std::vector<std::string>& above,
                          absl::string_view field) {
  if (std::find(above.begin(), above.end(), name) == above.end()) return absl::OkStatus();
  return errors::Make(absl::StatusCode::kFailedPrecondition, errors::Reason::REFERENCE_CYCLE,
                      absl::StrCat("'", field, "' leads back to the resource itself."),
                      {{"field", std::string(field)}});
}

}  // namespace steward::directory
