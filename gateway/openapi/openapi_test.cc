#include "gateway/openapi/openapi.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gateway/testing_api.h"
#include "gateway/transcode/request.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "platform/resource/rules.h"
#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

using google::protobuf::Value;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Not;
using testing::StartsWith;

std::string Text() {
  return GenerateOpenApi(TestApi().pool(), TestApi().files(), OpenApiOptions{});
}

Value Parse(const std::string& text) {
  Value value;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(text, &value).ok());
  return value;
}

const Value& Document() {
  static auto* const document = new Value(Parse(Text()));
  return *document;
}

bool Has(const Value& object, const std::string& name) {
  return object.struct_value().fields().contains(name);
}

// The member, or null with a failure of the test.
const Value& Member(const Value& object, const std::string& name) {
  if (Has(object, name)) return object.struct_value().fields().at(name);
  ADD_FAILURE() << "nothing at " << name;
  return Value::default_instance();
}

// "/paths/{/v1/tickets}/post": a name in braces may hold slashes, but not behind a brace.
const Value& At(const std::string& pointer, const Value& from = Document()) {
  const Value* at = &from;
  for (size_t i = 1; i < pointer.size();) {
    const bool quoted = pointer[i] == '{';
    const size_t end = pointer.find(quoted ? "}/" : "/", i);
    const size_t stop = end == std::string::npos ? pointer.size() - quoted : end;
    const std::string name = pointer.substr(i + quoted, stop - i - quoted);
    at = at->has_list_value() ? &at->list_value().values(std::stoi(name)) : &Member(*at, name);
    i = stop + 1 + quoted;
  }
  return *at;
}

const std::string& TextAt(const std::string& pointer, const Value& from = Document()) {
  return At(pointer, from).string_value();
}

// Sorted.
std::vector<std::string> Names(const Value& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.struct_value().fields()) names.push_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> Texts(const Value& array) {
  std::vector<std::string> texts;
  for (const Value& value : array.list_value().values()) texts.push_back(value.string_value());
  return texts;
}

// Every object of the document.
void Visit(const Value& value, const std::function<void(const Value&)>& visit) {
  if (value.has_struct_value()) visit(value);
  for (const auto& [name, member] : value.struct_value().fields()) Visit(member, visit);
  for (const Value& member : value.list_value().values()) Visit(member, visit);
}

struct Operation {
  std::string path;
  std::string http_method;
  const Value& value;
};

std::vector<Operation> Operations() {
  std::vector<Operation> operations;
  for (const auto& [path, item] : At("/paths").struct_value().fields())
    for (const auto& [http_method, value] : item.struct_value().fields())
      operations.push_back({path, http_method, value});
  return operations;
}

std::vector<std::string> ParametersOf(const std::string& operation) {
  std::vector<std::string> names;
  for (const Value& parameter : At(operation + "/parameters").list_value().values())
    names.push_back(Has(parameter, "$ref")
                        ? TextAt("/$ref", parameter).substr(sizeof("#/components/parameters/") - 1)
                        : absl::StrCat(TextAt("/in", parameter), " ", TextAt("/name", parameter)));
  return names;
}

TEST(OpenApi, IsTheSameEachTime) { EXPECT_EQ(Text(), Text()); }

TEST(OpenApi, SaysWhatItIs) {
  const OpenApiOptions options{"A \"title\"\n", "7", "https://api.example.com"};
  const Value document = Parse(GenerateOpenApi(TestApi().pool(), {}, options));
  EXPECT_EQ(TextAt("/openapi", document), "3.1.0");
  EXPECT_EQ(TextAt("/info/title", document), "A \"title\"\n");
  EXPECT_EQ(TextAt("/info/version", document), "7");
  EXPECT_EQ(TextAt("/servers/0/url", document), "https://api.example.com");
}

TEST(OpenApi, HasThePathsOfThePublicMethods) {
  EXPECT_THAT(Names(At("/paths")),
              IsSupersetOf({"/v1/tickets", "/v1/tickets/{ticket}", "/v1/tickets/{ticket}:assign",
                            "/v1/tickets/{ticket}/history", "/v1/webhooks/{webhook}/deliveries",
                            "/v1/events:watch"}));
  EXPECT_THAT(Names(At("/paths/{/v1/tickets/{ticket}}")), ElementsAre("get", "patch"));
}

TEST(OpenApi, HasNoPathThatTheGatewayDoesNotServe) {
  const RouteTable routes = RouteTable::Build(TestApi()).value();
  EXPECT_EQ(Operations().size(), routes.routes().size());
}

