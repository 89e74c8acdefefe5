#include "gateway/openapi/well_known.h"

#include "absl/strings/match.h"
#include "gateway/openapi/names.h"

namespace steward::gateway::openapi {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

bool IsWrapper(const Descriptor& message) {
  return HasOwnForm(message) && absl::EndsWith(message.name(), "Value") &&
         message.name() != "Value" && message.name() != "ListValue";
}

Json AnySchema() {
  return Json::Object(
      {{"type", "object"},
       {"description", "A message of the type that `@type` names, in its JSON form."},
       {"properties",
        Json::Object(
            {{"@type",
              Json::Object(
                  {{"type", "string"},
                   {"description", "`type.googleapis.com/` and the full name of the type."}})}})},
       {"required", Json::Array({"@type"})},
       {"additionalProperties", true}});
}

}  // namespace

Json ScalarSchema(FieldDescriptor::Type type) {
  switch (type) {
    case FieldDescriptor::TYPE_BOOL:
      return Json::Object({{"type", "boolean"}});
    case FieldDescriptor::TYPE_DOUBLE:
      return Json::Object({{"type", "number"}, {"format", "double"}});
    case FieldDescriptor::TYPE_FLOAT:
      return Json::Object({{"type", "number"}, {"format", "float"}});
    case FieldDescriptor::TYPE_INT32:
    case FieldDescriptor::TYPE_SINT32:
    case FieldDescriptor::TYPE_SFIXED32:
      return Json::Object({{"type", "integer"}, {"format", "int32"}});
    case FieldDescriptor::TYPE_UINT32:
    case FieldDescriptor::TYPE_FIXED32:
      return Json::Object(
          {{"type", "integer"}, {"format", "int64"}, {"minimum", 0}, {"maximum", UINT32_MAX}});
    case FieldDescriptor::TYPE_INT64:
    case FieldDescriptor::TYPE_SINT64:
    case FieldDescriptor::TYPE_SFIXED64:
      return Json::Object(
          {{"type", "string"}, {"format", "int64"}, {"pattern", "^-?[0-9]{1,19}$"}});
    case FieldDescriptor::TYPE_UINT64:
    case FieldDescriptor::TYPE_FIXED64:
      return Json::Object({{"type", "string"}, {"format", "uint64"}, {"pattern", "^[0-9]{1,20}$"}});
    case FieldDescriptor::TYPE_BYTES:
      return Json::Object({{"type", "string"}, {"contentEncoding", "base64"}});
    default:
      return Json::Object({{"type", "string"}});
  }
}

Json WellKnownSchema(const Descriptor& message) {
  const std::string& name = message.name();
  if (name == "Timestamp") return Json::Object({{"type", "string"}, {"format", "date-time"}});
  if (name == "Duration")
    return Json::Object({{"type", "string"}, {"pattern", "^-?[0-9]+(\\.[0-9]{1,9})?s$"}});
  if (name == "FieldMask")
    return Json::Object(
        {{"type", "string"}, {"pattern", "^(\\*|[A-Za-z0-9_.]+(,[A-Za-z0-9_.]+)*)?$"}});
  if (name == "Struct") return Json::Object({{"type", "object"}, {"additionalProperties", true}});
  if (name == "ListValue") return Json::Object({{"type", "array"}, {"items", Json()}});
  if (name == "Any") return AnySchema();
  if (IsWrapper(message)) return ScalarSchema(message.FindFieldByName("value")->type());
  return Json();
}

bool IsTextForm(const Descriptor& message) {
  return HasOwnForm(message) && (IsWrapper(message) || message.name() == "Timestamp" ||
                                 message.name() == "Duration" || message.name() == "FieldMask");
}

}  // namespace steward::gateway::openapi
