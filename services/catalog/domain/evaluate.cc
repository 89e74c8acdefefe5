#include "services/catalog/domain/evaluate.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/catalog/domain/answer.h"
#include "services/catalog/domain/form.h"

namespace steward::catalog {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;
using resource::Condition;
using resource::Decimal;
using v1::CatalogItem;
using v1::Choice;
using v1::Effect;
using v1::EvaluateCatalogItemResponse;

constexpr char kAnswers[] = "answers.";
// Longer than the id of any field.
constexpr size_t kMaxShownKey = 64;

// A field while rules are applied.
struct Standing {
  const Field* field;
  bool is_visible = true;
  bool is_required = false;
  std::vector<std::string> choices;
  // The answer, and how it reads; read when it is given, as patterns take their time.
  Value value;
  std::variant<Condition::Value, Problem> read;

  void Answer(const Value& given) {
    value = given;
    if (IsAnswered(given)) read = ReadAnswer(*field, given);
  }
  bool IsSet() const { return is_visible && IsAnswered(value); }
};

// What is wrong with a choice that a rule took away.
bool IsLeft(const Standing& standing, const std::string& value) {
  return absl::c_linear_search(standing.choices, value);
}

std::string ProblemOf(const Standing& standing, const Condition::Value& value) {
  if (standing.field->type() == Field::CHOICE && !IsLeft(standing, std::get<std::string>(value)))
    return "must be one of the choices that are left";
  if (const auto* chosen = std::get_if<std::vector<std::string>>(&value))
    for (const std::string& each : *chosen)
      if (!IsLeft(standing, each)) return "must hold choices that are left only";
  return "";
}

class Evaluation {
 public:
  Evaluation(const CatalogItem& item, const Struct& answers) : item_(item) {
    for (const Field& field : item.form().fields()) {
      Standing standing{&field, true, field.required(), {}, {}, {}};
      for (const Choice& choice : field.choices()) standing.choices.push_back(choice.value());
      const auto given = answers.fields().find(field.id());
      standing.Answer(given == answers.fields().end() ? field.default_value() : given->second);
      index_[field.id()] = standings_.size();
      standings_.push_back(std::move(standing));
    }
  }

  absl::Status ApplyRules() {
    const Condition::Types types = TypesOf(item_.form());
    for (const v1::FormRule& rule : item_.form().rules()) {
      ASSIGN_OR_RETURN(const Condition condition, Condition::Parse(rule.condition(), types));
      if (!condition.Holds(Values())) continue;
      for (const Effect& effect : rule.effects()) Apply(effect);
    }
    return absl::OkStatus();
  }

  EvaluateCatalogItemResponse Result() const {
    EvaluateCatalogItemResponse result;
    Decimal price = Decimal::Parse(item_.price().amount()).value_or(Decimal());
    for (const Standing& standing : standings_) {
      Describe(standing, &result);
      if (standing.IsSet()) price = price + PriceOf(standing);
    }
    if (item_.has_price()) {
      result.mutable_price()->set_currency_code(item_.price().currency_code());
      result.mutable_price()->set_amount(price.ToString());
    }
    result.set_revision(item_.revision());
    return result;
  }

 private:
  // What is wrong counts as not set.
  Condition::Values Values() const {
    Condition::Values values;
    for (const Standing& standing : standings_) {
      const auto* value = std::get_if<Condition::Value>(&standing.read);
      if (standing.IsSet() && value != nullptr) values.emplace(standing.field->id(), *value);
    }
    return values;
  }

  void Apply(const Effect& effect) {
    const auto found = index_.find(effect.field());
    if (found == index_.end()) return;
    Standing& standing = standings_[found->second];
    switch (effect.action()) {
      case Effect::SHOW:
      case Effect::HIDE:
        standing.is_visible = effect.action() == Effect::SHOW;
        return;
      case Effect::REQUIRE:
      case Effect::RELEASE:
        standing.is_required = effect.action() == Effect::REQUIRE;
        return;
      case Effect::LIMIT:
        std::erase_if(standing.choices, [&](const std::string& value) {
          return !absl::c_linear_search(effect.choices(), value);
        });
        return;
      case Effect::SET:
        standing.Answer(effect.value());
        return;
      default:
        return;
    }
  }

