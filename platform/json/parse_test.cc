#include "platform/json/parse.h"

#include "platform/json/parse_for_test.h"

namespace steward::json {
namespace {

TEST(ParseJson, RefusesNulAndLoneSurrogates) {
  ExpectRefused({{R"({"stringValue":"\u0000"})", Reason::MALFORMED_REQUEST, "string_value"},
                 {R"({"stringValue":"\ud800"})", Reason::MALFORMED_REQUEST, "string_value"},
                 {R"({"stringValue":"\udc00"})", Reason::MALFORMED_REQUEST, "string_value"},
                 {R"({"stringValue":"\ud800\u0041"})", Reason::MALFORMED_REQUEST, "string_value"},
                 {R"({"stringValue":"\udc00\ud800"})", Reason::MALFORMED_REQUEST, "string_value"},
                 {R"({"stringMap":{"\u0000":"a"}})", Reason::MALFORMED_REQUEST, "string_map"},
                 {R"({"struct":{"\udfff":"a"}})", Reason::MALFORMED_REQUEST, "struct"},
                 {R"({"serverText":"\ud800"})", Reason::MALFORMED_REQUEST, "server_text"}});
}

TEST(ParseJson, SaysThatThereIsNothing) {
  EXPECT_THAT(std::string(Parse("  ").message()), ::testing::HasSubstr("is empty"));
}

TEST(ParseJson, RefusesMembersThatOccurTwice) {
  const Reason duplicate = Reason::DUPLICATE_FIELD;
  ExpectRefused({{R"({"int32Value":1,"int32Value":1})", duplicate, "int32_value"},
                 {R"({"int32Value":1,"int32_value":1})", duplicate, "int32_value"},
                 {R"({"int32Value":null,"int32Value":1})", duplicate, "int32_value"},
                 {R"({"int32Value":1,"int32\u0056alue":1})", duplicate, "int32_value"},
                 {R"({"inner":{"text":"","text":""}})", duplicate, "inner.text"},
                 {R"({"stringMap":{"a":"1","a":"2"}})", duplicate, "string_map"},
                 {R"({"struct":{"a":1,"a":2}})", duplicate, "struct"},
                 {R"({"struct":{"a":{"b":1,"\u0062":2}}})", duplicate, "struct"},
                 {R"({"value":[{"a":1,"a":2}]})", duplicate, "value"}});
}

TEST(ParseJson, RefusesUnknownMembersAndNamesThem) {
  const Reason unknown = Reason::UNKNOWN_FIELD;
  ExpectRefused({{R"({"nope":1})", unknown, "nope"},
                 {R"({"Int32Value":1})", unknown, "Int32Value"},
                 {R"({"":1})", unknown, ""},
                 {R"({"inner":{"nope":1}})", unknown, "inner.nope"},
                 {R"({"inners":[{},{"inner":{"nope":1}}]})", unknown, "inners[1].inner.nope"},
                 {R"({"int32Map":{"7":{"nope":1}}})", unknown, "int32_map.nope"},
                 {R"({"empty":{"nope":1}})", unknown, "empty.nope"},
                 {R"({"inner":{"\u0001":1}})", unknown, "inner"},
                 {R"({"inner":{"é":1}})", unknown, "inner"},
                 {absl::StrCat("{\"", Repeat("x", 70), "\":1}"), unknown, Repeat("x", 64)}});
}

TEST(ParseJson, ReadsNumbersInAllTheirForms) {
  AllTypes message;
  ASSERT_TRUE(Parse(R"({"int32Value":-2147483648,"int64Value":"-9223372036854775808",
                        "uint64Value":18446744073709551615,"sint32Value":-1,"sint64Value":"-2",
                        "fixed32Value":4294967295,"sfixed32Value":-3,"uint32Value":1e3,
                        "fixed64Value":2.0,"sfixed64Value":-0,"doubleValue":1e-400,
                        "floatValue":100000000000000000000})",
                    &message)
                  .ok());

  EXPECT_EQ(message.int32_value(), INT32_MIN);
  EXPECT_EQ(message.int64_value(), INT64_MIN);
  EXPECT_EQ(message.uint64_value(), UINT64_MAX);
  EXPECT_EQ(message.sint32_value(), -1);
  EXPECT_EQ(message.sint64_value(), -2);
  EXPECT_EQ(message.fixed32_value(), UINT32_MAX);
  EXPECT_EQ(message.sfixed32_value(), -3);
  EXPECT_EQ(message.uint32_value(), 1000u);
  EXPECT_EQ(message.fixed64_value(), 2u);
  EXPECT_EQ(message.sfixed64_value(), 0);
  EXPECT_EQ(message.double_value(), 0);
  EXPECT_EQ(message.float_value(), 1e20f);
}

