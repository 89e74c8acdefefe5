#include "gateway/openapi/example.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gateway/openapi/comments.h"
#include "gateway/openapi/well_known.h"
#include "re2/re2.h"
#include "steward/options/v1/options.pb.h"

namespace steward::gateway::openapi {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr int kDepthMax = 6;

bool KeepsRules(const options::v1::FieldRules& rules, const std::string& text) {
  // In bytes: shorter than asked for by max_len, which counts code points.
  if (rules.max_len() > 0 && text.size() > static_cast<size_t>(rules.max_len())) return false;
  return rules.pattern().empty() || RE2::FullMatch(text, rules.pattern());
}

// "resolution_notes" to "Resolution notes".
std::string Words(absl::string_view name) {
  std::string words(name);
  for (char& c : words)
    if (c == '_') c = ' ';
  words[0] = absl::ascii_toupper(words[0]);
  return words;
}

Json ScalarExample(FieldDescriptor::Type type) {
  switch (type) {
    case FieldDescriptor::TYPE_BOOL:
      return true;
    case FieldDescriptor::TYPE_INT64:
    case FieldDescriptor::TYPE_SINT64:
    case FieldDescriptor::TYPE_SFIXED64:
    case FieldDescriptor::TYPE_UINT64:
    case FieldDescriptor::TYPE_FIXED64:
      return "1";
    case FieldDescriptor::TYPE_BYTES:
      return "AQ==";
    case FieldDescriptor::TYPE_STRING:
      return "Text";
    default:
      return 1;
  }
}

// The server sets them in most resources; so it is what an example of an answer shows of such
// fields.
constexpr absl::string_view kUsual[] = {"create_time", "etag", "state", "time", "update_time"};

bool IsUsual(const FieldDescriptor& field) {
  return std::find(std::begin(kUsual), std::end(kUsual), field.name()) != std::end(kUsual);
}

std::optional<Json> WellKnownExample(const Descriptor& message) {
  const std::string& name = message.name();
  // Which messages there are to be inside is not known here.
  if (name == "Any") return std::nullopt;
  if (name == "Timestamp") return "2030-01-02T03:04:05Z";
  if (name == "Duration") return "3600s";
  if (name == "FieldMask") return "*";
  if (name == "ListValue") return Json::Array();
  if (name == "Value") return "Text";
  if (IsTextForm(message)) return ScalarExample(message.FindFieldByName("value")->type());
  return Json();
}

}  // namespace

std::optional<std::string> Examples::Text(const FieldDescriptor& field) const {
  const auto& rules = field.options().GetExtension(options::v1::field);
  std::vector<std::string> candidates = SuchAs(CommentOf(field));
  if (const Descriptor* resource = collections_.ResourceOf(rules.reference()))
    if (const FieldDescriptor* name = resource->FindFieldByName("name"))
      for (std::string& value : SuchAs(CommentOf(*name))) candidates.push_back(std::move(value));
  if (rules.required()) {
    if (!rules.reference().empty()) candidates.push_back(absl::StrCat(rules.reference(), "/1"));
    if (field.name() == "url" || absl::EndsWith(field.name(), "_url"))
      candidates.push_back("https://example.com/hook");
    candidates.push_back(Words(field.name()));
    candidates.push_back(field.name());
    candidates.push_back("1");
  }
  for (std::string& candidate : candidates)
    if (KeepsRules(rules, candidate)) return std::move(candidate);
  return std::nullopt;
}

std::optional<Json> Examples::Message(const Descriptor& message,
                                      const std::set<const FieldDescriptor*>& left_out,
                                      Use use) const {
  return Members(message, left_out, use == Use::kUpdate ? Side::kUpdate : Side::kRequest, 0);
}

std::optional<Json> Examples::Answer(const Descriptor& message) const {
  return HasOwnForm(message) ? WellKnownExample(message) : Members(message, {}, Side::kAnswer, 0);
}

bool Examples::Shows(const FieldDescriptor& field, Side side) {
  const auto& rules = field.options().GetExtension(options::v1::field);
  if (rules.secret()) return false;
  const bool telling = field.type() == FieldDescriptor::TYPE_STRING && !field.is_map();
  if (side == Side::kAnswer) {
    const bool nests = field.message_type() != nullptr && !HasOwnForm(*field.message_type());
    return rules.required() || telling || IsUsual(field) || field.is_repeated() || nests;
  }
  if (rules.output_only() || (side == Side::kUpdate && rules.immutable())) return false;
  return rules.required() || telling;
}

std::optional<Json> Examples::Members(const Descriptor& message,
                                      const std::set<const FieldDescriptor*>& left_out, Side side,
                                      int depth) const {
  Json json;
  std::set<const void*> oneofs;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (left_out.count(&field) != 0 || !Shows(field, side)) continue;
    std::optional<Json> value = Field(field, side, depth);
    const bool required = field.options().GetExtension(options::v1::field).required();
    if (!value.has_value() && required) return std::nullopt;
    const void* oneof = field.real_containing_oneof();
    if (value.has_value() && (oneof == nullptr || oneofs.insert(oneof).second))
      json.Set(field.json_name(), *std::move(value));
  }
  return json;
}

std::optional<Json> Examples::Field(const FieldDescriptor& field, Side side, int depth) const {
  if (depth > kDepthMax) return std::nullopt;
  const FieldDescriptor& element =
      field.is_map() ? *field.message_type()->FindFieldByNumber(2) : field;
  std::optional<Json> value = One(element, side, depth);
  if (field.is_map() && side == Side::kAnswer) return std::nullopt;
  const bool required = field.options().GetExtension(options::v1::field).required();
  // Answers have all their lists.
  if (!value.has_value() && field.is_repeated() && side == Side::kAnswer && !required)
    return Json::Array();
  if (!value.has_value() || !field.is_repeated()) return value;
  if (field.is_map()) return Json::Object({{"key", *std::move(value)}});
  return Json::Array({*std::move(value)});
}

std::optional<Json> Examples::One(const FieldDescriptor& field, Side side, int depth) const {
  switch (field.type()) {
    case FieldDescriptor::TYPE_MESSAGE:
    case FieldDescriptor::TYPE_GROUP:
      if (HasOwnForm(*field.message_type())) return WellKnownExample(*field.message_type());
      return Members(*field.message_type(), {}, side, depth + 1);
    case FieldDescriptor::TYPE_ENUM: {
      const auto values = ShownValues(*field.enum_type());
      if (values.empty()) return std::nullopt;
      return Json(values.front()->name());
    }
    case FieldDescriptor::TYPE_STRING: {
      if (field.containing_type()->options().map_entry()) return Json("Text");
      if (side == Side::kAnswer && field.name() == "etag") return Json("3-8c1f09ab");
      const std::optional<std::string> text = Text(field);
      if (!text.has_value()) return std::nullopt;
      return Json(*text);
    }
    default:
      return ScalarExample(field.type());
  }
}

}  // namespace steward::gateway::openapi
