#include "platform/people/substitutes.h"

#include "platform/people/queries.h"
#include "platform/status/macros.h"

namespace steward::people {

absl::StatusOr<std::vector<std::string>> Substitutes::Known(
    const Call& call, absl::string_view substitute, absl::Span<const std::string> users) const {
  pg::Statement statement{&sql::kListRepresented, {}, {}};
  statement.params.Text(call.tenant).Text(substitute).Time(call.now()).TextArray(users);
  ASSIGN_OR_RETURN(const pg::Result rows,
                   pool_->Read(call.tenant, std::move(statement), call.deadline));
  std::vector<std::string> represented;
  for (int row = 0; row < rows.rows(); ++row) represented.push_back(rows.Text(row, 0));
  return represented;
}

absl::StatusOr<std::vector<std::string>> Substitutes::Represented(
    const Call& call, absl::string_view substitute, absl::Span<const std::string> users) const {
  if (users.empty()) return std::vector<std::string>();
  ASSIGN_OR_RETURN(std::vector<std::string> known, Known(call, substitute, users));
  if (!known.empty()) return known;
  RETURN_IF_ERROR(CatchUpFor(call, catch_up_));
  return Known(call, substitute, users);
}

}  // namespace steward::people