TEST(ParseJson, KnowsEnumsByNameAndDefinedNumberOnly) {
  AllTypes message;
  ASSERT_TRUE(Parse(R"({"color":"RED","colors":["GREEN",100000,-1,0]})", &message).ok());
  EXPECT_EQ(message.color(), AllTypes::RED);
  EXPECT_THAT(message.colors(),
              testing::ElementsAre(AllTypes::GREEN, AllTypes::FAR, AllTypes::NEGATIVE, 0));
  for (const char* value :
       {"77", "\"red\"", "\"1\"", "\"NOPE\"", "true", "1.5", "4294967297", "\"\""})
    ExpectRefused({{absl::StrCat("{\"color\":", value, "}"), Reason::INVALID_FIELD, "color"}});
  for (const char* value : {"77", "\"NOPE\""})
    EXPECT_EQ(Parse(absl::StrCat("{\"color\":", value, "}")).message(),
              "color: Expected one of RED, GREEN, FAR, NEGATIVE");
}

TEST(ParseJson, ReadsBytesFromEitherAlphabet) {
  for (const char* text : {"-_8=", "-_8", "+/8=", "+/8"}) {
    AllTypes message;
    ASSERT_TRUE(Parse(absl::StrCat("{\"bytesValue\":\"", text, "\"}"), &message).ok()) << text;
    EXPECT_EQ(message.bytes_value(), "\xfb\xff");
  }
  for (const char* text :
       {"A", "A===", "AA=", "AAA==", "AB", "A A=", "AA==AA==", "+_8=", "=", "AA\\n"})
    ExpectRefused(
        {{absl::StrCat("{\"bytesValue\":\"", text, "\"}"), Reason::INVALID_FIELD, "bytes_value"}});
}

TEST(ParseJson, LeavesNullUnsetButKeepsNullValues) {
  AllTypes message;
  ASSERT_TRUE(Parse(R"({"int32Value":null,"inner":null,"strings":null,"stringMap":null,
                        "timestamp":null,"any":null,"color":null,"choiceString":null,
                        "int64Wrapper":null,"value":null,"values":[null],"valueMap":{"a":null},
                        "choiceNull":null})",
                    &message)
                  .ok());

  EXPECT_FALSE(message.has_inner());
  EXPECT_FALSE(message.has_timestamp());
  EXPECT_FALSE(message.has_int64_wrapper());
  EXPECT_TRUE(message.value().has_null_value());
  EXPECT_TRUE(message.values(0).has_null_value());
  EXPECT_TRUE(message.value_map().at("a").has_null_value());
  EXPECT_EQ(message.choice_case(), AllTypes::kChoiceNull);
}

TEST(ParseJson, DropsOutputOnlyMembersAtAnyDepthWhenAsked) {
  const char* body = R"({"serverText":"x","inner":{"serverText":"y","text":"z"},
                         "inners":[{"serverText":["any",{"form":1}]}],
                         "int32Map":{"1":{"server_text":7}}})";
  ParseOptions options;
  options.drop_output_only = true;
  AllTypes message;
  ASSERT_TRUE(Parse(body, &message, options).ok());

  EXPECT_EQ(message.server_text(), "");
  EXPECT_EQ(message.inner().server_text(), "");
  EXPECT_EQ(message.inner().text(), "z");
  EXPECT_EQ(message.inners_size(), 1);
  EXPECT_FALSE(Parse(body).ok());
  EXPECT_FALSE(Parse(R"({"serverText":[1,01]})", nullptr, options).ok());
  EXPECT_FALSE(Parse(R"({"serverText":{"a":1,"a":1}})", nullptr, options).ok());
  ASSERT_TRUE(Parse(R"({"serverText":"x"})", &message).ok());
  EXPECT_EQ(message.server_text(), "x");
}

