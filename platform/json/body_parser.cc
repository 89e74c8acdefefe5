#include "platform/json/body_parser.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/json/malformed.h"
#include "platform/json/scalar.h"
#include "platform/status/errors.h"

namespace steward::json {
namespace {

constexpr size_t kMaxShownName = 64;

std::string PathOf(const Place& place, absl::string_view prefix) {
  std::string path = place.parent == nullptr ? std::string(prefix) : PathOf(*place.parent, prefix);
  if (place.index >= 0) absl::StrAppend(&path, "[", place.index, "]");
  if (!place.name.empty()) absl::StrAppend(&path, path.empty() ? "" : ".", place.name);
  return path;
}

bool TakesNull(const FieldTable& field) {
  return (field.message != nullptr && field.message->well_known == WellKnown::kValue) ||
         (field.enumeration != nullptr && field.enumeration->null_value);
}

}  // namespace

bool BodyParser::Body(const MessageTable& table, ondemand::document& document) {
  const Place place;
  document_ = &document;
  ondemand::object object;
  const simdjson::error_code error = document.get_object().get(object);
  if (error == simdjson::INCORRECT_TYPE) return Malformed(place, "The body is not a JSON object");
  // It ends with something else than its object does.
  if (error != simdjson::SUCCESS) return BadSyntax(place, body_.data() + body_.size());
  if (!CountNode(place)) return false;
  bool ok = false;
  if (table.well_known == WellKnown::kNone) {
    ok = Members(table, object, place, {});
  } else if (table.well_known == WellKnown::kStruct) {
    ok = Struct(object, place);
  } else if (std::string_view json; table.well_known == WellKnown::kAny &&
                                    object.raw_json().get(json) == simdjson::SUCCESS) {
    ok = Any(table, {json.data(), json.size()}, place);
  } else {
    return Malformed(place, "The value has the wrong type");
  }
  if (!ok) return false;
  if (!AtEnd(document)) return Malformed(place, "Something follows the JSON object");
  status_ = violations_.ToStatus();
  return status_.ok();
}

bool BodyParser::Members(const MessageTable& table, ondemand::object& object, const Place& place,
                         absl::string_view type_member) {
  Seen seen;
  int members = 0;
  for (simdjson::simdjson_result<ondemand::field> result : object) {
    ondemand::field member;
    absl::string_view name;
    if (std::move(result).get(member) != simdjson::SUCCESS) return BadSyntax(place);
    if (!CountMember(&members, place) || !Key(member, place, &name)) return false;
    if (!type_member.empty() && name == type_member) continue;
    if (!CountNode(place) || !OneMember(table, name, member.value(), &seen, place)) return false;
  }
  return true;
}

bool BodyParser::OneMember(const MessageTable& table, absl::string_view name, ondemand::value value,
                           Seen* seen, const Place& place) {
  // Clients mostly write members in the order of the contract.
  const FieldTable* field = nullptr;
  if (seen->next < table.fields.size() && table.fields[seen->next].json_name == name) {
    field = &table.fields[seen->next];
  } else {
    field = table.FindByName(name);
  }
  if (field == nullptr) {
    const bool top = place.parent == nullptr && options_.fallthrough != nullptr;
    return top ? FallthroughMember(name, value, place) : Unknown(place, name);
  }
  if (place.parent == nullptr && options_.given != nullptr &&
      !(options_.drop_output_only && field->output_only))
    options_.given->push_back(field->name);
  return Field(*field, value, seen, place.Member(field->name));
}

bool BodyParser::FallthroughMember(absl::string_view name, ondemand::value value,
                                   const Place& place) {
  const FieldTable* field = options_.fallthrough->FindByName(name);
  const auto& excluded = options_.fallthrough_excluded;
  if (field == nullptr ||
      std::find(excluded.begin(), excluded.end(), field->number) != excluded.end()) {
    return Unknown(place, name);
  }
  std::swap(out_, fallthrough_);
  const bool ok = Field(*field, value, &fallthrough_seen_, place.Member(field->name));
  std::swap(out_, fallthrough_);
  return ok;
}

bool BodyParser::Field(const FieldTable& field, ondemand::value value, Seen* seen,
                       const Place& place) {
  if (seen->fields.TestAndSet(field.index))
    return Refuse(error::v1::DUPLICATE_FIELD, place, "The member occurs twice.");
  seen->next = field.index + 1;
  if (options_.drop_output_only && field.output_only && &field != options_.kept)
    return Skip(value, place);
  if (Token(value) == "null" && (field.repeated || !TakesNull(field))) return true;
  if (field.oneof >= 0 && seen->oneofs.TestAndSet(field.oneof))
    return Unfit(value, place, "Another member of the same choice is set already.");
  if (field.map) return Map(field, value, place);
  if (field.repeated) return List(field, value, place);
  return Tagged(field, value, place);
}

bool BodyParser::List(const FieldTable& field, ondemand::value value, const Place& place) {
  if (FirstOf(value) != '[') return Unfit(value, place, "Expected a list.");
  ondemand::array array;
  if (!EnterArray(value, place, &array)) return false;
  if (field.packed) return PackedList(field, array, place);
  return Elements(array, place, [&](ondemand::value element, int index) {
    const Place inner = place.Element(index);
    if (Token(element) == "null" && !TakesNull(field))
      return Violates(inner, "null is no element of a list.");
    return Tagged(field, element, inner);
  });
}

bool BodyParser::PackedList(const FieldTable& field, ondemand::array& array, const Place& place) {
  const size_t before = out_->size();
  out_->Varint(MakeTag(field.number, WireType::kLengthDelimited));
  const size_t start = out_->Open();
  const bool ok = Elements(array, place, [&](ondemand::value element, int index) {
    return Scalar(field, element, place.Element(index));
  });
  if (!ok) return false;
  if (out_->size() == start) {
    out_->Truncate(before);
  } else {
    out_->Close(start);
  }
  return true;
}

bool BodyParser::Map(const FieldTable& field, ondemand::value value, const Place& place) {
  if (FirstOf(value) != '{') return Unfit(value, place, "Expected an object.");
  ondemand::object object;
  if (!EnterObject(value, place, &object)) return false;
  const FieldTable& key_field = field.message->fields[0];
  const FieldTable& value_field = field.message->fields[1];
  return KeyedMembers(object, place, [&](absl::string_view key, ondemand::value member) {
    const Place inner = place.Hidden();
    if (Token(member) == "null" && !TakesNull(value_field))
      return Violates(inner, "null is no value of a map.");
    out_->Varint(field.tag);
    const size_t start = out_->Open();
    out_->Varint(key_field.tag);
    if (Problem problem = AppendText(key_field, key, out_)) return Unfit(member, inner, problem);
    if (!Tagged(value_field, member, inner)) return false;
    out_->Close(start);
    return true;
  });
}

bool BodyParser::CountNode(const Place& place) {
  if (++nodes_ <= options_.limits.nodes) return true;
  return Malformed(place, "The body has too many values");
}

bool BodyParser::CountMember(int* members, const Place& place) {
  if (++*members <= options_.limits.members_of_object) return true;
  return Malformed(place, "An object has too many members");
}

bool BodyParser::Violates(const Place& place, absl::string_view text) {
  const std::string path = PathOf(place, options_.path);
  if (path.empty()) return Malformed(place, absl::StripSuffix(text, "."));
  violations_.Add(path, absl::StripSuffix(text, "."));
  if (++violation_count_ < kMaxViolations) return true;
  status_ = violations_.ToStatus();
  return false;
}

bool BodyParser::Unfit(ondemand::value value, const Place& place, absl::string_view text) {
  return Skip(value, place) && Violates(place, text);
}

bool BodyParser::Malformed(const Place& place, absl::string_view text, const char* at) {
  if (at == nullptr && document_->current_location().get(at) != simdjson::SUCCESS)
    at = body_.data() + body_.size();
  absl::optional<size_t> offset;
  // A document within the document has its own places.
  if (at >= body_.data() && at <= body_.data() + body_.size())
    offset = static_cast<size_t>(at - body_.data());
  status_ = json::Malformed(PathOf(place, options_.path), text, body_, offset);
  return false;
}

bool BodyParser::BadSyntax(const Place& place, const char* at) {
  return Malformed(place, "The body is not valid JSON", at);
}

bool BodyParser::Unknown(const Place& place, absl::string_view name) {
  const bool shown = std::all_of(name.begin(), name.end(), absl::ascii_isprint);
  const Place member = place.Member(shown ? name.substr(0, kMaxShownName) : absl::string_view());
  return Refuse(error::v1::UNKNOWN_FIELD, member, "There is no such field.");
}

bool BodyParser::Refuse(error::v1::Reason reason, const Place& place, absl::string_view text) {
  const std::string path = PathOf(place, options_.path);
  status_ = errors::Make(absl::StatusCode::kInvalidArgument, reason,
                         path.empty() ? std::string(text) : absl::StrCat(path, ": ", text),
                         {{"field", path}});
  return false;
}

}  // namespace steward::json
