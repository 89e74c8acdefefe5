#include "gateway/openapi/operation.h"

#include <optional>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gateway/api/rate_class.h"
#include "gateway/openapi/comments.h"
#include "gateway/openapi/well_known.h"
#include "gateway/transcode/read_mask.h"
#include "gateway/transcode/routes.h"
#include "steward/http/v1/raw.pb.h"
#include "steward/options/v1/options.pb.h"

namespace steward::gateway::openapi {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

bool HasText(const Descriptor& message, const char* name) {
  const FieldDescriptor* field = message.FindFieldByName(name);
  return field != nullptr && field->type() == FieldDescriptor::TYPE_STRING && !field->is_repeated();
}

bool HasCursor(const Descriptor& message) {
  for (int i = 0; i < message.field_count(); ++i)
    if (message.field(i)->options().GetExtension(options::v1::field).cursor()) return true;
  return false;
}

bool MayBeQuery(const FieldDescriptor& field) {
  if (field.is_map()) return false;
  return field.message_type() == nullptr ? true : IsTextForm(*field.message_type());
}

class OperationWriter {
 public:
  OperationWriter(const Binding& binding, const Path& path, Workshop& workshop)
      : binding_(binding),
        path_(path),
        workshop_(workshop),
        request_(*binding.method->input_type()),
        response_(*binding.method->output_type()),
        http_method_(PatternOf(*binding.rule).first),
        reads_(http_method_ == "get") {
    const std::string& body = binding.rule->body();
    takes_all_ = body == "*";
    if (const FieldDescriptor* field = request_.FindFieldByName(body))
      if (field->message_type() != nullptr && !field->is_repeated()) body_field_ = field;
    // What is only now created has no etag to compare with.
    const bool body_etag = body_field_ != nullptr && BodyUse() == Use::kUpdate &&
                           HasText(*body_field_->message_type(), "etag");
    conditional_ = !reads_ && (HasText(request_, "etag") || body_etag);
  }

  Json Write() {
    const auto& rules = Rules();
    const std::string comment = CommentOf(*binding_.method);
    Json operation =
        Json::Object({{"operationId", binding_.operation_id},
                      {"tags", Json::Array({binding_.tag})},
                      {"summary", SummaryOf(*binding_.method)},
                      {"description",
                       absl::StrCat(comment, comment.empty() ? "" : "\n\n",
                                    rules.anonymous() ? "Needs no credential, and looks at none."
                                                      : absl::StrCat("Permission: `",
                                                                     rules.permission(), "`."))}});
    if (binding_.method->options().deprecated()) operation.Set("deprecated", true);
    if (const RateClass own = RateClassOf(*binding_.method); own != RateClass::kFree)
      operation.Set("x-steward-rate-class", NameOf(own));
    Json parameters = Parameters();
    if (!parameters.empty()) operation.Set("parameters", std::move(parameters));
    if (HasBody()) operation.Set("requestBody", Body());
    operation.Set("responses", Responses());
    // An empty list takes back what holds for the whole document.
    if (rules.anonymous()) return operation.Set("security", Json::Array());
    const Json roles = Json::Array({rules.permission()});
    return operation.Set("security", Json::Array({Json::Object({{kSecurityScheme, roles}})}));
  }

 private:
  bool HasBody() const { return takes_all_ || body_field_ != nullptr; }
  const options::v1::MethodRules& Rules() const {
    return binding_.method->options().GetExtension(options::v1::method);
  }
  bool TakesRaw() const {
    return body_field_ != nullptr &&
           body_field_->message_type()->full_name() == http::v1::RawBody::descriptor()->full_name();
  }
  bool TakesStream() const { return binding_.method->client_streaming(); }
  bool BeginsOperation() const { return gateway::BeginsOperation(*binding_.method); }
  bool AnswersRaw() const {
    return response_.full_name() == http::v1::RawAnswer::descriptor()->full_name();
  }

  // A document by another standard, in each of the media types.
  Json RawContent(absl::string_view example) const {
    Json media = Json::Object({{"schema", Json::Object({{"type", "object"}})}});
    if (!example.empty()) media.Set("example", Json::Written(example));
    Json content;
    for (const std::string& type : Rules().media_types()) content.Set(type, media);
    return content;
  }

  // Fields beside the resource that is the body: the gateway takes them from the body too, unless
  // the resource has a field of that name.
  std::set<const FieldDescriptor*> NotInEnvelope() const {
    std::set<const FieldDescriptor*> left_out = path_.fields;
    if (body_field_ == nullptr) return left_out;
    left_out.insert(body_field_);
    for (int i = 0; i < request_.field_count(); ++i)
      if (body_field_->message_type()->FindFieldByName(request_.field(i)->name()) != nullptr)
        left_out.insert(request_.field(i));
    return left_out;
  }

