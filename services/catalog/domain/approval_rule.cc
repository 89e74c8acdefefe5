#include "services/catalog/domain/approval_rule.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "platform/resource/condition.h"
#include "platform/resource/rule_number.h"
#include "platform/status/macros.h"
#include "services/catalog/domain/evaluate.h"
#include "services/catalog/domain/form.h"

namespace steward::catalog {
namespace {

using approval::v1::Stage;
using resource::Condition;
using resource::Decimal;
using v1::ApprovalRule;

constexpr char kPrice[] = "price";
constexpr int kCountMax = 1000;

Condition::Types TypesOf(const v1::CatalogItem& item) {
  Condition::Types types = catalog::TypesOf(item.form());
  types[kPrice] = Condition::Type::kNumber;
  return types;
}

// At most: how many belong to groups is found out when it is ordered.
int AskedBy(const ApprovalRule& rule) {
  if (!rule.groups().empty()) return kCountMax;
  return std::max(rule.users_size() + (rule.manager() ? 1 : 0), 1);
}

}  // namespace

void CheckApprovalRules(const v1::CatalogItem& item, errors::Violations* violations) {
  const Condition::Types types = TypesOf(item);
  for (int i = 0; i < item.approval_rules_size(); ++i) {
    const ApprovalRule& rule = item.approval_rules(i);
    const std::string path = absl::StrCat("catalog_item.approval_rules[", i, "]");
    CheckCondition(rule.condition(), types, path + ".condition", violations);
    if (!rule.manager() && rule.users().empty() && rule.groups().empty())
      violations->Add(path + ".users", "leave nobody to decide");
    resource::CheckRuleNumber(rule.rule() == Stage::COUNT, rule.required_count(), AskedBy(rule),
                              path + ".required_count", violations);
    resource::CheckRuleNumber(rule.rule() == Stage::PERCENT, rule.required_percent(), 100,
                              path + ".required_percent", violations);
  }
}

absl::StatusOr<std::vector<ApprovalRule>> StagesFor(const v1::CatalogItem& item,
                                                    const google::protobuf::Struct& answers,
                                                    const absl::optional<v1::Money>& price) {
  Condition::Values values = ValuesOf(item.form(), answers);
  if (price)
    if (auto amount = Decimal::Parse(price->amount())) values[kPrice] = *amount;
  const Condition::Types types = TypesOf(item);
  std::vector<ApprovalRule> stages;
  for (const ApprovalRule& rule : item.approval_rules()) {
    ASSIGN_OR_RETURN(const Condition condition, Condition::Parse(rule.condition(), types));
    if (condition.Holds(values)) stages.push_back(rule);
  }
  return stages;
}

Stage StageOf(const ApprovalRule& rule, absl::string_view manager) {
  Stage stage;
  stage.set_title(rule.title());
  stage.set_rule(rule.rule());
  stage.set_required_count(rule.required_count());
  stage.set_required_percent(rule.required_percent());
  *stage.mutable_users() = rule.users();
  *stage.mutable_groups() = rule.groups();
  if (rule.manager() && !manager.empty() && !absl::c_linear_search(rule.users(), manager))
    stage.add_users(std::string(manager));
  return stage;
}

absl::Status CheckDecidable(const Stage& stage, const std::set<std::string>& candidates,
                            const std::set<std::string>& parties) {
  int deciders = 0;
  for (const std::string& user : candidates) deciders += parties.count(user) == 0 ? 1 : 0;
  const int needed = stage.rule() == Stage::COUNT ? stage.required_count() : 1;
  if (deciders > kCountMax)
    return errors::InvalidField("request.item",
                                absl::StrCat("cannot be approved: its stage '", stage.title(),
                                             "' asks more than ", kCountMax));
  if (deciders >= needed) return absl::OkStatus();
  return errors::InvalidField(
      "request.item",
      absl::StrCat("cannot be approved: its stage '", stage.title(), "' needs ", needed,
                   " who did not order it and do not get it, and asks ", deciders));
}

}  // namespace steward::catalog
