#include "gateway/transcode/request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/testing_api.h"
#include "gateway/transcode/answer.h"
#include "gateway/transcode/preconditions.h"
#include "gateway/transcode/problem.h"
#include "google/rpc/error_details.pb.h"
#include "platform/status/errors.h"
#include "platform/status/http_status.h"
#include "steward/directory/v1/scim_service.pb.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::gateway {
namespace {

using ::testing::ElementsAre;
using Headers = std::vector<std::pair<absl::string_view, absl::string_view>>;

absl::StatusOr<Transcoded> Transcode(const std::string& method, const std::string& target,
                                     const std::string& body, Headers headers = {}) {
  static const RouteTable* routes = new RouteTable(RouteTable::Build(TestApi()).value());
  HttpRequest request;
  request.method = method;
  request.target = target;
  request.body = body;
  request.headers = std::move(headers);
  Target parsed = ParseTarget(target).value();
  return TranscodeRequest(*routes->Find(method, &parsed).value(), parsed, request, {});
}

template <class Message>
Message Decode(const absl::StatusOr<Transcoded>& transcoded) {
  Message message;
  EXPECT_TRUE(transcoded.ok()) << transcoded.status();
  EXPECT_TRUE(transcoded.ok() && message.ParseFromString(transcoded->wire));
  return message;
}

std::string ReasonOf(const absl::StatusOr<Transcoded>& transcoded) {
  return error::v1::Reason_Name(errors::ReasonOf(transcoded.status()));
}

TEST(TranscodeRequest, PutsMembersBesideTheResourceIntoTheRequest) {
  const auto request = Decode<ticket::v1::CreateTicketRequest>(
      Transcode("POST", "/v1/tickets",
                R"({"kind":"INCIDENT","title":"VPN","state":"CLOSED",)"
                R"("requestId":"r-1","validateOnly":true})"));

  EXPECT_EQ(request.ticket().title(), "VPN");
  EXPECT_EQ(request.ticket().state(), ticket::v1::Ticket::STATE_UNSPECIFIED);
  EXPECT_EQ(request.request_id(), "r-1");
  EXPECT_TRUE(request.validate_only());
}

TEST(TranscodeRequest, BindsPathMaskAndIfMatchOfAPatch) {
  const auto request = Decode<ticket::v1::UpdateTicketRequest>(
      Transcode("PATCH", "/v1/tickets/INC-1?updateMask=title", R"({"title":"New"})",
                {{"If-Match", "\"e1\""}, {"Idempotency-Key", "\"k\""}}));

  EXPECT_EQ(request.ticket().name(), "tickets/INC-1");
  EXPECT_EQ(request.ticket().title(), "New");
  EXPECT_EQ(request.ticket().etag(), "e1");
  EXPECT_EQ(request.update_mask().paths(0), "title");
  EXPECT_EQ(request.request_id(), "k");
}

constexpr std::pair<absl::string_view, absl::string_view> kMergePatch{
    "Content-Type", "application/merge-patch+json"};

TEST(TranscodeRequest, TakesTheMembersOfAMergePatchAsItsMask) {
  const auto request = Decode<ticket::v1::UpdateTicketRequest>(Transcode(
      "PATCH", "/v1/tickets/INC-1",
      R"({"title":"New","description":null,"confidential":false,"etag":"e1","createTime":"x",)"
      R"("requestId":"r"})",
      {kMergePatch}));

  EXPECT_EQ(request.ticket().title(), "New");
  EXPECT_EQ(request.ticket().etag(), "e1");
  EXPECT_THAT(request.update_mask().paths(),
              testing::ElementsAre("title", "description", "confidential"));
}

TEST(TranscodeRequest, RefusesAMaskBesideAMergePatch) {
  for (const auto& [target, body] : std::vector<std::pair<std::string, std::string>>{
           {"/v1/tickets/INC-1?updateMask=description", R"({"title":"New"})"},
           {"/v1/tickets/INC-1", R"({"title":"New","updateMask":"description"})"}})
    EXPECT_EQ(ReasonOf(Transcode("PATCH", target, body, {kMergePatch})), "INVALID_UPDATE_MASK");
}

// A record that was read may be sent back as it is, but not to another one's path.
TEST(TranscodeRequest, RefusesAnotherNameThanThatOfThePath) {
  const auto patch = [](const std::string& body, auto... headers) {
    return Transcode("PATCH", "/v1/tickets/INC-1", body, {headers...});
  };
  const std::string other = R"({"name":"tickets/INC-2","title":"New"})";
  const std::string same = R"({"name":"tickets/INC-1","title":"New"})";

  EXPECT_EQ(ReasonOf(patch(other)), "INVALID_FIELD");
  EXPECT_EQ(ReasonOf(patch(other, kMergePatch)), "INVALID_FIELD");
  EXPECT_EQ(Decode<ticket::v1::UpdateTicketRequest>(patch(same)).ticket().name(), "tickets/INC-1");
  const auto merged = Decode<ticket::v1::UpdateTicketRequest>(patch(same, kMergePatch));
  EXPECT_THAT(merged.update_mask().paths(), testing::ElementsAre("title"));
}

TEST(TranscodeRequest, TakesAMergePatchOfNothing) {
  const auto nothing = Decode<ticket::v1::UpdateTicketRequest>(
      Transcode("PATCH", "/v1/tickets/INC-1", R"({"createTime":"x"})", {kMergePatch}));

  EXPECT_FALSE(nothing.has_update_mask());
}

TEST(TranscodeRequest, MakesARequestIdWhenThereIsNone) {
  const auto request =
      Decode<ticket::v1::StartTicketRequest>(Transcode("POST", "/v1/tickets/INC-1:start", "{}"));

  EXPECT_EQ(request.request_id().size(), 36u);
}

TEST(TranscodeRequest, BindsQueryParametersByEitherName) {
  const auto request = Decode<ticket::v1::ListTicketsRequest>(
      Transcode("GET", "/v1/tickets?pageSize=7&order_by=title+desc&filter=state%3DNEW", ""));

  EXPECT_EQ(request.page_size(), 7);
  EXPECT_EQ(request.order_by(), "title desc");
  EXPECT_EQ(request.filter(), "state=NEW");
}

TEST(TranscodeRequest, NamesAllWrongQueryParameters) {
  const auto wrong_in = [](const std::string& target) {
    const absl::Status status = Transcode("GET", target, "").status();
    const auto payload = status.GetPayload("type.googleapis.com/google.rpc.BadRequest");
    google::rpc::BadRequest detail;
    EXPECT_TRUE(payload && detail.ParseFromString(std::string(*payload))) << status;
    std::vector<std::string> fields;
    for (const auto& violation : detail.field_violations()) fields.push_back(violation.field());
    return fields;
  };

  EXPECT_THAT(wrong_in("/v1/tickets?pageSize=x"), ElementsAre("page_size"));
  EXPECT_THAT(wrong_in("/v1/audit/events?pageSize=x&filter=id:1&view=WHOLE"),
              ElementsAre("page_size", "view"));
}

TEST(TranscodeRequest, RefusesConflictsAndUnknowns) {
  EXPECT_EQ(ReasonOf(Transcode("GET", "/v1/tickets?nothing=1", "")), "UNKNOWN_FIELD");
  EXPECT_EQ(ReasonOf(Transcode("GET", "/v1/tickets?pageSize=1&page_size=2", "")),
            "DUPLICATE_FIELD");
  EXPECT_EQ(ReasonOf(Transcode("GET", "/v1/tickets?pageSize=x", "")), "INVALID_FIELD");
  EXPECT_EQ(ReasonOf(Transcode("GET", "/v1/tickets/INC-1?name=tickets/INC-2", "")),
            "UNKNOWN_FIELD");
  EXPECT_EQ(ReasonOf(Transcode("POST", "/v1/tickets/INC-1:start", R"({"name":"tickets/INC-2"})")),
            "INVALID_FIELD");
  EXPECT_EQ(ReasonOf(Transcode("POST", "/v1/tickets", R"({"requestId":"a"})",
                               {{"Idempotency-Key", "b"}})),
            "INVALID_FIELD");
  EXPECT_EQ(
      ReasonOf(Transcode("PATCH", "/v1/tickets/INC-1", R"({"etag":"a"})", {{"If-Match", "\"b\""}})),
      "INVALID_FIELD");
  EXPECT_EQ(ReasonOf(Transcode("POST", "/v1/tickets", R"({"titel":"x"})")), "UNKNOWN_FIELD");
  EXPECT_EQ(ReasonOf(Transcode("POST", "/v1/tickets", "", {{"Content-Type", "application/json"}})),
            "MALFORMED_REQUEST");
}

TEST(TranscodeRequest, TakesAPostOfNothingForOneWithoutMembers) {
  const auto request =
      Decode<ticket::v1::StartTicketRequest>(Transcode("POST", "/v1/tickets/INC-1:start", ""));

  EXPECT_EQ(request.name(), "tickets/INC-1");
}

TEST(TranscodeRequest, RefusesIfMatchWhereThereIsNothingToMatch) {
  for (const char* tag : {"\"e1\"", "*"})
    EXPECT_EQ(ReasonOf(Transcode("POST", "/v1/tickets", "{}", {{"If-Match", tag}})),
              "INVALID_FIELD");
  EXPECT_EQ(Decode<ticket::v1::StartTicketRequest>(
                Transcode("POST", "/v1/tickets/INC-1:start", "{}", {{"If-Match", "\"e1\""}}))
                .etag(),
            "e1");
}

TEST(TranscodeRequest, TakesListsOfEntityTags) {
  const auto etag_of = [](Headers headers) {
    return Decode<ticket::v1::UpdateTicketRequest>(
               Transcode("PATCH", "/v1/tickets/INC-1", "{}", std::move(headers)))
        .ticket()
        .etag();
  };

  EXPECT_EQ(etag_of({{"If-Match", "\"e1\", W/\"e2\",, \"e3\""}}), "e1,e3");
  EXPECT_EQ(etag_of({{"If-Match", "\"e1\""}, {"if-match", "\"e2\""}}), "e1,e2");
  EXPECT_EQ(etag_of({{"If-Match", " * "}}), "");
  const std::string longest = "\"" + std::string(64, 'a') + "\"";
  std::string most = longest;
  for (int i = 1; i < 16; ++i) most += ", " + longest;
  EXPECT_EQ(etag_of({{"If-Match", most}}).size(), 16u * 64 + 15);
  for (const std::string& bad : {std::string("\"a"), std::string(","), std::string("*, \"a\""),
                                 most + ", W/\"b\"", "\"" + std::string(65, 'a') + "\""})
    EXPECT_EQ(ReasonOf(Transcode("PATCH", "/v1/tickets/INC-1", "{}", {{"If-Match", bad}})),
              "INVALID_FIELD")
        << bad;
}

TEST(TranscodeRequest, JudgesIfMatchOfWhatIsRead) {
  EXPECT_TRUE(Transcode("GET", "/v1/tickets/INC-1", "", {{"If-Match", "\"e1\""}})->conditional);
  EXPECT_EQ(ReasonOf(Transcode("GET", "/v1/tickets", "", {{"If-Match", "\"e1\""}})),
            "ETAG_MISMATCH");
  EXPECT_TRUE(Transcode("GET", "/v1/tickets", "", {{"If-Match", "*"}}).ok());
  EXPECT_EQ(ReasonOf(Transcode("GET", "/v1/tickets/INC-1", "", {{"If-Match", "\"e"}})),
            "INVALID_FIELD");
}

TEST(TranscodeRequest, RefusesHeadersThatContradictThemselves) {
  EXPECT_EQ(ReasonOf(Transcode("POST", "/v1/tickets", "{}",
                               {{"Idempotency-Key", "a"}, {"Idempotency-Key", "b"}})),
            "INVALID_FIELD");
}

TEST(CheckContentType, WantsOneThatIsUnderstood) {
  const RouteTable routes = RouteTable::Build(TestApi()).value();
  Target target = ParseTarget("/v1/tickets").value();
  const Route& route = *routes.Find("POST", &target).value();
  struct {
    Headers headers;
    bool good;
  } const kCases[] = {
      {{{"Content-Type", "application/json"}}, true},
      {{{"Content-Type", "Application/JSON; charset=\"UTF-8\"; x=y"}}, true},
      {{}, false},
      {{{"Content-Type", "application/json"}, {"Content-Type", "application/json"}}, false},
      {{{"Content-Type", "application/json; charset=utf-16"}}, false},
      {{{"Content-Type", "application/json"}, {"Content-Encoding", "gzip"}}, false},
      {{{"Content-Type", "application/json"}, {"Content-Encoding", ""}, {"Content-Encoding", "br"}},
       false},
  };
  for (const auto& test : kCases) {
    HttpRequest request;
    request.headers = test.headers;
    request.body = "{}";
    EXPECT_EQ(CheckContentType(route, request).ok(), test.good) << test.headers.size();
  }
}

TEST(CheckContentType, NamesWhatAPatchTakes) {
  const RouteTable routes = RouteTable::Build(TestApi()).value();
  Target target = ParseTarget("/v1/tickets/INC-1").value();
  const Route& route = *routes.Find("PATCH", &target).value();
  HttpRequest request;
  request.headers = {{"Content-Type", "application/json-patch+json"}};

  ProblemContext context;
  context.route = &route;
  const HttpAnswer answer =
      ProblemAnswer(errors::ToProto(CheckContentType(route, request)), context);
  EXPECT_EQ(answer.status, 415);
  EXPECT_THAT(answer.headers,
              testing::Contains(
                  testing::Pair("Accept-Patch", "application/merge-patch+json, application/json")));
  EXPECT_THAT(answer.body, testing::HasSubstr("application/merge-patch+json or application/json"));
}

TEST(TranscodeRequest, NamesTheResourceThatAWeakTagCannotMatch) {
  for (const auto& [method, target] : std::vector<std::pair<std::string, std::string>>{
           {"PATCH", "/v1/tickets/INC-1"}, {"POST", "/v1/tickets/INC-1:start"}}) {
    const auto refused = Transcode(method, target, "{}", {{"If-Match", "W/\"a\""}});

    EXPECT_EQ(ReasonOf(refused), "ETAG_MISMATCH");
    EXPECT_THAT(errors::ToProto(refused.status()).details(0).value(),
                testing::HasSubstr("tickets/INC-1"));
    EXPECT_THAT(std::string(refused.status().message()), testing::StartsWith("A weak entity tag"));
  }
}

TEST(IdempotencyKey, IsBareOrQuotedAndPrintable) {
  EXPECT_EQ(ParseIdempotencyKey("abc").value(), "abc");
  EXPECT_EQ(ParseIdempotencyKey(R"("a\"b\\")").value(), R"(a"b\)");
  for (const std::string& key : {std::string(), std::string("\"\""), std::string("a b"),
                                 std::string("\"a"), std::string(256, 'x'), std::string("\x01")})
    EXPECT_FALSE(ParseIdempotencyKey(key).ok()) << key;
}

TEST(Accept, AllowsTheTypeOrARangeThatHoldsIt) {
  for (const char* accept : {"", "*/*", "application/*", "text/html, application/json;q=0.5",
                             "application/json; Q=0.001", "*/*;q=0, application/json"})
    EXPECT_TRUE(Accepts(accept, "application/json")) << accept;
  for (const char* accept :
       {"application/xml", "text/*", "application/json;q=0", "application/json; q=0.000",
        "*/*, application/json;q=0", "application/*;q=0, */*", "application*", ";", "*"})
    EXPECT_FALSE(Accepts(accept, "application/json")) << accept;
}

TEST(EntityTags, MatchWeaklyInIfNoneMatch) {
  EXPECT_TRUE(MatchesAny("\"a\", W/\"b\"", "b"));
  EXPECT_TRUE(MatchesAny("*", "b"));
  EXPECT_FALSE(MatchesAny("\"a\"", "b"));
}

TEST(NextLink, ReplacesThePageToken) {
  EXPECT_EQ(NextLink("/v1/tickets?pageToken=old&pageSize=2", "a b"),
            "</v1/tickets?pageSize=2&pageToken=a%20b>; rel=\"next\"");
}

TEST(StatusMap, GoesByReasonBeforeCode) {
  struct {
    absl::StatusCode code;
    const char* reason;
    bool conditional;
    int status;
  } const kCases[] = {
      {absl::StatusCode::kInvalidArgument, "INVALID_FIELD", false, 400},
      {absl::StatusCode::kInvalidArgument, "IDEMPOTENCY_KEY_REUSED", false, 422},
      {absl::StatusCode::kAborted, "ETAG_MISMATCH", false, 409},
      {absl::StatusCode::kAborted, "ETAG_MISMATCH", true, 412},
      {absl::StatusCode::kFailedPrecondition, "ILLEGAL_TRANSITION", false, 409},
      {absl::StatusCode::kFailedPrecondition, "EPOCH_CHANGED", false, 400},
      {absl::StatusCode::kAborted, "REQUEST_IN_PROGRESS", false, 409},
      {absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND", false, 404},
      {absl::StatusCode::kUnauthenticated, "INVALID_TOKEN", false, 401},
      {absl::StatusCode::kPermissionDenied, "PERMISSION_DENIED", false, 403},
      {absl::StatusCode::kUnavailable, "UNAVAILABLE", false, 503},
      {absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED", false, 504},
      {absl::StatusCode::kResourceExhausted, "QUOTA_EXCEEDED", false, 429},
  };
  for (const auto& test : kCases)
    EXPECT_EQ(errors::HttpStatus(test.code, test.reason, test.conditional), test.status)
        << test.reason;
}

TEST(TranscodeRequest, PassesRawBodiesAsTheyAre) {
  const std::string body = "{ \"not\": [1e400, \"ours\"] ";
  const auto request = Decode<directory::v1::PatchScimUserRequest>(
      Transcode("PATCH", "/scim/v2/Users/a:b?attributes=userName", body,
                {{"content-type", "application/scim+json"}, {"if-match", "\"e1\""}}));

  EXPECT_EQ(request.id(), "a:b");
  EXPECT_EQ(request.etag(), "e1");
  EXPECT_EQ(request.attributes(), "userName");
  EXPECT_EQ(request.body().content_type(), "application/scim+json");
  EXPECT_EQ(request.body().data(), body);
}

absl::StatusOr<HttpAnswer> Answered(const http::v1::RawAnswer& raw, Headers headers = {}) {
  static const RouteTable* routes = new RouteTable(RouteTable::Build(TestApi()).value());
  Target target = ParseTarget("/scim/v2/Users/alice").value();
  HttpRequest request;
  request.headers = std::move(headers);
  rpc::Reply reply;
  reply.body = raw.SerializeAsString();
  return TranscodeReply(*routes->Find("GET", &target).value(), request, reply);
}

HttpAnswer AnsweredTicket(const char* method, const char* path, Headers headers = {}) {
  static const RouteTable* routes = new RouteTable(RouteTable::Build(TestApi()).value());
  Target target = ParseTarget(path).value();
  HttpRequest request;
  request.headers = std::move(headers);
  ticket::v1::Ticket ticket;
  ticket.set_name("tickets/INC-7");
  ticket.set_etag("e1");
  rpc::Reply reply;
  reply.body = ticket.SerializeAsString();
  return TranscodeReply(*routes->Find(method, &target).value(), request, reply).value();
}

TEST(TranscodeReply, AnswersOnlyWhatIfMatchNames) {
  const auto answered = [](const char* if_match) {
    static const RouteTable* routes = new RouteTable(RouteTable::Build(TestApi()).value());
    Target target = ParseTarget("/v1/tickets/INC-7").value();
    HttpRequest request;
    request.headers = {{"If-Match", if_match}};
    ticket::v1::Ticket ticket;
    ticket.set_etag("e1");
    rpc::Reply reply;
    reply.body = ticket.SerializeAsString();
    return TranscodeReply(*routes->Find("GET", &target).value(), request, reply).status();
  };

  for (const char* good : {"*", "\"e1\"", "\"e0\", \"e1\""})
    EXPECT_TRUE(answered(good).ok()) << good;
  for (const char* bad : {"\"e2\"", "W/\"e1\""})
    EXPECT_EQ(errors::ReasonOf(answered(bad)), errors::Reason::ETAG_MISMATCH) << bad;
}

TEST(TranscodeReply, SaysWhereANewResourceIs) {
  using testing::Contains;
  using testing::Pair;
  const auto location = Contains(Pair("Location", "/v1/tickets/INC-7"));

  EXPECT_THAT(AnsweredTicket("POST", "/v1/tickets").headers, location);
  EXPECT_THAT(AnsweredTicket("GET", "/v1/tickets/INC-7").headers, testing::Not(location));
  EXPECT_THAT(AnsweredTicket("POST", "/v1/tickets/INC-7:start").headers, testing::Not(location));
}

TEST(TranscodeReply, NeverLeavesOutWhatIsShownOnce) {
  static const RouteTable* routes = new RouteTable(RouteTable::Build(TestApi()).value());
  HttpRequest request;
  request.headers = {{"Prefer", "return=minimal"}};
  for (const char* path : {"/v1/webhooks", "/v1/serviceAccounts/ci/apiKeys", "/v1/batch",
                           "/v1/audit:verify", "/v1/tickets/INC-1:testPermissions"}) {
    Target target = ParseTarget(path).value();
    rpc::Reply reply;
    EXPECT_EQ(TranscodeReply(*routes->Find("POST", &target).value(), request, reply)->status, 200)
        << path;
  }
}

TEST(TranscodeReply, SaysNothingOfAPlaceForWhatWasOnlyTried) {
  static const RouteTable* routes = new RouteTable(RouteTable::Build(TestApi()).value());
  Target target = ParseTarget("/v1/tickets").value();
  ticket::v1::Ticket ticket;
  ticket.set_name("tickets/INC-7");
  rpc::Reply reply;
  reply.body = ticket.SerializeAsString();
  reply.metadata.emplace_back("steward-event-type", "dev.steward.ticket.created.v1");
  const auto answer = TranscodeReply(*routes->Find("POST", &target).value(), {}, reply);

  EXPECT_THAT(answer->headers, testing::Not(testing::Contains(testing::Key("Location"))));
}

TEST(TranscodeReply, LeavesTheResourceOutWhereTheClientPrefersThat) {
  const Headers minimal = {{"Prefer", "return=minimal"}};
  const HttpAnswer changed = AnsweredTicket("POST", "/v1/tickets", minimal);
  const HttpAnswer read = AnsweredTicket("GET", "/v1/tickets/INC-7", minimal);

  EXPECT_EQ(changed.status, 204);
  EXPECT_EQ(changed.body, "");
  EXPECT_THAT(changed.headers,
              testing::IsSupersetOf({testing::Pair("ETag", "\"e1\""),
                                     testing::Pair("Location", "/v1/tickets/INC-7"),
                                     testing::Pair("Preference-Applied", "return=minimal")}));
  EXPECT_EQ(read.status, 200);
  EXPECT_NE(read.body, "");
}

TEST(TranscodeReply, SendsRawAnswersAsTheyAre) {
  http::v1::RawAnswer raw;
  raw.set_status(201);
  raw.set_etag("e1");
  raw.set_location("/scim/v2/Users/alice");
  raw.mutable_body()->set_data("{}");

  const auto answer = Answered(raw, {{"accept", "application/json"}});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(answer->content_type, "application/json");
  EXPECT_EQ(answer->body, "{}");
  EXPECT_THAT(answer->headers,
              testing::ElementsAre(testing::Pair("ETag", "\"e1\""),
                                   testing::Pair("Location", "/scim/v2/Users/alice")));
  EXPECT_EQ(Answered(raw)->content_type, "application/scim+json");
  EXPECT_EQ(Answered(raw, {{"if-none-match", "\"e1\""}})->status, 304);
  for (int status : {199, 300, 500}) {
    raw.set_status(status);
    EXPECT_FALSE(Answered(raw).ok()) << status;
  }
}

}  // namespace
}  // namespace steward::gateway
