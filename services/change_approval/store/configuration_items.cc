#include "services/change_approval/store/configuration_items.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/change_approval/sql.h"

namespace steward::change {
namespace {

using catalog::v1::ConfigurationItem;

}  // namespace

pg::Statement UpsertConfigurationItem(const event::v1::StoredEvent& stored,
                                      const ConfigurationItem& item) {
  pg::Statement statement{&change_approval::sql::kUpsertKnownConfigurationItem, {}, {}};
  statement.params.Text(stored.tenant()).Text(stored.event().resource_name());
  statement.params.Int(stored.event().version()).Bool(item.state() == ConfigurationItem::IN_USE);
  return statement;
}

absl::StatusOr<ConfigurationItems::Known> ConfigurationItems::Find(
    const Call& call, const std::vector<std::string>& names) const {
  pg::Statement statement{&change_approval::sql::kListKnownConfigurationItems, {}, {}};
  statement.params.Text(call.tenant).TextArray(names);
  ASSIGN_OR_RETURN(const pg::Result rows,
                   pool_->Read(call.tenant, std::move(statement), call.deadline));
  Known known;
  for (int row = 0; row < rows.rows(); ++row) known[rows.Text(row, 0)] = rows.Bool(row, 1);
  return known;
}

absl::Status ConfigurationItems::Check(const Call& call, const ItemNames& before,
                                       const ItemNames& after, absl::string_view field) const {
  std::vector<std::string> added;
  for (const std::string& name : after)
    if (!absl::c_linear_search(before, name)) added.push_back(name);
  if (added.empty() || catch_up_ == nullptr) return absl::OkStatus();
  ASSIGN_OR_RETURN(Known known, Find(call, added));
  const auto is_fine = [&](const std::string& name) {
    const auto found = known.find(name);
    return found != known.end() && found->second;
  };
  if (absl::c_all_of(added, is_fine)) return absl::OkStatus();
  RETURN_IF_ERROR(people::CatchUpFor(call, catch_up_));
  ASSIGN_OR_RETURN(known, Find(call, added));
  for (int i = 0; i < after.size(); ++i) {
    if (absl::c_linear_search(before, after[i]) || is_fine(after[i])) continue;
    const std::string path = absl::StrCat(field, "[", i, "]");
    return known.count(after[i]) > 0 ? errors::ReferenceDisabled(path)
                                     : errors::ReferenceNotFound(path);
  }
  return absl::OkStatus();
}

}  // namespace steward::change