TEST(OpenApi, LeavesInternalMethodsAndTheirMessagesOut) {
  EXPECT_THAT(Text(), AllOf(Not(HasSubstr("JournalService")), Not(HasSubstr("StoredEvent")),
                            Not(HasSubstr("listEvents")), Not(HasSubstr("journal.read"))));
}

TEST(OpenApi, GivesEachOperationAnIdOfItsOwn) {
  std::set<std::string> ids;
  for (const Operation& operation : Operations())
    EXPECT_TRUE(ids.insert(TextAt("/operationId", operation.value)).second) << operation.path;
  EXPECT_THAT(ids, IsSupersetOf({"createTicket", "watch", "listDeliveries"}));
}

TEST(OpenApi, RefersOnlyToWhatIsThere) {
  int references = 0;
  Visit(Document(), [&](const Value& object) {
    if (!Has(object, "$ref")) return;
    ++references;
    const std::string reference = TextAt("/$ref", object);
    ASSERT_THAT(reference, StartsWith("#/components/"));
    EXPECT_TRUE(At(reference.substr(1)).has_struct_value()) << reference;
  });
  EXPECT_GT(references, 100);
}

TEST(OpenApi, RefersToEveryComponent) {
  std::set<std::string> used;
  Visit(Document(), [&](const Value& object) {
    if (Has(object, "$ref")) used.insert(TextAt("/$ref", object));
  });
  for (const char* kind : {"schemas", "parameters", "headers", "responses"})
    for (const std::string& name : Names(At(absl::StrCat("/components/", kind))))
      EXPECT_EQ(used.count(absl::StrCat("#/components/", kind, "/", name)), 1u) << name;
}

TEST(OpenApi, DescribesOperationsByTheirComments) {
  const std::string start = "/paths/{/v1/tickets/{ticket}:start}/post";
  EXPECT_EQ(TextAt(start + "/summary"), "Starts work");
  EXPECT_THAT(TextAt(start + "/description"),
              AllOf(HasSubstr("From NEW to IN_PROGRESS."), HasSubstr("`tickets.work`")));
  EXPECT_THAT(Texts(At(start + "/security/0/bearer")), ElementsAre("tickets.work"));
}

TEST(OpenApi, TakesTheResourceAndTheEnvelopeInOneBody) {
  const Value& body = At("/components/schemas/CreateTicketBody");
  EXPECT_EQ(TextAt("/allOf/0/$ref", body), "#/components/schemas/Ticket");
  EXPECT_THAT(Names(At("/allOf/1/properties", body)), ElementsAre("requestId", "validateOnly"));
  EXPECT_FALSE(At("/unevaluatedProperties", body).bool_value());
  EXPECT_THAT(Names(At("/components/schemas/Ticket/properties")), Contains("kind"));
  EXPECT_THAT(Texts(At("/components/schemas/Ticket/required")), ElementsAre("kind", "title"));
}

TEST(OpenApi, RequiresNoFieldOfTheResourceInUpdates) {
  const Value& body = At("/components/schemas/UpdateTicketBody");
  EXPECT_EQ(TextAt("/allOf/0/$ref", body), "#/components/schemas/TicketUpdate");
  EXPECT_FALSE(Has(At("/components/schemas/TicketUpdate"), "required"));
  EXPECT_EQ(Names(At("/components/schemas/TicketUpdate/properties")),
            Names(At("/components/schemas/Ticket/properties")));
  EXPECT_THAT(Names(At("/paths/{/v1/tickets/{ticket}}/patch/requestBody/content")),
              ElementsAre("application/json", "application/merge-patch+json"));
}

TEST(OpenApi, TakesNullInAMergePatchAndNoMask) {
  const std::string media =
      "/paths/{/v1/tickets/{ticket}}/patch/requestBody/content/{application/merge-patch+json}";
  EXPECT_EQ(TextAt(media + "/schema/$ref"), "#/components/schemas/UpdateTicketBodyMergePatch");
  const Value& patch = At("/components/schemas/UpdateTicketBodyMergePatch");
  EXPECT_EQ(TextAt("/allOf/0/properties/title/anyOf/1/type", patch), "null");
  EXPECT_THAT(Names(At("/allOf/1/properties", patch)), ElementsAre("requestId", "validateOnly"));
}

