#include "platform/json/print.h"

#include <google/protobuf/util/json_util.h>

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"
#include "platform/json/parse.h"
#include "platform/json/testdata/all_types.pb.h"
#include "platform/status/errors.h"
#include "steward/event/v1/event.pb.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::json {
namespace {

using testdata::AllTypes;

const MessageTable& Table() { return *Schema::Generated().Get(AllTypes::descriptor()); }

std::string Print(absl::string_view wire) {
  std::string json;
  const absl::Status status = PrintJson(Table(), wire, &json);
  return status.ok() ? json : errors::LogText(status);
}

std::string Print(const AllTypes& message) { return Print(message.SerializeAsString()); }

TEST(PrintJson, NamesChangedFieldsAsJsonDoes) {
  event::v1::FieldChange change;
  change.set_path("hold_reason");
  std::string json;
  const auto& table = *Schema::Generated().Get(event::v1::FieldChange::descriptor());
  ASSERT_TRUE(PrintJson(table, change.SerializeAsString(), &json).ok());

  EXPECT_EQ(json, R"({"path":"holdReason"})");
}

TEST(PrintJson, WritesTheCanonicalForm) {
  AllTypes message;
  EXPECT_EQ(Print(message), "{}");
  message.set_int64_value(-5);
  message.set_optional_int32(0);
  message.set_color(AllTypes::RED);
  message.set_bytes_value("\xfb\xff");
  message.mutable_inner();
  message.add_colors(static_cast<AllTypes::Color>(77));
  message.add_colors(AllTypes::FAR);
  (*message.mutable_bool_map())[true] = AllTypes::GREEN;
  (*message.mutable_int32_map())[-7].set_count(3);
  message.set_choice_int32(0);
  message.mutable_timestamp()->set_nanos(1000);
  message.mutable_duration()->set_nanos(-500000000);
  message.mutable_field_mask()->add_paths("hold_reason.a_b");
  message.mutable_string_wrapper();

  EXPECT_EQ(Print(message),
            R"({"int64Value":"-5","bytesValue":"+/8=","color":"RED","inner":{},"optionalInt32":0,)"
            R"("colors":[77,"FAR"],"int32Map":{"-7":{"count":3}},"boolMap":{"true":"GREEN"},)"
            R"("choiceInt32":0,"timestamp":"1970-01-01T00:00:00.000001Z","duration":"-0.500s",)"
            R"("fieldMask":"holdReason.aB","stringWrapper":""})");
}

TEST(PrintJson, EscapesWhatJsonCannotHold) {
  AllTypes message;
  message.set_string_value(std::string("\0\x1f\"\\/\b\n\r\t\x7f", 10) +
                           "é😀 and more than eight \x02");
  EXPECT_EQ(Print(message),
            "{\"stringValue\":\"\\u0000\\u001f\\\"\\\\/\\u0008\\n\\r\\t\x7f"
            "é😀 and more than eight \\u0002\"}");
}

TEST(PrintJson, FindsEveryByteToEscapeAtEveryPosition) {
  for (int byte = 0; byte < 0x80; ++byte) {
    for (int position = 0; position < 20; ++position) {
      AllTypes message, read;
      std::string text(20, 'a');
      text[position] = static_cast<char>(byte);
      message.set_string_value(text);
      ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(Print(message), &read).ok());
      ASSERT_EQ(read.string_value(), text);
    }
  }
}

TEST(PrintJson, WritesNumbersThatAreNone) {
  AllTypes message;
  message.add_doubles(std::numeric_limits<double>::quiet_NaN());
  message.add_doubles(std::numeric_limits<double>::infinity());
  message.add_floats(-std::numeric_limits<float>::infinity());
  EXPECT_EQ(Print(message), R"({"doubles":["NaN","Infinity"],"floats":["-Infinity"]})");
}

TEST(PrintJson, LeavesOutDefaultsThatAreOnTheWire) {
  std::string wire;
  AppendTag(AllTypes::kInt32ValueFieldNumber, WireType::kVarint, &wire);
  AppendVarint(0, &wire);
  AppendLengthDelimited(AllTypes::kStringValueFieldNumber, "", &wire);
  AppendLengthDelimited(AllTypes::kInt32SFieldNumber, "", &wire);
  EXPECT_EQ(Print(wire), "{}");
}

