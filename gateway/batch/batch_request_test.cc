#include "gateway/batch/batch_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/json/parse.h"
#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

using testing::HasSubstr;

const BatchScope kScope{"key", "req", "00-trace-span-01"};

batch::v1::BatchRequest Get(const std::string& path) {
  batch::v1::BatchRequest request;
  request.set_path(path);
  return request;
}

TEST(ToHttp, MakesARequestAsIfItHadComeByItself) {
  batch::v1::BatchRequest request = Get("/v1/tickets?validateOnly=true");
  request.set_method("POST");
  (*request.mutable_headers())["prefer"] = "return=minimal";
  (*request.mutable_body()->mutable_fields())["title"].set_string_value("a\"b");

  const auto http = ToHttp(request, 3, kScope).value();
  EXPECT_EQ(http->method, "POST");
  EXPECT_EQ(http->target, "/v1/tickets?validateOnly=true");
  EXPECT_EQ(http->body, R"({"title":"a\"b"})");
  EXPECT_EQ(http->Header("Prefer"), "return=minimal");
  EXPECT_EQ(http->Header("Content-Type"), "application/json");
  EXPECT_EQ(http->Header("Idempotency-Key"), "key.3");
  EXPECT_EQ(http->Header("X-Request-Id"), "req-3");
  EXPECT_EQ(http->Header("Traceparent"), "00-trace-span-01");
}

TEST(ToHttp, KeepsIntegersAsTheyWere) {
  std::string wire;
  const auto* table = json::Schema::Generated().Get(batch::v1::RunBatchRequest::descriptor());
  ASSERT_TRUE(json::ParseJson(*table,
                              R"({"requests":[{"path":"/v1/a","body":{"a":[9007199254740993,)"
                              R"(9007199254740991,"9223372036854775807"]}}]})",
                              {}, &wire)
                  .ok());
  batch::v1::RunBatchRequest batch;
  ASSERT_TRUE(batch.ParseFromString(wire));

  EXPECT_EQ(ToHttp(batch.requests(0), 0, kScope).value()->body,
            R"({"a":["9007199254740993",9007199254740991,"9223372036854775807"]})");
}

TEST(ToHttp, LeavesOutWhatIsNotThere) {
  const auto http = ToHttp(Get("/v1/tickets"), 0, {"", "req", ""}).value();

  EXPECT_EQ(http->method, "GET");
  EXPECT_EQ(http->body, "");
  EXPECT_EQ(http->CountOf("Idempotency-Key"), 0);
  EXPECT_EQ(http->CountOf("Content-Type"), 0);
}

TEST(ToHttp, KeepsAKeyOfItsOwn) {
  batch::v1::BatchRequest request = Get("/v1/tickets");
  (*request.mutable_headers())["idempotency-key"] = "mine";

  const auto http = ToHttp(request, 0, kScope).value();
  EXPECT_EQ(http->CountOf("Idempotency-Key"), 1);
  EXPECT_EQ(http->Header("Idempotency-Key"), "mine");
}

TEST(ToHttp, RefusesWhatNoRequestHas) {
  struct Case {
    const char* name;
    const char* method;
    const char* path;
    std::pair<const char*, const char*> header;
    const char* field;
  };
  constexpr std::pair<const char*, const char*> kNone{"Accept", "*/*"};
  const Case kCases[] = {
      {"method", "TRACE", "/v1/tickets", kNone, "requests[1].method"},
      {"lower case", "get", "/v1/tickets", kNone, "requests[1].method"},
      {"line end", "GET\r\n", "/v1/tickets", kNone, "requests[1].method"},
      {"no path", "GET", "v1/tickets", kNone, "requests[1].path"},
      {"space", "GET", "/v1/tickets HTTP/1.1", kNone, "requests[1].path"},
      {"fragment", "GET", "/v1/tickets#x", kNone, "requests[1].path"},
      {"not encoded", "GET", "/v1/\xc3\xa4", kNone, "requests[1].path"},
      {"identity", "GET", "/v1/tickets", {"Authorization", "Bearer x"}, "requests[1].headers"},
      {"proxy", "GET", "/v1/tickets", {"X-Forwarded-For", "1.2.3.4"}, "requests[1].headers"},
      {"ours", "GET", "/v1/tickets", {"steward-identity-bin", "x"}, "requests[1].headers"},
      {"two headers", "GET", "/v1/tickets", {"Accept", "a\r\nHost: b"}, "requests[1].headers"},
  };
  for (const Case& each : kCases) {
    batch::v1::BatchRequest request = Get(each.path);
    request.set_method(each.method);
    (*request.mutable_headers())[each.header.first] = each.header.second;
    const auto refused = ToHttp(request, 1, kScope);
    ASSERT_FALSE(refused.ok()) << each.name;
    EXPECT_EQ(errors::ReasonOf(refused.status()), errors::Reason::INVALID_FIELD) << each.name;
    EXPECT_THAT(errors::ToProto(refused.status()).DebugString(), HasSubstr(each.field))
        << each.name;
  }
}

TEST(FromHttp, TellsAnswersOfAnySize) {
  HttpAnswer answer;
  answer.content_type = "application/json";
  answer.body = "{\"list\":[0";
  for (int i = 0; i < 20000; ++i) answer.body += ",0";
  answer.body += "]}";
  answer.headers.emplace_back("Vary", "Origin");
  answer.headers.emplace_back("Vary", "Accept-Encoding");

  const auto response = FromHttp(answer).value();
  EXPECT_EQ(response.body().fields().at("list").list_value().values_size(), 20001);
  EXPECT_EQ(response.headers().at("Vary"), "Origin, Accept-Encoding");
}

TEST(FromHttp, KeepsStatusHeadersAndBody) {
  HttpAnswer answer;
  answer.status = 201;
  answer.content_type = "application/json";
  answer.body = "{\"name\":\"tickets/INC-1\",\"n\":[1,null,true]}\n";
  answer.headers.emplace_back("ETag", "\"e\"");

  const auto response = FromHttp(answer).value();
  EXPECT_EQ(response.status(), 201);
  EXPECT_EQ(response.headers().at("ETag"), "\"e\"");
  EXPECT_EQ(response.headers().at("Content-Type"), "application/json");
  EXPECT_EQ(response.body().fields().at("name").string_value(), "tickets/INC-1");
  EXPECT_EQ(response.body().fields().at("n").list_value().values_size(), 3);
}

TEST(FromHttp, DoesWithoutABody) {
  HttpAnswer answer;
  answer.status = 204;

  EXPECT_FALSE(FromHttp(answer).value().has_body());
  answer.body = "not JSON";
  EXPECT_EQ(errors::ReasonOf(FromHttp(answer).status()), errors::Reason::INTERNAL);
}

TEST(Without, IsAWholeProblem) {
  const auto request = ToHttp(Get("/v1/tickets?pageSize=1"), 3, kScope).value();
  const auto response = Without(errors::DeadlineExceeded(), *request);

  EXPECT_EQ(response.status(), 504);
  EXPECT_EQ(response.headers().at("Content-Type"), "application/problem+json");
  const auto& fields = response.body().fields();
  EXPECT_EQ(fields.at("reason").string_value(), "DEADLINE_EXCEEDED");
  EXPECT_EQ(fields.at("type").string_value(), "/docs/errors/DEADLINE_EXCEEDED");
  EXPECT_EQ(fields.at("instance").string_value(), "/v1/tickets");
  EXPECT_EQ(fields.at("requestId").string_value(), request->Header("X-Request-Id"));
}

}  // namespace
}  // namespace steward::gateway
