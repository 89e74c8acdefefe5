#include "platform/people/members.h"

#include "platform/people/queries.h"
#include "platform/status/macros.h"

namespace steward::people {

absl::StatusOr<std::vector<std::string>> Members::Of(const Call& call, absl::string_view group,
                                                     int limit) const {
  const absl::Status caught_up = CatchUpFor(call, catch_up_);
  ASSIGN_OR_RETURN(std::vector<std::string> members, Known(call, group, limit));
  if (members.empty()) RETURN_IF_ERROR(caught_up);
  return members;
}

absl::StatusOr<std::vector<std::string>> Members::Known(const Call& call, absl::string_view group,
                                                        int limit) const {
  pg::Statement statement{&sql::kListKnownMembers, {}, {}};
  statement.params.Text(call.tenant).Text(group).Time(call.now()).Int(limit);
  ASSIGN_OR_RETURN(const pg::Result rows,
                   pool_->Read(call.tenant, std::move(statement), call.deadline));
  std::vector<std::string> members;
  for (int row = 0; row < rows.rows(); ++row) members.push_back(rows.Text(row, 0));
  return members;
}

}  // namespace steward::people