  Json Parameters() {
    Json parameters = Json::Array();
    for (const Json& parameter : path_.parameters) parameters.Add(parameter);
    AddQuery(&parameters);
    Shared& shared = workshop_.shared;
    if (MayBePartial()) parameters.Add(shared.Parameter("Fields"));
    if (HasText(request_, "request_id")) parameters.Add(shared.Parameter("IdempotencyKey"));
    if (conditional_ || MayBeUnmodified()) parameters.Add(shared.Parameter("IfMatch"));
    if (MayBeMinimal()) parameters.Add(shared.Parameter("Prefer"));
    if (MayBeUnmodified()) parameters.Add(shared.Parameter("IfNoneMatch"));
    if (binding_.method->server_streaming() && HasText(request_, "from") && HasCursor(response_))
      parameters.Add(shared.Parameter("LastEventId"));
    if (!Rules().anonymous()) parameters.Add(shared.Parameter("StewardTenant"));
    return parameters;
  }

  // Beside the resource in the body only what says how it is taken: the rest stands in the body.
  bool StandsInQuery(const FieldDescriptor& field) const {
    if (!HasBody() || TakesRaw()) return true;
    if (TakesStream()) return &field != body_field_;
    return !takes_all_ && (field.name() == "update_mask" || field.name() == "validate_only");
  }

  void AddQuery(Json* parameters) {
    for (int i = 0; i < request_.field_count(); ++i) {
      const FieldDescriptor& field = *request_.field(i);
      if (path_.fields.count(&field) != 0 || !MayBeQuery(field) || !StandsInQuery(field)) continue;
      const auto& rules = field.options().GetExtension(options::v1::field);
      Json parameter = Json::Object({{"name", field.json_name()}, {"in", "query"}});
      const std::string comment = CommentOf(field);
      if (!comment.empty()) parameter.Set("description", comment);
      if (rules.required()) parameter.Set("required", true);
      const std::vector<std::string> examples = SuchAs(comment);
      if (!examples.empty() && !field.is_repeated()) parameter.Set("example", examples.front());
      parameters->Add(parameter.Set(
          "schema", workshop_.schemas.Field(field, Use::kWhole).Without("description")));
    }
  }

  Json Body() {
    const std::string written = ExampleOf(*binding_.method, kExampleRequest);
    if (TakesRaw()) return Json::Object({{"required", true}, {"content", RawContent(written)}});
    if (TakesStream()) return LinesBody();
    Json schema = takes_all_ ? WholeBody() : ResourceBody();
    Json media = Json::Object({{"schema", std::move(schema)}});
    if (!written.empty())
      media.Set("example", Json::Written(written));
    else if (std::optional<Json> example = BodyExample())
      media.Set("example", *std::move(example));
    Json content = Json::Object({{"application/json", media}});
    if (http_method_ == "patch")
      content.Set("application/merge-patch+json", media.Set("schema", MergePatchBody()));
    return Json::Object({{"required", true}, {"content", std::move(content)}});
  }

  // OpenAPI has no word for lines: the schema is that of each.
  Json LinesBody() {
    Json media = Json::Object(
        {{"schema", workshop_.schemas.Message(*body_field_->message_type(), Use::kWhole)}});
    return Json::Object({{"description", "Lines of JSON; each is a document of this schema."},
                         {"required", true},
                         {"content", Json::Object({{std::string(kNdjson), media}})}});
  }

  std::string BodyName() const {
    std::string name = binding_.operation_id;
    name[0] = absl::ascii_toupper(name[0]);
    return absl::StrCat(name, "Body");
  }

  Json WholeBody() {
    Json schema = workshop_.schemas.Object(request_, path_.fields, Use::kWhole);
    return workshop_.schemas.Add(BodyName(), schema.Set("additionalProperties", false));
  }

  Json ResourceBody() {
    Json resource = workshop_.schemas.Message(*body_field_->message_type(), BodyUse());
    Json envelope = workshop_.schemas.Object(request_, NotInEnvelope(), Use::kWhole);
    if (envelope.At("properties").empty()) return resource;
    return workshop_.schemas.Add(BodyName(),
                                 Json::Object({{"description", CommentOf(*body_field_)},
                                               {"allOf", Json::Array({resource, envelope})},
                                               {"unevaluatedProperties", false}}));
  }

  // RFC 7396: null clears, and the members are the mask.
  Json MergePatchBody() {
    if (body_field_ == nullptr) return WholeBody();
    std::set<const FieldDescriptor*> left_out = NotInEnvelope();
    left_out.insert(request_.FindFieldByName("update_mask"));
    Json patch = workshop_.schemas.Object(*body_field_->message_type(), {}, Use::kMergePatch);
    Json envelope = workshop_.schemas.Object(request_, left_out, Use::kWhole);
    return workshop_.schemas.Add(absl::StrCat(BodyName(), "MergePatch"),
                                 Json::Object({{"allOf", Json::Array({patch, envelope})},
                                               {"unevaluatedProperties", false}}));
  }

