#include "gateway/rest/cors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace steward::gateway {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

HttpRequest From(absl::string_view origin, const char* method = "GET") {
  HttpRequest request;
  request.method = method;
  if (!origin.empty()) request.headers.emplace_back("Origin", origin);
  if (request.method == "OPTIONS")
    request.headers.emplace_back("Access-Control-Request-Method", "PATCH");
  return request;
}

HttpAnswer AnswerOf(const Cors& cors, const HttpRequest& request) {
  HttpAnswer answer;
  cors.Allow(request, &answer);
  return answer;
}

TEST(Cors, IsOffUnlessOriginsAreNamed) {
  const Cors off;

  EXPECT_FALSE(off.IsPreflight(From("https://a.example", "OPTIONS")));
  EXPECT_THAT(AnswerOf(off, From("https://a.example")).headers, IsEmpty());
}

TEST(Cors, LetsNamedOriginsInAndNoOthers) {
  const Cors cors = Cors::Create({"https://a.example", "http://localhost:3000"}).value();

  EXPECT_TRUE(cors.IsPreflight(From("https://a.example", "OPTIONS")));
  EXPECT_FALSE(cors.IsPreflight(From("https://b.example", "OPTIONS")));
  EXPECT_FALSE(cors.IsPreflight(From("", "OPTIONS")));
  EXPECT_FALSE(cors.IsPreflight(From("https://a.example")));
  EXPECT_THAT(AnswerOf(cors, From("http://localhost:3000")).headers,
              Contains(Pair("Access-Control-Allow-Origin", "http://localhost:3000")));
  for (const char* origin : {"https://b.example", "https://a.example.evil", "null", ""}) {
    const auto headers = AnswerOf(cors, From(origin)).headers;
    EXPECT_THAT(headers, Contains(Pair("Vary", "Origin")));
    EXPECT_THAT(headers, Not(Contains(Pair("Access-Control-Allow-Origin", testing::_))));
  }
}

TEST(Cors, TakesAnyOriginWhenToldTo) {
  const Cors cors = Cors::Create({"*"}).value();

  EXPECT_THAT(AnswerOf(cors, From("https://b.example")).headers,
              Contains(Pair("Access-Control-Allow-Origin", "https://b.example")));
}

TEST(Cors, RefusesWhatIsNoOrigin) {
  for (const char* text :
       {"", "a.example", "https://", "https://a.example/", "https://A.example", "ftp://a.example"})
    EXPECT_FALSE(Cors::Create({text}).ok()) << text;
}

}  // namespace
}  // namespace steward::gateway
