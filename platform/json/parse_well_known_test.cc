// The well-known types in JSON.

#include "platform/json/parse.h"
#include "platform/json/parse_for_test.h"

namespace steward::json {
namespace {

TEST(ParseJson, ReadsTimestamps) {
  const std::vector<std::pair<std::string, int64_t>> good = {
      {"1970-01-01T00:00:00Z", 0},
      {"0001-01-01T00:00:00Z", -62135596800},
      {"9999-12-31T23:59:59.999999999Z", 253402300799},
      {"2024-02-29T12:00:00+02:00", 1709200800},
      {"2000-02-29T00:00:00-23:59", 951868740},
      {"1969-12-31T23:59:59.5Z", -1}};
  for (const auto& [text, seconds] : good) {
    AllTypes message;
    ASSERT_TRUE(Parse(absl::StrCat("{\"timestamp\":\"", text, "\"}"), &message).ok()) << text;
    EXPECT_EQ(message.timestamp().seconds(), seconds) << text;
  }
  for (const char* text : {"",
                           "0000-01-01T00:00:00Z",
                           "10000-01-01T00:00:00Z",
                           "2016-12-31T23:59:60Z",
                           "2024-01-01T00:00:00",
                           "2023-02-29T00:00:00Z",
                           "2024-02-30T00:00:00Z",
                           "2024-13-01T00:00:00Z",
                           "2024-00-01T00:00:00Z",
                           "2024-01-00T00:00:00Z",
                           "2024-01-01T24:00:00Z",
                           "2024-01-01T00:60:00Z",
                           "2024-01-01 00:00:00Z",
                           "2024-01-01t00:00:00Z",
                           "2024-01-01T00:00:00z",
                           "2024-01-01T00:00:00.Z",
                           "2024-01-01T00:00:00.1234567890Z",
                           "2024-01-01T00:00:00+2:00",
                           "2024-01-01T00:00:00+24:00",
                           "2024-01-01T00:00:00+00:60",
                           "2024-01-01T00:00:00+0000",
                           "2024-01-01",
                           " 2024-01-01T00:00:00Z",
                           "2024-01-01T00:00:00ZZ",
                           "0001-01-01T00:00:00+00:01",
                           "9999-12-31T23:59:59-00:01",
                           "1900-02-29T00:00:00Z"}) {
    ExpectRefused(
        {{absl::StrCat("{\"timestamp\":\"", text, "\"}"), Reason::INVALID_FIELD, "timestamp"}});
  }
}

TEST(ParseJson, ReadsDurations) {
  AllTypes message;
  ASSERT_TRUE(
      Parse(R"({"durations":["1.5s","-0.5s","0s","315576000000s","-3.000000001s"]})", &message)
          .ok());
  EXPECT_EQ(message.durations(0).nanos(), 500000000);
  EXPECT_EQ(message.durations(1).nanos(), -500000000);
  EXPECT_EQ(message.durations(3).seconds(), 315576000000);
  EXPECT_EQ(message.durations(4).seconds(), -3);
  EXPECT_EQ(message.durations(4).nanos(), -1);
  for (const char* text :
       {"", "s", "1", "1m", "1.s", ".5s", "+1s", "--1s", "1 s", "315576000001s", "315576000000.1s",
        "1.0000000000s", "1e3s", "99999999999999999999s", "1ss"})
    ExpectRefused(
        {{absl::StrCat("{\"duration\":\"", text, "\"}"), Reason::INVALID_FIELD, "duration"}});
}

TEST(ParseJson, ReadsFieldMasks) {
  AllTypes message;
  ASSERT_TRUE(Parse(R"({"fieldMask":"title,holdReason,bC.dE,already_snake,*"})", &message).ok());
  EXPECT_THAT(message.field_mask().paths(),
              testing::ElementsAre("title", "hold_reason", "b_c.d_e", "already_snake", "*"));
  for (const char* text : {",", "a,", "a,,b", "a b", ".a", "a.", "a..b", "a-b", "a*", "é"})
    ExpectRefused(
        {{absl::StrCat("{\"fieldMask\":\"", text, "\"}"), Reason::INVALID_FIELD, "field_mask"}});
}

TEST(ParseJson, ReadsAnyWithItsTypeInAnyPosition) {
  AllTypes message;
  ASSERT_TRUE(Parse(R"({"anys":[
      {"text":"a","@type":"type.googleapis.com/steward.json.testdata.AllTypes.Inner","count":7},
      {"value":"1.5s","@type":"type.googleapis.com/google.protobuf.Duration"},
      {"@type":"type.googleapis.com/google.protobuf.Any","value":
        {"@type":"type.googleapis.com/google.protobuf.Empty"}}]})",
                    &message)
                  .ok());
  AllTypes::Inner inner;
  google::protobuf::Duration duration;
  ASSERT_TRUE(message.anys(0).UnpackTo(&inner));
  ASSERT_TRUE(message.anys(1).UnpackTo(&duration));
  EXPECT_EQ(inner.text(), "a");
  EXPECT_EQ(inner.count(), 7);
  EXPECT_EQ(duration.nanos(), 500000000);
}

TEST(ParseJson, RefusesAnyItDoesNotKnow) {
  const Reason malformed = Reason::MALFORMED_REQUEST;
  const std::string inner = R"("@type":"type.googleapis.com/steward.json.testdata.AllTypes.Inner")";
  ExpectRefused(
      {{R"({"any":{}})", malformed, "any"},
       {R"({"any":{"@type":"type.googleapis.com/no.such.Type"}})", malformed, "any"},
       {R"({"any":{"@type":"no.such.Type"}})", malformed, "any"},
       {R"({"any":{"@type":"https://evil.example/google.protobuf.Empty"}})", malformed, "any"},
       {R"({"any":{"@type":7}})", malformed, "any"},
       {R"({"any":[]})", Reason::INVALID_FIELD, "any"},
       {R"({"any":{"@type":"type.googleapis.com/google.protobuf.Duration"}})", malformed, "any"},
       {absl::StrCat("{\"any\":{", inner, ",", inner, "}}"), Reason::DUPLICATE_FIELD, "any"},
       {absl::StrCat("{\"any\":{", inner, ",\"nope\":1}}"), Reason::UNKNOWN_FIELD, "any.nope"},
       {absl::StrCat("{\"any\":{", inner, ",\"tags\":[}}"), malformed, "any.tags[0]"}});
}

TEST(ParseJson, KeepsIntegersThatNoDoubleHolds) {
  const auto value_of = [](const char* number) {
    AllTypes message;
    EXPECT_TRUE(Parse(absl::StrCat("{\"value\":", number, "}"), &message).ok()) << number;
    return message.value();
  };
  for (const char* number : {"9007199254740993", "-9007199254740993", "9223372036854775807",
                             "18446744073709551615", "-9223372036854775807"})
    EXPECT_EQ(value_of(number).string_value(), number);
  for (const char* number : {"9007199254740992", "9007199254740994", "-9223372036854775808",
                             "9223372036854775808", "18446744073709551616", "1e17", "0.1"})
    EXPECT_TRUE(value_of(number).has_number_value()) << number;
}

}  // namespace
}  // namespace steward::json
