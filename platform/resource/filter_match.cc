#include "platform/resource/filter_match.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/resource/columns.h"
#include "platform/resource/filter.h"
#include "platform/resource/filter_syntax.h"
#include "platform/resource/literal.h"
#include "platform/resource/message_value.h"
#include "platform/status/macros.h"

namespace steward::resource {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

struct FilterMatcher::Node {
  FilterNode::Kind kind = FilterNode::Kind::kAnd;
  std::vector<Node> children;
  // Of a condition.
  const FieldDescriptor* field = nullptr;
  Column::Type type = Column::Type::kText;
  Comparator comparator = Comparator::kEqual;
  MessageValue operand;
  FilterLiteral literal;
  bool asks_presence = false;
  // Whether stars at the ends of the literal stand for anything.
  bool takes_star = false;

  bool Holds(const Message& message) const {
    const auto holds = [&](const Node& node) { return node.Holds(message); };
    switch (kind) {
      case FilterNode::Kind::kAnd:
        return std::all_of(children.begin(), children.end(), holds);
      case FilterNode::Kind::kOr:
        return std::any_of(children.begin(), children.end(), holds);
      case FilterNode::Kind::kNot:
        return !holds(children.front());
      case FilterNode::Kind::kCondition:
        break;
    }
    if (asks_presence) return IsPresent(message);
    if (type == Column::Type::kTextArray) {
      const std::vector<std::string> texts = TextsOf(message, field);
      return std::find(texts.begin(), texts.end(), literal.text) != texts.end();
    }
    const absl::optional<MessageValue> value = ValueOf(message, field);
    // What is not set differs from every value and is none of the other things.
    if (!value) return comparator == Comparator::kNotEqual;
    return Compare(*value);
  }

 private:
  bool IsPresent(const Message& message) const {
    if (field->is_repeated()) return message.GetReflection()->FieldSize(message, field) > 0;
    return message.GetReflection()->HasField(message, field);
  }

  bool Compare(const MessageValue& value) const {
    switch (comparator) {
      case Comparator::kEqual:
        return takes_star ? literal.IsLike(std::get<std::string>(value)) : value == operand;
      case Comparator::kNotEqual:
        return takes_star ? !literal.IsLike(std::get<std::string>(value)) : value != operand;
      case Comparator::kLess:
        return value < operand;
      case Comparator::kLessOrEqual:
        return value <= operand;
      case Comparator::kGreater:
        return value > operand;
      case Comparator::kGreaterOrEqual:
        return value >= operand;
      case Comparator::kHas:
        break;
    }
    return absl::StrContains(absl::AsciiStrToLower(std::get<std::string>(value)),
                             absl::AsciiStrToLower(literal.text));
  }
};

class MatchCompiler {
 public:
  explicit MatchCompiler(const Descriptor* type) {
    for (int i = 0; i < type->field_count(); ++i)
      if (const auto column = ColumnOf(type->field(i))) columns_.push_back(*column);
    table_ = {type, columns_, {}};
  }

  absl::StatusOr<FilterMatcher::Node> Compile(const FilterNode& from) const {
    FilterMatcher::Node node;
    node.kind = from.kind;
    for (const FilterNode& child : from.children) {
      ASSIGN_OR_RETURN(FilterMatcher::Node compiled, Compile(child));
      node.children.push_back(std::move(compiled));
    }
    if (from.kind == FilterNode::Kind::kCondition) RETURN_IF_ERROR(Condition(from, &node));
    return node;
  }

  // The checks that are the same for statements.
  absl::Status Check(absl::string_view filter) const {
    return CompileFilter(filter, table_, 1).status();
  }

 private:
  absl::Status Condition(const FilterNode& from, FilterMatcher::Node* node) const {
    const Column& column = *FindColumn(table_, from.field).column;
    node->field = table_.resource->FindFieldByName(from.field);
    node->type = column.type;
    node->comparator = from.comparator;
    node->literal = from.literal;
    node->asks_presence = from.AsksPresence();
    node->takes_star =
        column.type == Column::Type::kText && from.literal.has_star() &&
        (from.comparator == Comparator::kEqual || from.comparator == Comparator::kNotEqual);
    if (from.comparator != Comparator::kHas) node->operand = Operand(from, column);
    return absl::OkStatus();
  }

  // Check made sure that there is one.
  MessageValue Operand(const FilterNode& from, const Column& column) const {
    const auto* field = table_.resource->FindFieldByName(from.field);
    const Value value = *ParseLiteral(from.literal.text, column.type, field->enum_type());
    if (column.type != Column::Type::kDuration)
      return std::visit(
          [](const auto& known) -> MessageValue {
            if constexpr (std::is_constructible_v<MessageValue, decltype(known)>)
              return known;
            else
              return std::string();
          },
          value);
    absl::Duration duration;
    absl::ParseDuration(from.literal.text, &duration);
    return duration;
  }

  std::vector<Column> columns_;
  ColumnTable table_{nullptr, {}, {}};
};

absl::StatusOr<FilterMatcher> FilterMatcher::Compile(absl::string_view filter,
                                                     const Descriptor* type) {
  FilterMatcher matcher;
  Node root;
  if (!absl::StripAsciiWhitespace(filter).empty()) {
    const MatchCompiler compiler(type);
    RETURN_IF_ERROR(compiler.Check(filter));
    ASSIGN_OR_RETURN(const FilterNode parsed, ParseFilter(filter));
    ASSIGN_OR_RETURN(root, compiler.Compile(parsed));
  }
  matcher.root_ = std::make_shared<const Node>(std::move(root));
  return matcher;
}

bool FilterMatcher::Matches(const Message& message) const { return root_->Holds(message); }

}  // namespace steward::resource