  void Describe(const Standing& standing, EvaluateCatalogItemResponse* result) const {
    v1::EvaluatedField* field = result->add_fields();
    field->set_id(standing.field->id());
    field->set_visible(standing.is_visible);
    field->set_required(standing.is_visible && standing.is_required);
    for (const std::string& choice : standing.choices) field->add_choices(choice);
    if (!standing.is_visible) return;
    if (standing.IsSet()) *field->mutable_value() = standing.value;
    const std::string problem = Judge(standing);
    if (problem.empty()) return;
    v1::AnswerViolation* violation = result->add_violations();
    violation->set_field(absl::StrCat("answers.", standing.field->id()));
    violation->set_description(problem);
  }

  static std::string Judge(const Standing& standing) {
    if (!standing.IsSet()) return standing.is_required ? "is required" : "";
    if (const auto* problem = std::get_if<Problem>(&standing.read)) return problem->text;
    return ProblemOf(standing, std::get<Condition::Value>(standing.read));
  }

  // Of what is chosen.
  static Decimal PriceOf(const Standing& standing) {
    Decimal price;
    const auto* value = std::get_if<Condition::Value>(&standing.read);
    if (value == nullptr) return price;
    for (const Choice& choice : standing.field->choices()) {
      const auto* one = std::get_if<std::string>(value);
      const auto* several = std::get_if<std::vector<std::string>>(value);
      const bool is_chosen =
          (one != nullptr && *one == choice.value()) ||
          (several != nullptr && absl::c_linear_search(*several, choice.value()));
      if (is_chosen) price = price + Decimal::Parse(choice.price().amount()).value_or(Decimal());
    }
    return price;
  }

  const CatalogItem& item_;
  std::vector<Standing> standings_;
  std::map<std::string, size_t> index_;
};

// The key is not ours: it is shown as far as it could be one.
std::string PathOf(absl::string_view key) {
  if (key.empty() || !absl::c_all_of(key, absl::ascii_isgraph)) return "answers";
  return absl::StrCat(kAnswers, key.substr(0, kMaxShownKey));
}

void AddUnknown(const CatalogItem& item, const Struct& answers,
                EvaluateCatalogItemResponse* result) {
  std::set<std::string> unknown;
  for (const auto& [key, answer] : answers.fields())
    if (FindField(item.form(), key) == nullptr) unknown.insert(PathOf(key));
  for (const std::string& path : unknown) {
    v1::AnswerViolation* violation = result->add_violations();
    violation->set_field(path);
    violation->set_description("is no field of the form");
  }
}

}  // namespace

absl::StatusOr<EvaluateCatalogItemResponse> Evaluate(const CatalogItem& item,
                                                     const Struct& answers) {
  Evaluation evaluation(item, answers);
  RETURN_IF_ERROR(evaluation.ApplyRules());
  EvaluateCatalogItemResponse result = evaluation.Result();
  AddUnknown(item, answers, &result);
  result.set_complete(result.violations().empty());
  return result;
}

Struct SoundAnswers(const EvaluateCatalogItemResponse& evaluated) {
  Struct answers;
  for (const v1::EvaluatedField& field : evaluated.fields())
    if (field.has_value()) (*answers.mutable_fields())[field.id()] = field.value();
  for (const v1::AnswerViolation& violation : evaluated.violations()) {
    absl::string_view id = violation.field();
    if (absl::ConsumePrefix(&id, kAnswers)) answers.mutable_fields()->erase(std::string(id));
  }
  return answers;
}

void AddViolations(const EvaluateCatalogItemResponse& evaluated, errors::Violations* violations) {
  for (const v1::AnswerViolation& violation : evaluated.violations())
    violations->Add(absl::StrCat("request.", violation.field()), violation.description());
}

CheckedAnswers OrderedBy(const EvaluateCatalogItemResponse& evaluated) {
  CheckedAnswers checked;
  checked.answers = SoundAnswers(evaluated);
  if (evaluated.has_price()) checked.price = evaluated.price();
  return checked;
}

Condition::Values ValuesOf(const v1::Form& form, const Struct& answers) {
  Condition::Values values;
  for (const Field& field : form.fields()) {
    const auto given = answers.fields().find(field.id());
    if (given == answers.fields().end() || !IsAnswered(given->second)) continue;
    auto read = ReadAnswer(field, given->second);
    if (auto* value = std::get_if<Condition::Value>(&read))
      values.emplace(field.id(), std::move(*value));
  }
  return values;
}

}  // namespace steward::catalog
