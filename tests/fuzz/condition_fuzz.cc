// What catalogs and rules are written with: conditions of forms and approvals, decimals, and
// filters over messages.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "platform/resource/condition.h"
#include "platform/resource/decimal.h"
#include "platform/resource/filter.h"
#include "platform/resource/filter_match.h"
#include "platform/resource/ticket_columns_for_test.h"
#include "platform/resource/utf8.h"
#include "platform/status/errors.h"

namespace steward::resource {
namespace {

using errors::Reason;

void Require(bool condition) {
  if (!condition) std::abort();
}

void RequireRefusal(const absl::Status& status) {
  Require(errors::ReasonOf(status) == Reason::INVALID_FILTER ||
          errors::ReasonOf(status) == Reason::FILTER_TOO_COMPLEX);
}

const Condition::Types& Types() {
  using Type = Condition::Type;
  static const auto& types = *new Condition::Types{{"model", Type::kText},
                                                   {"price", Type::kNumber},
                                                   {"memory", Type::kBool},
                                                   {"from", Type::kDate},
                                                   {"extras", Type::kTextList}};
  return types;
}

// `text` stands where users write.
Condition::Values ValuesOf(absl::string_view text) {
  const std::string answer(text.substr(0, text.find('\n')));
  return {{"model", answer},
          {"price", Decimal::Parse(answer).value_or(Decimal(7))},
          {"memory", answer.size() % 2 == 0},
          {"from", IsDate(answer) ? answer : "2030-01-31"},
          {"extras", std::vector<std::string>{answer, "mouse"}}};
}

// The opposite of what holds does not hold, whatever is set.
void CheckCondition(absl::string_view text) {
  const auto condition = Condition::Parse(text, Types());
  if (!condition.ok()) return RequireRefusal(condition.status());
  const auto opposite = Condition::Parse(absl::StrCat("NOT (", text, ")"), Types());
  for (const Condition::Values& values : {Condition::Values(), ValuesOf(text)}) {
    const bool holds = condition->Holds(values);
    Require(holds == condition->Holds(values));
    if (opposite.ok()) Require(opposite->Holds(values) != holds);
  }
}

// A decimal is read as it was printed, and sums do not depend on the order of their terms.
void CheckDecimals(absl::string_view text) {
  const auto number = Decimal::Parse(text);
  if (!number) return;
  Require(*Decimal::Parse(number->ToString()) == *number);
  Require(number->ToString() == text || text == "-0" || text.substr(0, 3) == "-0.");
  const Decimal one(1);
  Decimal sum = *number;
  for (int i = 0; i < 1000; ++i) sum = sum + *number;
  Require(sum + one == one + sum);
  Require((sum < *number) == (*number < Decimal()));
  Require(!sum.ToString().empty());
}

// A filter that is not understood is refused as lists refuse it, and its opposite does not match.
void CheckFilter(absl::string_view text) {
  const auto matcher = FilterMatcher::Compile(text, ticket::v1::Ticket::descriptor());
  if (!matcher.ok()) return RequireRefusal(matcher.status());
  const auto opposite =
      FilterMatcher::Compile(absl::StrCat("NOT (", text, ")"), ticket::v1::Ticket::descriptor());
  ticket::v1::Ticket ticket;
  ticket.set_name("tickets/INC-1");
  ticket.set_priority(ticket::v1::Ticket::P1);
  ticket.mutable_create_time()->set_seconds(1'700'000'000);
  if (CodePoints(text) >= 0) ticket.set_title(std::string(text));
  for (const auto& each : {ticket, ticket::v1::Ticket()}) {
    const bool matches = matcher->Matches(each);
    if (opposite.ok()) Require(opposite->Matches(each) != matches);
  }
}

}  // namespace
}  // namespace steward::resource

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  steward::resource::CheckCondition(text);
  steward::resource::CheckDecimals(text);
  steward::resource::CheckFilter(text);
  return 0;
}
