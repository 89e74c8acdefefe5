#include "gateway/openapi/problem.h"

#include <utility>

namespace steward::gateway::openapi {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;

Json Text(absl::string_view description) {
  return Json::Object({{"type", "string"}, {"description", description}});
}

Json ReasonSchema(const DescriptorPool& pool, Schemas* schemas) {
  const auto* reasons = pool.FindEnumTypeByName("steward.error.v1.Reason");
  if (reasons == nullptr) return Text("Why the request was refused.");
  return schemas->Add("ErrorReason", EnumSchema(*reasons));
}

Json ViolationSchema() {
  return Json::Object(
      {{"type", "object"},
       {"description", "One broken rule of one field."},
       {"properties",
        Json::Object(
            {{"field", Text("Path of the field in what was sent, such as `labels[2].key`.")},
             {"description", Text("The rule that is broken.")}})},
       {"required", Json::Array({"field", "description"})}});
}

// A detail of a type that is not described here has at least its type.
Json DetailsSchema(const DescriptorPool& pool, Schemas* schemas) {
  Json forms = Json::Array();
  for (const Descriptor* detail : ErrorDetails(pool))
    forms.Add(schemas->Message(*detail, Use::kWhole));
  forms.Add(Json::Object({{"type", "object"}, {"additionalProperties", true}}));
  const Json type = Text("`type.googleapis.com/` and the full name of the type.");
  return Json::Object({{"type", "array"},
                       {"description", "What else is known, by type."},
                       {"items", Json::Object({{"type", "object"},
                                               {"properties", Json::Object({{"@type", type}})},
                                               {"required", Json::Array({"@type"})},
                                               {"anyOf", std::move(forms)}})}});
}

Json Properties(const DescriptorPool& pool, Schemas* schemas) {
  const Json text = Json::Object({{"type", "string"}});
  Json properties;
  properties.Set(
      "type",
      Text(
          "Kind of the problem: `/docs/errors/` and the reason; it leads to what the reason means.")
          .Set("format", "uri-reference"));
  properties.Set("title", Text("The reason in words."));
  properties.Set("status", Json::Object({{"type", "integer"},
                                         {"format", "int32"},
                                         {"description", "HTTP status of the answer."}}));
  properties.Set("detail", Text("What went wrong with this request."));
  properties.Set("instance", Text("Path of the request, as sent.").Set("format", "uri-reference"));
  properties.Set("code", Text("Canonical code of gRPC, such as `INVALID_ARGUMENT`."));
  properties.Set("reason", ReasonSchema(pool, schemas));
  properties.Set("domain", Text("Who defined the reason."));
  properties.Set("metadata", Json::Object({{"type", "object"},
                                           {"description", "Facts that belong to the reason."},
                                           {"additionalProperties", text}}));
  properties.Set("violations",
                 Json::Object({{"type", "array"},
                               {"description", "Every broken rule of the request's fields."},
                               {"items", schemas->Add("FieldViolation", ViolationSchema())}}));
  properties.Set("details", DetailsSchema(pool, schemas));
  properties.Set("requestId", Text("Id of the request, as in `X-Request-Id` and the logs."));
  properties.Set("traceId", Text("W3C trace id of the request."));
  return properties;
}

}  // namespace

std::vector<const Descriptor*> ErrorDetails(const DescriptorPool& pool) {
  std::vector<const Descriptor*> details;
  if (const FileDescriptor* file = pool.FindFileByName("steward/error/v1/detail.proto"))
    for (int i = 0; i < file->message_type_count(); ++i) details.push_back(file->message_type(i));
  return details;
}

Json AddProblemSchemas(const DescriptorPool& pool, Schemas* schemas) {
  return schemas->Add(
      "ProblemDetails",
      Json::Object({{"type", "object"},
                    {"description",
                     "Why a request was refused (RFC 9457). Decide by `reason`; texts may change, "
                     "and new reasons may come."},
                    {"properties", Properties(pool, schemas)},
                    {"required", Json::Array({"type", "title", "status", "detail", "code"})}}));
}

}  // namespace steward::gateway::openapi