  std::optional<Json> BodyExample() const {
    std::optional<Json> envelope =
        workshop_.examples.Message(request_, NotInEnvelope(), Use::kWhole);
    if (body_field_ == nullptr || !envelope.has_value()) return envelope;
    std::optional<Json> resource =
        workshop_.examples.Message(*body_field_->message_type(), {}, BodyUse());
    if (resource.has_value()) resource->Merge(*std::move(envelope));
    return resource;
  }

  Use BodyUse() const {
    return request_.FindFieldByName("update_mask") != nullptr ? Use::kUpdate : Use::kWhole;
  }

  // As gateway::TakesReadMask.
  bool MayBePartial() const {
    return reads_ && !AnswersRaw() && !binding_.method->server_streaming() &&
           request_.FindFieldByName(std::string(kFieldsParameter)) == nullptr;
  }

  bool MayBeUnmodified() const { return reads_ && HasText(response_, "etag"); }

  Json Responses() {
    Shared& shared = workshop_.shared;
    // Which status a raw answer has, its method's comment says.
    const char* success = AnswersRaw() ? "2XX" : BeginsOperation() ? "202" : "200";
    Json responses = Json::Object({{success, Success()}});
    if (MayBeMinimal()) responses.Set("204", Minimal());
    if (MayBeUnmodified()) responses.Set("304", shared.NotModified());
    const auto format = Rules().error_format();
    const std::pair<int, bool> refusals[] = {
        {400, true},
        {401, !Rules().anonymous()},
        {403, true},
        {404, !path_.parameters.empty()},
        {409, !reads_},
        {412, conditional_ || MayBeUnmodified()},
        {413, HasBody()},
        {415, HasBody()},
        {422, HasText(request_, "request_id")},
        {428, conditional_ && (http_method_ == "patch" || http_method_ == "delete")},
        {429, true},
        {503, true},
    };
    for (const auto& [status, may_be] : refusals)
      if (may_be) responses.Set(absl::StrCat(status), shared.Refusal(status, format));
    return responses.Set("default", shared.Refusal(0, format));
  }

  Json Success() {
    const bool streams = binding_.method->server_streaming();
    const std::string comment = FirstSentence(CommentOf(response_));
    std::string text = comment.empty() ? "Done." : absl::StrCat(comment, ".");
    if (streams)
      text =
          "Server-sent events. The data of each is a document of this schema, its id the position "
          "after it. A comment with an id only moves the position. The event `error` ends the "
          "stream; its data is a problem document.";
    const std::string written = ExampleOf(*binding_.method, kExampleAnswer);
    if (AnswersRaw())
      return Json::Object(
          {{"description", "Done."}, {"headers", Headers()}, {"content", RawContent(written)}});
    Json media = Json::Object({{"schema", workshop_.schemas.Message(response_, Use::kWhole)}});
    if (!written.empty())
      media.Set("example", Json::Written(written));
    else if (std::optional<Json> example = workshop_.examples.Answer(response_))
      media.Set("example", *std::move(example));
    return Json::Object(
        {{"description", text},
         {"headers", Headers()},
         {"content", Json::Object({{streams ? "text/event-stream" : "application/json", media}})}});
  }

  bool Creates() const {
    return AnswersRaw()
               ? http_method_ == "post"
               : BeginsOperation() || (absl::StartsWith(binding_.method->name(), "Create") &&
                                       HasText(response_, "name"));
  }

  Json Headers() {
    Shared& shared = workshop_.shared;
    Json headers;
    if (HasText(response_, "etag")) headers.Set("ETag", shared.Header("ETag"));
    if (HasText(response_, "next_page_token")) headers.Set("Link", shared.Header("Link"));
    if (Creates()) headers.Set("Location", shared.Header("Location"));
    if (HasText(request_, "request_id"))
      headers.Set("Idempotency-Replayed", shared.Header("IdempotencyReplayed"));
    if (request_.FindFieldByName("validate_only") != nullptr)
      headers.Set("Steward-Event-Type", shared.Header("EventType"));
    return headers.Merge(shared.Headers({}));
  }

  // Of a change whose client does not want to see what became of it.
  bool MayBeMinimal() const { return !reads_ && !AnswersRaw(); }

  Json Minimal() {
    Json headers =
        Headers().Set("Preference-Applied", workshop_.shared.Header("PreferenceApplied"));
    return Json::Object({{"description", "Done, as `Prefer: return=minimal` asks."},
                         {"headers", std::move(headers)}});
  }

  const Binding& binding_;
  const Path& path_;
  Workshop& workshop_;
  const Descriptor& request_;
  const Descriptor& response_;
  const std::string http_method_;
  const bool reads_;
  bool takes_all_ = false;
  bool conditional_ = false;
  const FieldDescriptor* body_field_ = nullptr;
};

}  // namespace

std::string SummaryOf(const google::protobuf::MethodDescriptor& method) {
  const std::string summary = FirstSentence(CommentOf(method));
  return summary.empty() ? method.name() : summary;
}

Json MakeOperation(const Binding& binding, const Path& path, Workshop& workshop) {
  return OperationWriter(binding, path, workshop).Write();
}

}  // namespace steward::gateway::openapi
