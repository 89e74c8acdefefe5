#include "platform/json/malformed.h"
#include "platform/json/parse_for_test.h"

namespace steward::json {
namespace {

TEST(ParseJson, RefusesWhatIsNotJson) {
  const std::vector<std::string> bodies = {"",
                                           " ",
                                           "{",
                                           "}",
                                           "{]",
                                           "{'int32Value':1}",
                                           "{int32Value:1}",
                                           "{\"int32Value\":1,}",
                                           "{\"int32Value\" 1}",
                                           "{\"int32Value\":}",
                                           "{\"int32Value\"}",
                                           "{,}",
                                           "{\"int32Value\":1 2}",
                                           "{\"int32Value\":01}",
                                           "{\"int32Value\":+1}",
                                           "{\"int32Value\":.5}",
                                           "{\"int32Value\":1.}",
                                           "{\"int32Value\":0x10}",
                                           "{\"int32Value\":1e}",
                                           "{\"boolValue\":tru}",
                                           "{\"boolValue\":truex}",
                                           "{\"boolValue\":TRUE}",
                                           "{\"boolValue\":nul}",
                                           "{\"boolValue\":true\"x\"}",
                                           "{\"stringValue\":\"a\"b}",
                                           "{\"stringValue\":\"a}",
                                           "{\"stringValue\":\"a\" \"b\"}",
                                           "{\"int32s\":[1,]}",
                                           "{\"int32s\":[,1]}",
                                           "{\"int32s\":[1 2]}",
                                           "{\"int32s\":[1}",
                                           "{\"int32s\":[1]",
                                           "{\"int32Value\":1}}",
                                           "{\"int32Value\":1} x",
                                           "{} {}",
                                           "{},",
                                           "{}\"",
                                           "/**/{}",
                                           "{}//",
                                           "\xef\xbb\xbf{}",
                                           "{\"stringValue\":\"\x01\"}",
                                           "{\"stringValue\":\"\n\"}",
                                           std::string("{\"stringValue\":\"\0\"}", 19),
                                           std::string("{}\0", 3),
                                           std::string("\0{}", 3),
                                           "{\"stringValue\":\"\\x41\"}",
                                           "{\"stringValue\":\"\\u12\"}",
                                           "{\"stringValue\":\"\\\"}",
                                           "{\"stringValue\":\"\xc0\xaf\"}",
                                           "{\"stringValue\":\"\xff\"}",
                                           "{\"stringValue\":\"\xed\xa0\x80\"}",
                                           "{\"\xff\":1}",
                                           "{\"value\":{\"a\":nul}}",
                                           "{\"value\":[1,2}",
                                           "{\"value\":-}",
                                           "{\"value\":01}",
                                           "{\"value\":{\"a\":1,}}",
                                           "{\"value\":{\"a\" :1 \"b\":2}}",
                                           "\xa0{}"};
  for (const std::string& body : bodies) {
    const absl::Status status = Parse(body);
    EXPECT_EQ(errors::ReasonOf(status), Reason::MALFORMED_REQUEST) << body;
  }
}

TEST(ParseJson, RefusesEveryTopLevelButAnObject) {
  for (const char* body : {"[]", "null", "\"text\"", "1", "true", "[{}]"}) ExpectRefused({{body}});
}

TEST(ParseJson, RefusesWrongTypes) {
  const Reason invalid = Reason::INVALID_FIELD;
  ExpectRefused({{R"({"strings":"a"})", invalid, "strings"},
                 {R"({"strings":{"a":"b"}})", invalid, "strings"},
                 {R"({"strings":[1]})", invalid, "strings[0]"},
                 {R"({"strings":["a",null]})", invalid, "strings[1]"},
                 {R"({"int32s":[null]})", invalid, "int32s[0]"},
                 {R"({"int32s":[[1]]})", invalid, "int32s[0]"},
                 {R"({"inners":[null]})", invalid, "inners[0]"},
                 {R"({"stringMap":{"a":null}})", invalid, "string_map"},
                 {R"({"stringMap":[]})", invalid, "string_map"},
                 {R"({"stringValue":1})", invalid, "string_value"},
                 {R"({"stringValue":["a"]})", invalid, "string_value"},
                 {R"({"stringValue":{}})", invalid, "string_value"},
                 {R"({"boolValue":"true"})", invalid, "bool_value"},
                 {R"({"boolValue":1})", invalid, "bool_value"},
                 {R"({"int32Value":"1"})", invalid, "int32_value"},
                 {R"({"int32Value":true})", invalid, "int32_value"},
                 {R"({"doubleValue":"1.5"})", invalid, "double_value"},
                 {R"({"inner":"text"})", invalid, "inner"},
                 {R"({"inner":[]})", invalid, "inner"},
                 {R"({"timestamp":5})", invalid, "timestamp"},
                 {R"({"timestamp":{}})", invalid, "timestamp"},
                 {R"({"listValue":{}})", invalid, "list_value"},
                 {R"({"struct":[]})", invalid, "struct"},
                 {R"({"struct":"a"})", invalid, "struct"},
                 {R"({"int64Wrapper":{"value":1}})", invalid, "int64_wrapper"},
                 {R"({"int64Wrappers":[null]})", invalid, "int64_wrappers[0]"}});
}

TEST(ParseJson, RefusesNumbersThatDoNotFit) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"int32Value", "2147483648"},
      {"int32Value", "-2147483649"},
      {"int32Value", "1.5"},
      {"int32Value", "1e10"},
      {"int64Value", "9223372036854775808"},
      {"int64Value", "1e19"},
      {"int64Value", "\"9223372036854775808\""},
      {"int64Value", "\"1.0\""},
      {"int64Value", "\"01\""},
      {"int64Value", "\" 1\""},
      {"int64Value", "\"\""},
      {"int64Value", "\"+1\""},
      {"uint32Value", "-1"},
      {"uint32Value", "4294967296"},
      {"uint64Value", "18446744073709551616"},
      {"uint64Value", "-1"},
      {"fixed32Value", "4294967296"},
      {"sint32Value", "2147483648"},
      {"doubleValue", "1e400"},
      {"doubleValue", "-1e400"},
      {"doubleValue", "\"NaN\""},
      {"doubleValue", "\"Infinity\""},
      {"floatValue", "1e39"},
      {"floatValue", "\"-Infinity\""},
      {"value", "1e400"}};
  for (const auto& [name, value] : cases) {
    const absl::Status status = Parse(absl::StrCat("{\"", name, "\":", value, "}"));
    EXPECT_EQ(errors::ReasonOf(status), Reason::INVALID_FIELD) << name << value;
  }
}