TEST(PrintJson, PrintsEmptyListsWhenAskedTo) {
  const auto print = [](const google::protobuf::Message& message) {
    std::string json;
    const MessageTable& table = *Schema::Generated().Get(message.GetDescriptor());
    EXPECT_TRUE(PrintJson(table, message.SerializeAsString(), &json, {true}).ok());
    return json;
  };
  ticket::v1::ListTicketsResponse page;
  EXPECT_EQ(print(page), R"({"tickets":[]})");
  page.set_next_page_token("t");
  EXPECT_EQ(print(page), R"({"tickets":[],"nextPageToken":"t"})");
  page.add_tickets();
  EXPECT_EQ(print(page), R"({"tickets":[{"links":[]}],"nextPageToken":"t"})");
  event::v1::Event event;
  event.mutable_resource()->PackFrom(page);
  EXPECT_EQ(print(event), R"({"changes":[],"resource":{"@type":)"
                          R"("type.googleapis.com/steward.ticket.v1.ListTicketsResponse",)"
                          R"("tickets":[{"links":[]}],"nextPageToken":"t"}})");
  AllTypes all;
  all.add_int32s(7);
  (*all.mutable_string_map())["a"] = "b";
  AllTypes read;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(print(all), &read).ok());
  EXPECT_EQ(read.SerializeAsString(), all.SerializeAsString());
  EXPECT_NE(print(all).find(R"("colors":[])"), std::string::npos);
  EXPECT_EQ(print(all).find(R"("boolMap")"), std::string::npos);
}

TEST(PrintJson, TakesPackedAndSingleElementsTogether) {
  std::string wire;
  AppendLengthDelimited(AllTypes::kInt32SFieldNumber, "\x01\x02", &wire);
  AppendTag(AllTypes::kInt32SFieldNumber, WireType::kVarint, &wire);
  AppendVarint(3, &wire);
  AppendTag(AllTypes::kColorFieldNumber, WireType::kVarint, &wire);
  AppendVarint(1, &wire);
  AppendLengthDelimited(AllTypes::kInt32SFieldNumber, "\x04", &wire);
  EXPECT_EQ(Print(wire), R"({"color":"RED","int32s":[1,2,3,4]})");
}

TEST(PrintJson, LetsTheLastOccurrenceWin) {
  std::string wire;
  const auto entry = [](absl::string_view key, absl::string_view value) {
    std::string bytes;
    AppendLengthDelimited(2, value, &bytes);  // The value before the key is legal, too.
    AppendLengthDelimited(1, key, &bytes);
    return bytes;
  };
  AppendLengthDelimited(AllTypes::kStringMapFieldNumber, entry("a", "1"), &wire);
  AppendLengthDelimited(AllTypes::kStringMapFieldNumber, entry("b", "2"), &wire);
  AppendLengthDelimited(AllTypes::kStringMapFieldNumber, entry("a", "3"), &wire);
  AppendLengthDelimited(AllTypes::kChoiceStringFieldNumber, "lost", &wire);
  AppendTag(AllTypes::kChoiceInt32FieldNumber, WireType::kVarint, &wire);
  AppendVarint(6, &wire);
  EXPECT_EQ(Print(wire), R"({"stringMap":{"b":"2","a":"3"},"choiceInt32":6})");
}

TEST(PrintJson, PassesOverUnknownFieldsAndGroups) {
  std::string wire;
  AppendLengthDelimited(1000, "unknown", &wire);
  AppendTag(1001, WireType::kStartGroup, &wire);
  AppendLengthDelimited(5, "inside", &wire);
  AppendTag(1001, WireType::kEndGroup, &wire);
  AppendTag(AllTypes::kStringValueFieldNumber, WireType::kVarint, &wire);  // Wrong wire type.
  AppendVarint(1, &wire);
  AppendLengthDelimited(AllTypes::kEarlyFieldNumber, "known", &wire);
  EXPECT_EQ(Print(wire), R"({"early":"known"})");
}

TEST(PrintJson, PrintsAny) {
  AllTypes message;
  AllTypes::Inner inner;
  inner.set_text("a");
  google::protobuf::Duration duration;
  duration.set_seconds(3);
  message.add_anys()->PackFrom(inner);
  message.add_anys()->PackFrom(duration);
  message.add_anys();
  EXPECT_EQ(Print(message),
            R"({"anys":[{"@type":"type.googleapis.com/steward.json.testdata.AllTypes.Inner",)"
            R"("text":"a"},{"@type":"type.googleapis.com/google.protobuf.Duration",)"
            R"("value":"3s"},{}]})");
}

