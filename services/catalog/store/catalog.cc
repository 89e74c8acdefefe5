#include "services/catalog/store/catalog.h"

#include <utility>

#include "platform/resource/name.h"
#include "platform/status/macros.h"
#include "services/catalog/sql.h"

namespace steward::catalog {
namespace {

constexpr char kConfigurationItems[] = "configurationItems";
// So many are named to whoever is refused.
constexpr int kUsersMax = 10;

}  // namespace

Catalog::Catalog(pg::Pool* pool, const store::CollectionParts& parts)
    : items(CatalogItemTable(), parts),
      services(CatalogServiceTable(), parts),
      configuration_items(ConfigurationItemTable(), parts),
      offerings(ServiceOfferingTable(), parts),
      subscriptions(SubscriptionTable(), parts),
      pool_(pool) {}

absl::StatusOr<std::vector<std::string>> Catalog::Names(const Call& call,
                                                        pg::Statement statement) const {
  ASSIGN_OR_RETURN(const auto rows, pool_->Read(call.tenant, std::move(statement), call.deadline));
  std::vector<std::string> names;
  for (int row = 0; row < rows.rows(); ++row) names.push_back(rows.Text(row, 0));
  return names;
}

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
  ASSIGN_OR_RETURN(const auto found, Names(call, std::move(statement)));
  known.insert(found.begin(), found.end());
  return known;
}

absl::StatusOr<std::vector<std::string>> Catalog::UsersOf(const Call& call, const pg::Query& query,
                                                          absl::string_view collection,
                                                          absl::string_view name) const {
  ASSIGN_OR_RETURN(const std::string id, resource::IdFromName(collection, name));
  pg::Statement statement{&query, {}, {}};
  statement.params.Text(call.tenant).Text(id).Int(kUsersMax);
  return Names(call, std::move(statement));
}

absl::StatusOr<std::vector<std::string>> Catalog::PublishedOfferings(
    const Call& call, absl::string_view service) const {
  return UsersOf(call, sql::kListPublishedOfferings, "catalogServices", service);
}

absl::StatusOr<std::vector<std::string>> Catalog::PublishedItems(const Call& call,
                                                                 absl::string_view offering) const {
  return UsersOf(call, sql::kListPublishedItems, "serviceOfferings", offering);
}

}  // namespace steward::catalog
