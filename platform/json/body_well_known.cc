#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "platform/json/body_parser.h"
#include "platform/json/number.h"
#include "platform/json/scalar.h"

namespace steward::json {
namespace {

constexpr absl::string_view kTypeMember = "@type";
constexpr absl::string_view kValueMember = "value";
constexpr absl::string_view kNotObject = "Expected an object.";
constexpr absl::string_view kTypePrefix = "type.googleapis.com/";
constexpr absl::string_view kNoSuchType = "The @type is missing or names no known type";

// google/protobuf/struct.proto
constexpr uint32_t kStructFields = MakeTag(1, WireType::kLengthDelimited);
constexpr uint32_t kEntryKey = MakeTag(1, WireType::kLengthDelimited);
constexpr uint32_t kEntryValue = MakeTag(2, WireType::kLengthDelimited);
constexpr uint32_t kListValues = MakeTag(1, WireType::kLengthDelimited);
constexpr uint32_t kNullValue = MakeTag(1, WireType::kVarint);
constexpr uint32_t kNumberValue = MakeTag(2, WireType::kFixed64);
constexpr uint32_t kStringValue = MakeTag(3, WireType::kLengthDelimited);
constexpr uint32_t kBoolValue = MakeTag(4, WireType::kVarint);
constexpr uint32_t kStructValue = MakeTag(5, WireType::kLengthDelimited);
constexpr uint32_t kListValue = MakeTag(6, WireType::kLengthDelimited);
// google/protobuf/any.proto
constexpr uint32_t kAnyTypeUrl = MakeTag(1, WireType::kLengthDelimited);
constexpr uint32_t kAnyValue = MakeTag(2, WireType::kLengthDelimited);

void AppendBytes(uint32_t tag, absl::string_view bytes, Buffer* out) {
  out->Varint(tag);
  out->Varint(bytes.size());
  out->Append(bytes);
}

// A part of the body as a document of its own. The body's padding follows it, too.
bool Iterate(ondemand::parser& parser, absl::string_view json, ondemand::document* document,
             ondemand::object* object) {
  const simdjson::padded_string_view view(json.data(), json.size(),
                                          json.size() + simdjson::SIMDJSON_PADDING);
  return parser.iterate(view).get(*document) == simdjson::SUCCESS &&
         document->get_object().get(*object) == simdjson::SUCCESS;
}

}  // namespace

bool BodyParser::Message(const MessageTable& table, ondemand::value value, const Place& place) {
  ondemand::object object;
  const bool is_object = FirstOf(value) == '{';
  switch (table.well_known) {
    case WellKnown::kNone:
      if (!is_object) return Unfit(value, place, kNotObject);
      return EnterObject(value, place, &object) && Members(table, object, place, {});
    case WellKnown::kStruct:
      if (!is_object) return Unfit(value, place, kNotObject);
      return EnterObject(value, place, &object) && Struct(object, place);
    case WellKnown::kValue:
      return Value(value, place);
    case WellKnown::kListValue:
      if (FirstOf(value) != '[') return Unfit(value, place, "Expected a list.");
      return ListValue(value, place);
    case WellKnown::kWrapper:
      return Tagged(table.fields[0], value, place);
    case WellKnown::kAny: {
      std::string_view json;
      if (!is_object) return Unfit(value, place, kNotObject);
      if (!EnterObject(value, place, &object)) return false;
      if (object.raw_json().get(json) != simdjson::SUCCESS) return BadSyntax(place);
      return Any(table, {json.data(), json.size()}, place);
    }
    default:
      return WellKnownText(table.well_known, value, place);
  }
}

bool BodyParser::WellKnownText(WellKnown kind, ondemand::value value, const Place& place) {
  const absl::string_view token = Token(value);
  absl::string_view text;
  if (token.empty() || token[0] != '"') return Unfit(value, place, "Expected a string.");
  if (!Text(value, token, place, &text)) return false;
  const Problem problem = AppendWellKnown(kind, text, out_);
  return problem == nullptr || Violates(place, problem);
}

bool BodyParser::Struct(ondemand::object& object, const Place& place) {
  return KeyedMembers(object, place, [&](absl::string_view key, ondemand::value member) {
    out_->Varint(kStructFields);
    const size_t entry = out_->Open();
    AppendBytes(kEntryKey, key, out_);
    out_->Varint(kEntryValue);
    const size_t start = out_->Open();
    if (!Value(member, place.Hidden())) return false;
    out_->Close(start);
    out_->Close(entry);
    return true;
  });
}

bool BodyParser::Value(ondemand::value value, const Place& place) {
  const absl::string_view token = Token(value);
  double number;
  if (!token.empty() && token[0] == '{') {
    ondemand::object object;
    out_->Varint(kStructValue);
    const size_t start = out_->Open();
    if (!EnterObject(value, place, &object) || !Struct(object, place)) return false;
    out_->Close(start);
  } else if (!token.empty() && token[0] == '[') {
    out_->Varint(kListValue);
    const size_t start = out_->Open();
    if (!ListValue(value, place)) return false;
    out_->Close(start);
  } else if (!token.empty() && token[0] == '"') {
    absl::string_view text;
    if (!Text(value, token, place, &text)) return false;
    AppendBytes(kStringValue, text, out_);
  } else if (token == "null") {
    out_->Varint(kNullValue);
    out_->Varint(0);
  } else if (token == "true" || token == "false") {
    out_->Varint(kBoolValue);
    out_->Varint(token == "true" ? 1 : 0);
  } else if (IsInexactAsDouble(token)) {
    AppendBytes(kStringValue, token, out_);
  } else if (ParseFinite(token, &number)) {
    out_->Varint(kNumberValue);
    out_->Fixed(&number, sizeof(number));
  } else {
    return Unfit(value, place, "Expected a finite number.");
  }
  return true;
}

bool BodyParser::ListValue(ondemand::value value, const Place& place) {
  ondemand::array array;
  return EnterArray(value, place, &array) &&
         Elements(array, place, [&](ondemand::value element, int) {
           out_->Varint(kListValues);
           const size_t start = out_->Open();
           if (!Value(element, place.Hidden())) return false;
           out_->Close(start);
           return true;
         });
}

// "@type" may stand anywhere in the object, so the object is read twice.
bool BodyParser::Any(const MessageTable& table, absl::string_view json, const Place& place) {
  absl::string_view type_url;
  std::string kept_url;
  if (!AnyType(json, place, &type_url)) return false;
  kept_url = std::string(type_url);
  const MessageTable* type = nullptr;
  if (absl::StartsWith(kept_url, kTypePrefix))
    type = table.schema->Find(absl::string_view(kept_url).substr(kTypePrefix.size()));
  if (type == nullptr) return Malformed(place, kNoSuchType);
  AppendBytes(kAnyTypeUrl, kept_url, out_);
  out_->Varint(kAnyValue);
  const size_t start = out_->Open();
  ondemand::parser parser;
  ondemand::document document;
  ondemand::object object;
  if (!Iterate(parser, json, &document, &object)) return BadSyntax(place);
  if (!AnyPayload(*type, object, Place{&place, {}, -1, place.depth})) return false;
  if (!AtEnd(document)) return BadSyntax(place);
  out_->Close(start);
  return true;
}

bool BodyParser::AnyType(absl::string_view json, const Place& place, absl::string_view* type_url) {
  // Outlives the call: the text may stand in its memory.
  static thread_local ondemand::parser parser;
  ondemand::document document;
  ondemand::object object;
  if (!Iterate(parser, json, &document, &object)) return BadSyntax(place);
  bool found = false;
  for (simdjson::simdjson_result<ondemand::field> result : object) {
    ondemand::field member;
    absl::string_view name;
    if (std::move(result).get(member) != simdjson::SUCCESS) return BadSyntax(place);
    if (!Key(member, place, &name)) return false;
    if (name != kTypeMember) continue;
    if (found) return Refuse(error::v1::DUPLICATE_FIELD, place, "The member @type occurs twice.");
    found = true;
    const absl::string_view token = Token(member.value());
    if (token.empty() || token[0] != '"') return Malformed(place, kNoSuchType);
    if (!Text(member.value(), token, place, type_url)) return false;
  }
  return found || Malformed(place, kNoSuchType);
}

bool BodyParser::AnyPayload(const MessageTable& type, ondemand::object& object,
                            const Place& place) {
  if (type.well_known == WellKnown::kNone) return Members(type, object, place, kTypeMember);
  bool found = false;
  const bool ok = KeyedMembers(object, place, [&](absl::string_view name, ondemand::value member) {
    if (name == kTypeMember) return true;
    if (name != kValueMember) return Unknown(place, name);
    found = true;
    return Message(type, member, place.Member(kValueMember));
  });
  return ok && (found || Malformed(place, "The member value is missing"));
}

}  // namespace steward::json