TEST(OpenApi, RequiresTheListsOfAnswers) {
  EXPECT_THAT(Texts(At("/components/schemas/ListTicketsResponse/required")),
              ElementsAre("tickets"));
  EXPECT_THAT(Texts(At("/components/schemas/Event/required")), ElementsAre("changes"));
  EXPECT_THAT(Texts(At("/components/schemas/Webhook/required")), Not(Contains("eventTypes")));
}

TEST(OpenApi, LeavesFieldsOfThePathOutOfTheBody) {
  const Value& body = At("/components/schemas/HoldTicketBody");
  EXPECT_THAT(Names(At("/properties", body)),
              ElementsAre("comment", "etag", "holdReason", "requestId", "validateOnly"));
  EXPECT_THAT(Texts(At("/required", body)), ElementsAre("holdReason"));
  EXPECT_FALSE(At("/additionalProperties", body).bool_value());
}

TEST(OpenApi, TellsWhoSetsAField) {
  const std::string ticket = "/components/schemas/Ticket/properties";
  EXPECT_TRUE(At(ticket + "/state/readOnly").bool_value());
  EXPECT_FALSE(Has(At(ticket + "/title"), "readOnly"));
  EXPECT_TRUE(At("/components/schemas/Webhook/properties/secret/writeOnly").bool_value());
}

TEST(OpenApi, CarriesTheRulesOfFields) {
  const std::string ticket = "/components/schemas/Ticket/properties";
  EXPECT_EQ(At(ticket + "/title/maxLength").number_value(), 255);
  EXPECT_EQ(TextAt(ticket + "/requester/pattern"),
            "^(?:(users|serviceAccounts)/[A-Za-z0-9._@+-]{1,128})$");
  EXPECT_EQ(At("/components/schemas/Webhook/properties/eventTypes/maxItems").number_value(), 100);
  EXPECT_EQ(At("/components/schemas/HoldTicketBody/properties/etag/maxLength").number_value(),
            1039);
  EXPECT_FALSE(Has(At("/components/schemas/ListTicketsResponse/properties/tickets"), "maxItems"));
}

TEST(OpenApi, WritesTypesAsJsonDoes) {
  EXPECT_EQ(TextAt("/components/schemas/Ticket/properties/createTime/format"), "date-time");
  EXPECT_EQ(TextAt("/components/schemas/Ticket/properties/reopenCount/type"), "integer");
  EXPECT_EQ(TextAt("/components/schemas/Event/properties/version/type"), "string");
  EXPECT_EQ(TextAt("/components/schemas/Event/properties/version/format"), "int64");
  EXPECT_TRUE(Has(At("/components/schemas/Event/properties/resource/properties"), "@type"));
  EXPECT_FALSE(Has(At("/components/schemas/FieldChange/properties/before"), "type"));
}

TEST(OpenApi, ListsEnumValuesWithTheirMeaning) {
  EXPECT_THAT(Texts(At("/components/schemas/TicketState/enum")),
              ElementsAre("NEW", "IN_PROGRESS", "ON_HOLD", "RESOLVED", "CLOSED", "CANCELLED"));
  EXPECT_THAT(TextAt("/components/schemas/TicketState/description"),
              HasSubstr("- `ON_HOLD`: Work waits for something, see `holdReason`."));
  EXPECT_THAT(Texts(At("/components/schemas/ErrorReason/enum")),
              AllOf(Contains("ETAG_MISMATCH"), Not(Contains("REASON_UNSPECIFIED"))));
  EXPECT_THAT(TextAt("/components/schemas/ErrorReason/description"),
              HasSubstr("- `ILLEGAL_TRANSITION`: The action is not allowed"));
}

TEST(OpenApi, TakesParametersFromPathQueryAndHeaders) {
  EXPECT_THAT(ParametersOf("/paths/{/v1/tickets}/get"),
              ElementsAre("query pageSize", "query pageToken", "query filter", "query orderBy",
                          "Fields", "StewardTenant"));
  EXPECT_THAT(ParametersOf("/paths/{/v1/tickets}/post"),
              ElementsAre("query validateOnly", "IdempotencyKey", "Prefer", "StewardTenant"));
  EXPECT_THAT(ParametersOf("/paths/{/v1/tickets/{ticket}}/get"),
              ElementsAre("path ticket", "Fields", "IfMatch", "IfNoneMatch", "StewardTenant"));
  EXPECT_THAT(ParametersOf("/paths/{/v1/tickets/{ticket}}/patch"),
              ElementsAre("path ticket", "query updateMask", "query validateOnly", "IdempotencyKey",
                          "IfMatch", "Prefer", "StewardTenant"));
  EXPECT_THAT(ParametersOf("/paths/{/v1/webhooks/{webhook}}/delete"),
              ElementsAre("path webhook", "query etag", "query requestId", "query validateOnly",
                          "IdempotencyKey", "IfMatch", "Prefer", "StewardTenant"));
  EXPECT_THAT(ParametersOf("/paths/{/v1/events:watch}/get"),
              ElementsAre("query from", "query filter", "LastEventId", "StewardTenant"));
}

