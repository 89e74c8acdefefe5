#include "platform/auth/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace steward::auth {
namespace {

std::string Nested(int levels) {
  std::string text;
  for (int i = 0; i < levels; ++i) text += "{\"a\":";
  text += "1";
  for (int i = 0; i < levels; ++i) text += "}";
  return text;
}

TEST(Json, ReadsMembers) {
  auto json = ParseJsonObject(R"( {"s": "ä\n", "i": -7, "d": 7.0, "a": ["x", "y"], "o": {}} )");

  ASSERT_TRUE(json.has_value());
  EXPECT_EQ(*json->FindString("s"), "ä\n");
  EXPECT_EQ(json->Find("i")->integer, -7);
  EXPECT_EQ(json->Find("d")->kind, Json::Kind::kNumber);
  EXPECT_THAT(*json->Find("a")->Strings(), testing::ElementsAre("x", "y"));
  EXPECT_EQ(json->Find("missing"), nullptr);
  EXPECT_EQ(json->FindString("i"), nullptr);
}

TEST(Json, RefusesWhatIsNotOneStrictObject) {
  for (const char* text : {"",
                           " ",
                           "[]",
                           "null",
                           "\"x\"",
                           "1",
                           "{",
                           "{}{}",
                           "{} x",
                           "{'a':1}",
                           "{a:1}",
                           "{\"a\":1,}",
                           "{\"a\":01}",
                           "{\"a\":+1}",
                           "{\"a\":NaN}",
                           "{\"a\":1e999}",
                           "{\"a\":\"\n\"}",
                           "{\"a\":\"\\x41\"}",
                           "{\"a\":\"\xFF\"}",
                           "{\"a\":\"\\ud800\"}",
                           "{\"a\":1,\"a\":1}",
                           "{\"a\":1,\"\\u0061\":1}",
                           "{\"o\":{\"b\":1,\"b\":2}}",
                           "{\"l\":[{\"b\":1,\"b\":2}]}",
                           "{\"a\":99999999999999999999}"}) {
    EXPECT_FALSE(ParseJsonObject(text).has_value()) << text;
  }
}

TEST(Json, RefusesDeepNesting) {
  EXPECT_TRUE(ParseJsonObject(Nested(14)).has_value());
  EXPECT_FALSE(ParseJsonObject(Nested(17)).has_value());
  EXPECT_FALSE(ParseJsonObject(Nested(4000)).has_value());
}

TEST(Json, KnowsTrueFromFalse) {
  const auto json = ParseJsonObject(R"({"yes":true,"no":false})");

  ASSERT_TRUE(json);
  EXPECT_EQ(json->Find("yes")->integer, 1);
  EXPECT_EQ(json->Find("no")->integer, 0);
}

TEST(Json, HasObjectsOfSoManyMembers) {
  const auto object = [](int members) {
    std::string text = "{";
    for (int i = 0; i < members; ++i) absl::StrAppend(&text, i == 0 ? "" : ",", "\"m", i, "\":0");
    return ParseJsonObject(text + "}");
  };

  EXPECT_TRUE(object(256));
  EXPECT_FALSE(object(257));
}

}  // namespace
}  // namespace steward::auth
