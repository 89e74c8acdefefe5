#include "services/catalog/domain/form.h"

#include <set>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "re2/re2.h"
#include "services/catalog/domain/answer.h"

namespace steward::catalog {
namespace {

using resource::Condition;
using resource::Decimal;
using v1::CatalogItem;
using v1::Effect;
using v1::Field;

constexpr char kPath[] = "catalog_item.form";
// Known to the conditions of approval rules.
constexpr char kPrice[] = "price";
constexpr int64_t kPatternMemory = 1 << 20;

bool HasChoices(const Field& field) {
  return field.type() == Field::CHOICE || field.type() == Field::MULTIPLE_CHOICE;
}

void CheckPattern(const Field& field, const std::string& path, errors::Violations* violations) {
  const bool is_known = field.type() == Field::TEXT ||
                        (field.type() == Field::REFERENCE && field.reference().empty());
  if (field.pattern().empty()) {
    if (is_known && field.type() == Field::REFERENCE)
      violations->Add(path + ".reference", "or a pattern is required");
    return;
  }
  RE2::Options options(RE2::Quiet);
  options.set_max_mem(kPatternMemory);
  if (!is_known)
    violations->Add(path + ".pattern", "must not be set with this type");
  else if (!RE2(field.pattern(), options).ok())
    violations->Add(path + ".pattern", "is no pattern of RE2");
}

void CheckLimits(const Field& field, const std::string& path, errors::Violations* violations) {
  const bool is_text = field.type() == Field::TEXT || field.type() == Field::MULTILINE_TEXT;
  const bool is_number = field.type() == Field::INTEGER || field.type() == Field::DECIMAL;
  if (field.max_len() < 0 || (!is_text && field.max_len() != 0))
    violations->Add(path + ".max_len", "must not be set with this type, nor be negative");
  if (!is_number && !field.min().empty())
    violations->Add(path + ".min", "must not be set with this type");
  if (!is_number && !field.max().empty())
    violations->Add(path + ".max", "must not be set with this type");
  const auto min = Decimal::Parse(field.min()), max = Decimal::Parse(field.max());
  if (min && max && *max < *min) violations->Add(path + ".max", "must not be less than the least");
  if (field.type() != Field::REFERENCE && !field.reference().empty())
    violations->Add(path + ".reference", "must not be set with this type");
  CheckPattern(field, path, violations);
}

void CheckChoices(const CatalogItem& item, const Field& field, const std::string& path,
                  errors::Violations* violations) {
  if (HasChoices(field) != (field.choices_size() > 0))
    violations->Add(path + ".choices",
                    HasChoices(field) ? "is required" : "must not be set with this type");
  std::set<absl::string_view> values;
  for (int i = 0; i < field.choices_size(); ++i) {
    const v1::Choice& choice = field.choices(i);
    const std::string here = absl::StrCat(path, ".choices[", i, "]");
    if (!values.insert(choice.value()).second) violations->Add(here + ".value", "is there twice");
    if (choice.has_price() && choice.price().currency_code() != item.price().currency_code())
      violations->Add(here + ".price", "must be in the currency of the item's price");
  }
}

void CheckDefault(const Field& field, const std::string& path, errors::Violations* violations) {
  if (!IsAnswered(field.default_value())) return;
  const auto read = ReadAnswer(field, field.default_value());
  if (const auto* problem = std::get_if<Problem>(&read))
    violations->Add(path + ".default_value", problem->text);
}

void CheckFields(const CatalogItem& item, errors::Violations* violations) {
  std::set<absl::string_view> ids;
  for (int i = 0; i < item.form().fields_size(); ++i) {
    const Field& field = item.form().fields(i);
    const std::string path = absl::StrCat(kPath, ".fields[", i, "]");
    if (field.id() == kPrice)
      violations->Add(path + ".id", "must not be price, which conditions know already");
    if (!ids.insert(field.id()).second) violations->Add(path + ".id", "is there twice");
    CheckLimits(field, path, violations);
    CheckChoices(item, field, path, violations);
    CheckDefault(field, path, violations);
  }
}

void CheckLimit(const Field& field, const Effect& effect, const std::string& path,
                errors::Violations* violations) {
  if (effect.choices().empty()) violations->Add(path + ".choices", "is required to LIMIT");
  for (int i = 0; i < effect.choices_size(); ++i)
    if (absl::c_none_of(field.choices(), [&](const v1::Choice& choice) {
          return choice.value() == effect.choices(i);
        }))
      violations->Add(absl::StrCat(path, ".choices[", i, "]"), "must be a choice of the field");
}

void CheckEffect(const Form& form, const Effect& effect, const std::string& path,
                 errors::Violations* violations) {
  const Field* field = FindField(form, effect.field());
  if (field == nullptr) return violations->Add(path + ".field", "must be a field of the form");
  if (effect.action() != Effect::LIMIT && !effect.choices().empty())
    violations->Add(path + ".choices", "must not be set with this action");
  if (effect.action() != Effect::SET && effect.has_value())
    violations->Add(path + ".value", "must not be set with this action");
  if (effect.action() == Effect::LIMIT) CheckLimit(*field, effect, path, violations);
  if (effect.action() != Effect::SET) return;
  if (!IsAnswered(effect.value())) return violations->Add(path + ".value", "is required to SET");
  const auto read = ReadAnswer(*field, effect.value());
  if (const auto* problem = std::get_if<Problem>(&read))
    violations->Add(path + ".value", problem->text);
}

}  // namespace

Condition::Types TypesOf(const Form& form) {
  Condition::Types types;
  for (const Field& field : form.fields()) types.emplace(field.id(), TypeOf(field));
  return types;
}

const Field* FindField(const Form& form, absl::string_view id) {
  const auto found =
      absl::c_find_if(form.fields(), [&](const Field& field) { return field.id() == id; });
  return found == form.fields().end() ? nullptr : &*found;
}

void CheckCondition(absl::string_view condition, const Condition::Types& types,
                    const std::string& path, errors::Violations* violations) {
  const auto parsed = Condition::Parse(condition, types);
  if (!parsed.ok()) violations->Add(path, parsed.status().message());
}

void CheckForm(const CatalogItem& item, errors::Violations* violations) {
  CheckFields(item, violations);
  const Condition::Types types = TypesOf(item.form());
  for (int i = 0; i < item.form().rules_size(); ++i) {
    const v1::FormRule& rule = item.form().rules(i);
    const std::string path = absl::StrCat(kPath, ".rules[", i, "]");
    CheckCondition(rule.condition(), types, path + ".condition", violations);
    for (int j = 0; j < rule.effects_size(); ++j)
      CheckEffect(item.form(), rule.effects(j), absl::StrCat(path, ".effects[", j, "]"),
                  violations);
  }
}

}  // namespace steward::catalog