TEST(OpenApi, AnswersWithHeadersAndRefusals) {
  const std::string assign = "/paths/{/v1/tickets/{ticket}:assign}/post/responses";
  EXPECT_THAT(Names(At(assign)), ElementsAre("200", "204", "400", "401", "403", "404", "409", "412",
                                             "413", "415", "422", "429", "503", "default"));
  EXPECT_THAT(Names(At(assign + "/200/headers")),
              ElementsAre("ETag", "Idempotency-Replayed", "RateLimit", "RateLimit-Policy",
                          "Steward-Event-Type", "Traceparent", "X-Request-Id"));
  EXPECT_THAT(Names(At(assign + "/204/headers")), Contains("Preference-Applied"));
  EXPECT_FALSE(Has(At(assign + "/204"), "content"));
  EXPECT_THAT(Names(At("/paths/{/v1/tickets}/get/responses/200/headers")),
              ElementsAre("Link", "RateLimit", "RateLimit-Policy", "Traceparent", "X-Request-Id"));
  EXPECT_THAT(Names(At("/paths/{/v1/tickets}/post/responses/200/headers")), Contains("Location"));
  EXPECT_THAT(Names(At("/paths/{/v1/tickets/{ticket}}/get/responses")),
              AllOf(Contains("304"), Not(Contains("204"))));
  EXPECT_THAT(Names(At("/paths/{/v1/tickets/{ticket}}/patch/responses")), Contains("428"));
  EXPECT_THAT(Names(At("/components/responses/Error/content")),
              ElementsAre("application/problem+json"));
}

TEST(OpenApi, StreamsEvents) {
  EXPECT_EQ(TextAt("/paths/{/v1/events:watch}/get/responses/200/content/{text/event-stream}"
                   "/schema/$ref"),
            "#/components/schemas/WatchResponse");
}

// Each body example must be a request that the gateway forwards and the service finds no fault in.
TEST(OpenApi, GivesExamplesThatAreAccepted) {
  const RouteTable routes = RouteTable::Build(TestApi()).value();
  google::protobuf::DynamicMessageFactory factory;
  int examples = 0;
  for (const Operation& operation : Operations()) {
    if (!Has(operation.value, "requestBody")) continue;
    // What another standard sets has no example here, and lines are those of another method.
    const Value& content = At("/requestBody/content", operation.value);
    if (Has(content, "application/scim+json") || Has(content, "application/x-ndjson")) continue;
    HttpRequest request;
    const std::string http_method = absl::AsciiStrToUpper(operation.http_method);
    std::string path = operation.path;
    const Value none;
    const Value& parameters =
        Has(operation.value, "parameters") ? At("/parameters", operation.value) : none;
    for (const Value& parameter : parameters.list_value().values())
      if (Has(parameter, "example"))
        absl::StrReplaceAll(
            {{absl::StrCat("{", TextAt("/name", parameter), "}"), TextAt("/example", parameter)}},
            &path);
    std::string body;
    ASSERT_TRUE(google::protobuf::util::MessageToJsonString(
                    At("/requestBody/content/{application/json}/example", operation.value), &body)
                    .ok());
    request.method = http_method;
    request.target = path;
    request.body = body;
    Target target = ParseTarget(path).value();
    const Route& route = *routes.Find(http_method, &target).value();
    const auto transcoded = TranscodeRequest(route, target, request, {});
    ASSERT_TRUE(transcoded.ok()) << path << body << transcoded.status();
    std::unique_ptr<google::protobuf::Message> message(
        factory.GetPrototype(route.method->descriptor->input_type())->New());
    ASSERT_TRUE(message->ParseFromString(transcoded->wire));
    const absl::Status checked = resource::CheckRules(*message);
    EXPECT_TRUE(checked.ok()) << path << body << errors::LogText(checked);
    ++examples;
  }
  EXPECT_GT(examples, 10);
}

}  // namespace
}  // namespace steward::gateway
