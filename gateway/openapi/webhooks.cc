#include "gateway/openapi/webhooks.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gateway/openapi/comments.h"
#include "platform/webhook/carried.h"
#include "platform/webhook/event_type.h"
#include "re2/re2.h"
#include "steward/options/v1/process.pb.h"

namespace steward::gateway::openapi {
namespace {

using google::protobuf::Descriptor;

constexpr absl::string_view kCloudEvents = "application/cloudevents+json";

std::string ServiceOf(const google::protobuf::MethodDescriptor& method) {
  const std::string& process = method.file()->options().GetExtension(options::v1::process);
  const std::vector<std::string> package = absl::StrSplit(method.file()->package(), '.');
  return process.empty() && package.size() > 1 ? package[1] : process;
}

Json Text(absl::string_view description, absl::string_view example) {
  return Json::Object({{"type", "string"}, {"description", description}, {"example", example}});
}

// CloudEvents 1.0, as platform/webhook/cloud_event.h writes it, all but type and data.
Json CloudEventSchema() {
  const Json id =
      Text("The event's, the same in all attempts.", "01997f3a-6b2c-7d3e-8f40-5a6b7c8d9e0f");
  const Json time = Text("When the change was decided.", "2030-01-31T08:00:00Z");
  const Json properties = Json::Object(
      {{"specversion", Json::Object({{"type", "string"}, {"const", "1.0"}})},
       {"id", id},
       {"source", Text("The service that the resource is of.", "//steward.dev/ticket")},
       {"type", Text("The type of the event.", "dev.steward.ticket.created.v1")},
       {"subject", Text("Name of the resource that changed.", "tickets/INC-1")},
       {"time", Json(time).Set("format", "date-time")},
       {"datacontenttype", Json::Object({{"type", "string"}, {"const", "application/json"}})},
       {"tenantid", Text("The tenant that it happened in.", "demo")},
       {"resourceversion", Text("Version of the resource after the change.", "1")},
       {"traceparent", Text("Trace of the change (W3C Trace Context), where it was traced.",
                            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")},
       {"data", Json()}});
  return Json::Object(
      {{"type", "object"},
       {"description", "A change (CloudEvents 1.0, structured)."},
       {"properties", properties},
       {"required", Json::Array({"specversion", "id", "source", "type", "subject", "time",
                                 "datacontenttype", "tenantid", "resourceversion", "data"})}});
}

Json LinkSchema() {
  return Json::Object(
      {{"type", "object"},
       {"description", "In the place of a resource with which the document would be too large."},
       {"properties", Json::Object({{"name", Text("Name of the resource.", "tickets/INC-1")},
                                    {"link", Text("Where it is read.", "/v1/tickets/INC-1")}})},
       {"required", Json::Array({"name", "link"})}});
}

class WebhookWriter {
 public:
  explicit WebhookWriter(Workshop& workshop)
      : workshop_(workshop),
        event_(workshop.schemas.Add("CloudEvent", CloudEventSchema())),
        link_(workshop.schemas.Add("ResourceLink", LinkSchema())) {}

  Json Item(const std::string& type, const std::set<std::string>& operations,
            const Descriptor& resource) {
    const std::string after =
        absl::StrCat("Comes after `", absl::StrJoin(operations, "`, `"), "`.");
    Json parameters = Json::Array();
    for (const char* name : {"WebhookId", "WebhookTimestamp", "WebhookSignature"})
      parameters.Add(workshop_.shared.Parameter(name));
    const Json schema = workshop_.schemas.Message(resource, Use::kWhole);
    const Json own =
        Json::Object({{"type", Json::Object({{"const", type}})},
                      {"data", Json::Object({{"anyOf", Json::Array({schema, link_})}})}});
    Json media = Json::Object(
        {{"schema",
          Json::Object({{"allOf", Json::Array({event_, Json::Object({{"properties", own}})})}})}});
    const Json body =
        Json::Object({{"required", true}, {"content", Json::Object({{kCloudEvents, media}})}});
    return Json::Object({{"post", Json::Object({{"operationId", "On" + webhook::NameOfType(type)},
                                                {"summary", type},
                                                {"description", after},
                                                {"tags", Json::Array({"Webhook"})},
                                                {"security", Json::Array()},
                                                {"parameters", parameters},
                                                {"requestBody", body},
                                                {"responses", Responses()}})}});
  }

 private:
  static Json Responses() {
    const auto says = [](absl::string_view text) { return Json::Object({{"description", text}}); };
    return Json::Object({{"2XX", says("Received.")},
                         {"410", says("No longer wanted: the webhook is disabled.")},
                         {"429", says("Too many: it is sent again, not before `Retry-After`.")},
                         {"default", says("Not received: it is sent again, later and later.")}});
  }

  Workshop& workshop_;
  const Json event_;
  const Json link_;
};

}  // namespace

void AddEventTypes(const Binding& binding, EventTypes* types) {
  static const RE2& pattern = *new RE2(R"((dev\.steward\.[a-z_.]+\.v[0-9]+))");
  if (ServiceOf(*binding.method) == webhook::kWebhookService) return;
  const std::string comment = CommentOf(*binding.method);
  re2::StringPiece rest = comment;
  std::string type;
  while (RE2::FindAndConsume(&rest, pattern, &type)) (*types)[type].insert(binding.operation_id);
}

Json MakeWebhooks(const EventTypes& types, const std::vector<const Descriptor*>& messages,
                  Workshop& workshop) {
  Json webhooks;
  if (types.empty()) return webhooks;
  WebhookWriter writer(workshop);
  for (const auto& [type, operations] : types)
    if (const Descriptor* resource = webhook::ResourceOfType(type, messages))
      webhooks.Set(type, writer.Item(type, operations, *resource));
  return webhooks;
}

}  // namespace steward::gateway::openapi