TEST(ParseJson, RefusesWhatIsNoNumberOfJson) {
  for (const char* name : {"doubleValue", "value", "serverText"})
    for (const std::string& value : {std::string("NaN"), std::string("Infinity"), Repeat("1", 65)})
      EXPECT_EQ(errors::ReasonOf(Parse(absl::StrCat("{\"", name, "\":", value, "}"))),
                Reason::MALFORMED_REQUEST)
          << name << value;
}

TEST(ParseJson, RefusesTwoMembersOfOneChoice) {
  ExpectRefused(
      {{R"({"choiceString":"","choiceInt32":0})", Reason::INVALID_FIELD, "choice_int32"}});
  AllTypes message;
  EXPECT_TRUE(Parse(R"({"choiceString":null,"choiceInt32":5})", &message).ok());
  EXPECT_EQ(message.choice_int32(), 5);
}

TEST(ParseJson, NeverEchoesValues) {
  for (const char* body :
       {R"({"int32Value":"s3cret"})", R"({"color":"s3cret"})", R"({"timestamp":"s3cret"})",
        R"({"stringMap":{"s3cret":1}})", R"({"struct":{"s3cret":1,"s3cret":1}})",
        R"({"any":{"@type":"s3cret"}})", R"({"inner":s3cret})"}) {
    EXPECT_EQ(Parse(body).ToString().find("s3cret"), std::string::npos) << body;
  }
}

