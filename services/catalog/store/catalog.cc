#include "services/catalog/store/catalog.h"

#include <utility>
#include <vector>

#include "platform/resource/name.h"
#include "platform/status/macros.h"
#include "services/catalog/sql.h"

namespace steward::catalog {
namespace {

constexpr char kConfigurationItems[] = "configurationItems";

}  // namespace

Catalog::Catalog(pg::Pool* pool, const store::CollectionParts& parts)
    : configuration_items(ConfigurationItemTable(), parts), pool_(pool) {}

absl::StatusOr<std::set<std::string>> Catalog::KnownConfigurationItems(
    const Call& call, const std::set<std::string>& names) const {
  std::set<std::string> known;
  if (names.empty()) return known;
  std::vector<std::string> ids;
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(std::string id, resource::IdFromName(kConfigurationItems, name));
    ids.push_back(std::move(id));
  }
  pg::Statement statement{&sql::kListKnownConfigurationItems, {}, {}};
  statement.params.Text(call.tenant).TextArray(ids);
  ASSIGN_OR_RETURN(const auto rows, pool_->Read(call.tenant, std::move(statement), call.deadline));
  for (int row = 0; row < rows.rows(); ++row)
    known.insert(resource::FormatName(kConfigurationItems, rows.Text(row, 0)));
  return known;
}

}  // namespace steward::catalog