TEST(PrintJson, RefusesWhatIsNoMessage) {
  constexpr int kInnerOfInner = AllTypes::Inner::kInnerFieldNumber;
  AllTypes unknown_any, late, infinite;
  unknown_any.mutable_any()->set_type_url("type.googleapis.com/no.such.Type");
  late.mutable_timestamp()->set_seconds(253402300800);
  infinite.mutable_value()->set_number_value(std::numeric_limits<double>::infinity());
  std::string bad_text, deep;
  AppendLengthDelimited(AllTypes::kStringValueFieldNumber, "\xff", &bad_text);
  for (int i = 0; i < 200; ++i) {
    std::string outer;
    AppendLengthDelimited(i < 199 ? kInnerOfInner : AllTypes::kInnerFieldNumber, deep, &outer);
    deep = std::move(outer);
  }
  const std::vector<std::string> wires = {"\xff",
                                          "\x08",
                                          std::string("\0", 1),
                                          "\x0f",
                                          "\x72\x05"
                                          "ab",
                                          "\x0c",
                                          "\x0b",
                                          "\x0b\x14",
                                          "\xb2\x01\x01\xff",
                                          "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
                                          "\x8a\x01\x01\x0a",
                                          bad_text,
                                          deep,
                                          late.SerializeAsString(),
                                          infinite.SerializeAsString(),
                                          unknown_any.SerializeAsString()};
  for (const std::string& wire : wires) {
    std::string json = "kept";
    const absl::Status status = PrintJson(Table(), wire, &json);
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal)
        << absl::CEscape(wire.substr(0, 20)) << json;
    EXPECT_EQ(json, "kept");
  }
}

TEST(ParseScalar, TakesEveryTypeInItsTextForm) {
  const std::vector<std::pair<std::string, std::string>> good = {
      {"string_value", "a b"}, {"string_value", ""},
      {"int32_value", "-5"},   {"uint64_value", "18446744073709551615"},
      {"bool_value", "true"},  {"double_value", "1.5e3"},
      {"color", "RED"},        {"bytes_value", "+/8="},
      {"strings", "one"},      {"timestamp", "2024-02-29T00:00:00Z"},
      {"duration", "1.500s"},  {"field_mask", "a,bC"},
      {"int64_wrapper", "7"}};
  const std::vector<std::string> printed = {
      R"({"stringValue":"a b"})", "{}",
      R"({"int32Value":-5})",     R"({"uint64Value":"18446744073709551615"})",
      R"({"boolValue":true})",    R"({"doubleValue":1500})",
      R"({"color":"RED"})",       R"({"bytesValue":"+/8="})",
      R"({"strings":["one"]})",   R"({"timestamp":"2024-02-29T00:00:00Z"})",
      R"({"duration":"1.500s"})", R"({"fieldMask":"a,bC"})",
      R"({"int64Wrapper":"7"})"};
  for (size_t i = 0; i < good.size(); ++i) {
    std::string wire;
    const FieldTable* field = Table().FindByName(good[i].first);
    ASSERT_TRUE(ParseScalar(*field, good[i].second, &wire).ok()) << good[i].first;
    EXPECT_EQ(Print(wire), printed[i]);
  }
}

TEST(ParseScalar, RefusesWhatDoesNotFit) {
  const std::vector<std::pair<std::string, std::string>> bad = {
      {"string_value", "\xff"},
      {"string_value", std::string("a\0b", 3)},
      {"int32_value", "2147483648"},
      {"int32_value", ""},
      {"int32_value", "1.0"},
      {"int32_value", "+1"},
      {"bool_value", "1"},
      {"bool_value", "True"},
      {"double_value", "NaN"},
      {"double_value", "1e400"},
      {"color", "1"},
      {"color", "red"},
      {"inner", "{}"},
      {"timestamp", "now"},
      {"struct", "{}"},
      {"value", "1"},
      {"string_map", "a"},
      {"bytes_value", "A"},
      {"field_mask", "a,,b"},
      {"any", "a"}};
  for (const auto& [name, text] : bad) {
    std::string wire = "kept";
    const absl::Status status = ParseScalar(*Table().FindByName(name), text, &wire);
    const bool is_text = name != "string_value";
    EXPECT_EQ(errors::ReasonOf(status),
              is_text ? error::v1::INVALID_FIELD : error::v1::MALFORMED_REQUEST)
        << name << " " << text;
    EXPECT_EQ(wire, "kept");
  }
}

TEST(Schema, FindsMessagesOfItsPoolOnly) {
  google::protobuf::DescriptorPool pool;
  google::protobuf::FileDescriptorProto file;
  file.set_name("own.proto");
  file.set_syntax("proto3");
  file.add_message_type()->set_name("Own");
  ASSERT_NE(pool.BuildFile(file), nullptr);
  Schema schema(&pool);

  ASSERT_NE(schema.Find("Own"), nullptr);
  EXPECT_EQ(schema.Find("Own"), schema.Get(pool.FindMessageTypeByName("Own")));
  EXPECT_EQ(schema.Find("google.protobuf.Struct"), nullptr);
  EXPECT_EQ(Schema::Generated().Find("Own"), nullptr);
}

}  // namespace
}  // namespace steward::json