std::vector<std::string> ViolationsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  google::rpc::BadRequest detail;
  if (const auto payload = status.GetPayload("type.googleapis.com/google.rpc.BadRequest"))
    detail.ParseFromString(std::string(*payload));
  for (const auto& violation : detail.field_violations()) fields.push_back(violation.field());
  return fields;
}

TEST(ParseJson, NamesEveryWrongValueAtOnce) {
  const absl::Status status =
      Parse(R"({"int32Value":"x","color":"NOPE","inner":{"text":[1]},"boolValue":true,)"
            R"("strings":["a",2,{"b":[]}],"timestamp":"soon","stringMap":{"k":1}})");

  EXPECT_EQ(errors::ReasonOf(status), Reason::INVALID_FIELD);
  EXPECT_THAT(ViolationsOf(status),
              testing::ElementsAre("int32_value", "color", "inner.text", "strings[1]", "strings[2]",
                                   "timestamp", "string_map"));
}

TEST(ParseJson, NamesAtMostSoManyWrongValues) {
  const absl::Status status = Parse(absl::StrCat("{\"strings\":[", Repeat("1,", 500), "1]}"));

  EXPECT_EQ(ViolationsOf(status).size(), kMaxViolations);
}

TEST(ParseJson, FindsBrokenJsonBehindWrongValues) {
  for (const char* body :
       {R"({"int32Value":"x","boolValue":tru})", R"({"int32Value":[1,}})",
        R"({"stringValue":{"a":01}})", R"({"int32Value":"x"} y)", R"({"inner":[{"a":1 "b":2}]})"})
    EXPECT_EQ(errors::ReasonOf(Parse(body)), Reason::MALFORMED_REQUEST) << body;
}

std::string PlaceOf(const std::string& json) {
  google::rpc::ErrorInfo info;
  const auto payload = Parse(json).GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  if (payload) info.ParseFromString(std::string(*payload));
  const auto& metadata = info.metadata();
  if (metadata.count("line") == 0) return "";
  return absl::StrCat(metadata.at("line"), ":", metadata.at("column"));
}

TEST(ParseJson, SaysWhereTheBodyIsNoJson) {
  EXPECT_EQ(PlaceOf("{\n  \"boolValue\": tru\n}"), "2:16");
  EXPECT_EQ(PlaceOf("{\"stringValue\": \"\\ud800\"}"), "1:17");
  EXPECT_EQ(PlaceOf("{\"int32s\": [1,\n2,\n01]}"), "3:1");
  EXPECT_EQ(PlaceOf("{\"stringValue\": \"\xc3\xa4\xff\"}"), "1:20");
  EXPECT_EQ(PlaceOf("{\n\"int32Value\": 1\n} x"), "3:4");
  EXPECT_EQ(PlaceOf("{\"int32Value\":\n 1 2}").substr(0, 2), "2:");
}

TEST(ValidUtf8Prefix, EndsAtTheFirstOtherByte) {
  const std::pair<std::string, size_t> cases[] = {
      {"", 0},         {"abc", 3},          {"\xc3\xa4x", 3},        {"a\xff", 1},
      {"\xc0\xaf", 0}, {"\xed\xa0\x80", 0}, {"\xf0\x9f\x94\xa5", 4}, {"\xf5\x80\x80\x80", 0},
      {"\xe2\x82", 0}, {"\xe0\x80\x80", 0}, {"\xf4\x90\x80\x80", 0}};
  for (const auto& [text, expected] : cases) EXPECT_EQ(ValidUtf8Prefix(text), expected) << text;
}

}  // namespace
}  // namespace steward::json