TEST(ParseJson, KeepsTheLimits) {
  std::vector<std::string> keys;
  for (int i = 0; i <= Limits().members_of_object; ++i)
    keys.push_back(absl::StrCat("\"", i, "\":\"\""));
  const std::string too_many = absl::StrCat("{\"stringMap\":{", absl::StrJoin(keys, ","), "}}");
  keys.pop_back();
  const std::string many = absl::StrCat("{\"stringMap\":{", absl::StrJoin(keys, ","), "}}");
  const auto list = [](int size) {
    return absl::StrCat("{\"int32s\":[", Repeat("1,", size - 1), "1]}");
  };
  const auto key = [](int size) {
    return absl::StrCat("{\"stringMap\":{\"", Repeat("k", size), "\":\"\"}}");
  };
  // The body and the list count, too.
  for (const std::string& body :
       {Nested(Limits().depth), NestedList(Limits().depth), list(Limits().nodes - 2), many,
        key(Limits().key_bytes), absl::StrCat("{\"doubleValue\":", Repeat("1", 64), "}")}) {
    EXPECT_TRUE(Parse(body).ok()) << body.substr(0, 100);
  }
  for (const std::string& body :
       {Nested(Limits().depth + 1), NestedList(Limits().depth + 1), list(Limits().nodes - 1),
        too_many, key(Limits().key_bytes + 1), Nested(2000), NestedList(100000)}) {
    EXPECT_EQ(errors::ReasonOf(Parse(body)), Reason::MALFORMED_REQUEST) << body.substr(0, 100);
  }
}

TEST(ParseJson, TakesAnyNumberOfValuesOfOurOwn) {
  ParseOptions options;
  options.limits = Limits::OnlyDepth();
  std::string body = "{\"struct\":{\"" + std::string(Limits().key_bytes + 1, 'k') + "\":1";
  for (int i = 0; i <= Limits().nodes; ++i) body += ",\"" + std::to_string(i) + "\":[]";
  body += "}}";

  EXPECT_FALSE(Parse(body).ok());
  EXPECT_TRUE(Parse(body, nullptr, options).ok());
}

TEST(ParseJson, SendsOtherMembersToTheRequest) {
  ParseOptions options;
  std::string ticket_wire, request_wire;
  const int excluded[] = {ticket::v1::CreateTicketRequest::kTicketFieldNumber};
  Schema& schema = Schema::Generated();
  options.path = "ticket";
  options.drop_output_only = true;
  options.fallthrough = schema.Get(ticket::v1::CreateTicketRequest::descriptor());
  options.fallthrough_wire = &request_wire;
  options.fallthrough_excluded = excluded;
  std::vector<std::string> given;
  options.given = &given;
  const MessageTable& table = *schema.Get(ticket::v1::Ticket::descriptor());
  ticket::v1::Ticket ticket;
  ticket::v1::CreateTicketRequest request;

  ASSERT_TRUE(ParseJson(table, R"({"requestId":"r1","name":"x","kind":"INCIDENT","impact":"HIGH",
                                   "createTime":"never","validateOnly":true,"title":null})",
                        options, &ticket_wire)
                  .ok());
  ASSERT_TRUE(ticket.ParseFromString(ticket_wire));
  ASSERT_TRUE(request.ParseFromString(request_wire));

  EXPECT_THAT(given, testing::ElementsAre("kind", "impact", "title"));
  EXPECT_EQ(ticket.ShortDebugString(), "kind: INCIDENT impact: HIGH");
  EXPECT_EQ(request.ShortDebugString(), "request_id: \"r1\" validate_only: true");
  const std::vector<Refused> cases = {
      {R"({"requestId":"r1","request_id":"r1"})", Reason::DUPLICATE_FIELD, "ticket.request_id"},
      {R"({"ticket":{}})", Reason::UNKNOWN_FIELD, "ticket.ticket"},
      {R"({"requestId":"r1","impact":"NOPE"})", Reason::INVALID_FIELD, "ticket.impact"}};
  for (const Refused& refused : cases) {
    const absl::Status status = ParseJson(table, refused.json, options, &ticket_wire);
    EXPECT_EQ(errors::ReasonOf(status), refused.reason);
    EXPECT_EQ(FieldOf(status), refused.field);
  }
  EXPECT_EQ(request_wire, request.SerializeAsString());
}

TEST(ParseJson, ReadsBodiesThatAreLargerThanWhatIsKept) {
  const std::string text = Repeat("0123456789", 60000);
  AllTypes message;
  ASSERT_TRUE(Parse(absl::StrCat("{\"stringValue\":\"", text, "\\n\"}"), &message).ok());
  EXPECT_EQ(message.string_value(), text + "\n");
}

}  // namespace
}  // namespace steward::json
