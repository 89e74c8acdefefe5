#include "services/notification/store/telling_store.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/resource/name.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/store/stored.h"
#include "services/notification/domain/shipped.h"
#include "services/notification/sql.h"

namespace steward::notification {
namespace {

constexpr absl::Duration kRunTime = absl::Seconds(10);
constexpr char kRules[] = "notificationRules";
constexpr char kTemplates[] = "notificationTemplates";

Person PersonOf(const pg::Result& rows, int row) {
  Person person{rows.Bool(row, 2), rows.Text(row, 3), rows.Text(row, 4),
                rows.Text(row, 5), rows.Text(row, 6), {}};
  const absl::string_view body = rows.IsNull(row, 7) ? absl::string_view() : rows.Bytes(row, 7);
  person.preference.ParseFromArray(body.data(), static_cast<int>(body.size()));
  return person;
}

}  // namespace

template <class Bind>
absl::StatusOr<pg::Result> TellingStore::Read(const pg::Query& query, const TenantNames& names,
                                              const Bind& bind) const {
  std::set<std::string> distinct;
  std::vector<std::string> tenants, all;
  for (const auto& [tenant, name] : names) {
    distinct.insert(tenant);
    tenants.push_back(tenant);
    all.push_back(name);
  }
  std::vector<pg::Statement> run = {
      pg::ScopeTo(std::vector<std::string>(distinct.begin(), distinct.end())), {&query, {}, {}}};
  bind(tenants, all, &run.back().params);
  ASSIGN_OR_RETURN(auto results, pool_->ReadAsSystem(std::move(run), absl::Now() + kRunTime));
  return std::move(results.back());
}

absl::StatusOr<std::map<std::string, std::vector<NotificationRule>>> TellingStore::Rules(
    const std::set<std::string>& tenants) const {
  TenantNames names;
  for (const std::string& tenant : tenants) names.insert({tenant, ""});
  ASSIGN_OR_RETURN(const pg::Result rows, Read(sql::kListRulesOfTenants, names,
                                               [](const auto& of, const auto&, pg::Params* params) {
                                                 params->TextArray(of);
                                               }));
  std::map<std::string, std::map<std::string, NotificationRule>> all;
  for (const std::string& tenant : tenants) all[tenant] = ShippedRules();
  for (int row = 0; row < rows.rows(); ++row) {
    const std::string id = rows.Text(row, 1);
    ASSIGN_OR_RETURN(
        all[rows.Text(row, 0)][id],
        store::ParseBody<NotificationRule>(rows.Bytes(row, 2), resource::FormatName(kRules, id)));
  }
  std::map<std::string, std::vector<NotificationRule>> counting;
  for (auto& [tenant, rules] : all)
    for (auto& [id, rule] : rules)
      if (rule.state() == NotificationRule::ENABLED) counting[tenant].push_back(std::move(rule));
  return counting;
}

absl::StatusOr<std::map<TenantName, NotificationTemplate>> TellingStore::Templates(
    const TenantNames& names) const {
  std::map<TenantName, NotificationTemplate> found;
  if (names.empty()) return found;
  TenantNames ids;
  for (const auto& [tenant, name] : names) {
    ids.insert({tenant, std::string(resource::IdOf(name))});
    const auto shipped = ShippedTemplates().find(std::string(resource::IdOf(name)));
    if (shipped != ShippedTemplates().end()) found[{tenant, name}] = shipped->second;
  }
  ASSIGN_OR_RETURN(const pg::Result rows,
                   Read(sql::kListTemplatesOfTenants, ids,
                        [](const auto& tenants, const auto& all, pg::Params* params) {
                          params->TextArray(tenants).TextArray(all);
                        }));
  for (int row = 0; row < rows.rows(); ++row) {
    const std::string name = resource::FormatName(kTemplates, rows.Text(row, 1));
    const TenantName key{rows.Text(row, 0), name};
    ASSIGN_OR_RETURN(found[key], store::ParseBody<NotificationTemplate>(rows.Bytes(row, 2), name));
  }
  return found;
}

absl::StatusOr<pg::Result> TellingStore::ReadUnder(const pg::Query& query, const TenantNames& names,
                                                   absl::string_view collection, absl::Time now,
                                                   int limit) const {
  return Read(query, names, [&](const auto& tenants, const auto& all, pg::Params* params) {
    std::vector<std::string> low, high;
    for (const std::string& name : all) {
      low.push_back(absl::StrCat(name, "/", collection, "/"));
      // What follows '/'.
      high.push_back(absl::StrCat(name, "/", collection, "0"));
    }
    params->TextArray(tenants).TextArray(all).TextArray(low).TextArray(high).Time(now).Int(limit);
  });
}

absl::StatusOr<std::map<TenantName, std::vector<std::string>>> TellingStore::Members(
    const TenantNames& groups, absl::Time now) const {
  std::map<TenantName, std::vector<std::string>> members;
  if (groups.empty()) return members;
  ASSIGN_OR_RETURN(const pg::Result rows,
                   ReadUnder(sql::kListMembersOfGroups, groups, "memberships", now, kMembersMax));
  for (int row = 0; row < rows.rows(); ++row)
    members[{rows.Text(row, 0), rows.Text(row, 1)}].push_back(rows.Text(row, 2));
  return members;
}

absl::StatusOr<std::map<std::string, KnownSubstitutes>> TellingStore::Substitutes(
    const TenantNames& users, absl::Time now) const {
  std::map<std::string, KnownSubstitutes> substitutes;
  if (users.empty()) return substitutes;
  ASSIGN_OR_RETURN(const pg::Result rows, ReadUnder(sql::kListSubstitutesOfUsers, users,
                                                    "substitutes", now, kSubstitutesMax));
  for (int row = 0; row < rows.rows(); ++row)
    substitutes[rows.Text(row, 0)][rows.Text(row, 1)].push_back(rows.Text(row, 2));
  return substitutes;
}

absl::StatusOr<std::map<std::string, KnownPeople>> TellingStore::People(
    const TenantNames& users) const {
  std::map<std::string, KnownPeople> people;
  if (users.empty()) return people;
  ASSIGN_OR_RETURN(const pg::Result rows,
                   Read(sql::kListContacts, users,
                        [](const auto& tenants, const auto& names, pg::Params* params) {
                          std::vector<std::string> ids;
                          for (const std::string& name : names)
                            ids.emplace_back(resource::IdOf(name));
                          params->TextArray(tenants).TextArray(names).TextArray(ids);
                        }));
  for (int row = 0; row < rows.rows(); ++row)
    people[rows.Text(row, 0)][rows.Text(row, 1)] = PersonOf(rows, row);
  return people;
}

}  // namespace steward::notification
