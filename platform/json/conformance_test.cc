// Compares both directions with protobuf's own conversion, for messages made at random.

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>

#include <random>

#include "gtest/gtest.h"
#include "platform/json/parse.h"
#include "platform/json/print.h"
#include "platform/json/testdata/all_types.pb.h"
#include "platform/json/testdata/random_message.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::json {
namespace {

using google::protobuf::Message;
using google::protobuf::util::JsonStringToMessage;
using google::protobuf::util::MessageDifferencer;
using google::protobuf::util::MessageToJsonString;

constexpr int kRounds = 400;

// Empty when the messages are equal.
std::string Difference(const Message& expected, const Message& actual) {
  std::string difference;
  MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&difference);
  return differencer.Compare(expected, actual) ? "" : difference;
}

const MessageTable& TableOf(const Message& message) {
  return *Schema::Generated().Get(message.GetDescriptor());
}

template <class Type>
void PrintsAsProtobufReads() {
  RandomMessage random(1);
  for (int round = 0; round < kRounds; ++round) {
    Type message, read;
    random.Fill(&message);
    std::string json;

    const absl::Status status = PrintJson(TableOf(message), message.SerializeAsString(), &json);

    ASSERT_TRUE(status.ok()) << status;
    ASSERT_TRUE(JsonStringToMessage(json, &read).ok()) << json;
    ASSERT_EQ(Difference(message, read), "") << json;
  }
}

template <class Type>
void ParsesWhatProtobufPrints() {
  RandomMessage random(2);
  for (int round = 0; round < kRounds; ++round) {
    Type message, read;
    random.Fill(&message);
    std::string json, wire;
    ASSERT_TRUE(MessageToJsonString(message, &json).ok());

    const absl::Status status = ParseJson(TableOf(message), json, {}, &wire);

    ASSERT_TRUE(status.ok()) << status << json;
    ASSERT_TRUE(read.ParseFromString(wire)) << json;
    Type expected;
    ASSERT_TRUE(JsonStringToMessage(json, &expected).ok());
    ASSERT_EQ(Difference(expected, read), "") << json;
  }
}

template <class Type>
void ReadsItsOwnOutput() {
  RandomMessage random(3);
  for (int round = 0; round < kRounds; ++round) {
    Type message, read;
    random.Fill(&message);
    std::string json, wire;

    ASSERT_TRUE(PrintJson(TableOf(message), message.SerializeAsString(), &json).ok());
    const absl::Status status = ParseJson(TableOf(message), json, {}, &wire);

    ASSERT_TRUE(status.ok()) << status << json;
    ASSERT_TRUE(read.ParseFromString(wire)) << json;
    ASSERT_EQ(Difference(message, read), "") << json;
  }
}

template <class Type>
void PrintsFieldsInAnyOrder() {
  RandomMessage random(4);
  for (int round = 0; round < kRounds; ++round) {
    Type first, second, merged, read;
    random.Fill(&first);
    random.Fill(&second);
    const std::string wire = first.SerializeAsString() + second.SerializeAsString();
    ASSERT_TRUE(merged.ParseFromString(wire));
    std::string json, expected;
    // Halves of two durations may differ in their signs.
    if (!MessageToJsonString(merged, &expected).ok()) {
      EXPECT_FALSE(PrintJson(TableOf(first), wire, &json).ok());
      continue;
    }

    const absl::Status status = PrintJson(TableOf(first), wire, &json);

    ASSERT_TRUE(status.ok()) << status;
    ASSERT_TRUE(JsonStringToMessage(json, &read).ok()) << json;
    ASSERT_EQ(Difference(merged, read), "") << json;
  }
}

template <class Type>
class Conformance : public testing::Test {};
using Types = testing::Types<testdata::AllTypes, ticket::v1::Ticket, google::protobuf::Struct>;
TYPED_TEST_SUITE(Conformance, Types);

TYPED_TEST(Conformance, PrintsWhatProtobufReadsAsTheSameMessage) {
  PrintsAsProtobufReads<TypeParam>();
}
TYPED_TEST(Conformance, ParsesWhatProtobufPrintsIntoTheSameMessage) {
  ParsesWhatProtobufPrints<TypeParam>();
}
TYPED_TEST(Conformance, ReadsItsOwnOutput) { ReadsItsOwnOutput<TypeParam>(); }
TYPED_TEST(Conformance, MergesRepeatedOccurrencesAsProtobufDoes) {
  PrintsFieldsInAnyOrder<TypeParam>();
}

TEST(Conformance, SurvivesBrokenWire) {
  RandomMessage random(5);
  std::mt19937 bytes(6);
  for (int round = 0; round < 4 * kRounds; ++round) {
    testdata::AllTypes message;
    random.Fill(&message);
    std::string wire = message.SerializeAsString();
    if (wire.empty()) continue;
    for (int i = 0; i < 3; ++i) wire[bytes() % wire.size()] = static_cast<char>(bytes());
    wire.resize(bytes() % (wire.size() + 1));
    std::string json = "kept";

    const absl::Status status = PrintJson(TableOf(message), wire, &json);

    if (status.ok()) {
      google::protobuf::Struct any_json;
      EXPECT_TRUE(JsonStringToMessage(json.substr(4), &any_json).ok()) << json;
    } else {
      EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
      EXPECT_EQ(json, "kept");
    }
  }
}

TEST(Conformance, SurvivesBrokenJson) {
  RandomMessage random(7);
  std::mt19937 bytes(8);
  for (int round = 0; round < 4 * kRounds; ++round) {
    testdata::AllTypes message;
    random.Fill(&message);
    std::string json;
    ASSERT_TRUE(PrintJson(TableOf(message), message.SerializeAsString(), &json).ok());
    constexpr absl::string_view kBytes = "{}[]\",:\\0-eutfn \x01\x80";
    for (int i = 0; i < 2; ++i) json[bytes() % json.size()] = kBytes[bytes() % kBytes.size()];
    std::string wire = "kept";

    const absl::Status status = ParseJson(TableOf(message), json, {}, &wire);

    if (status.ok()) {
      EXPECT_TRUE(message.ParseFromString(wire.substr(4))) << json;
    } else {
      EXPECT_EQ(wire, "kept");
    }
  }
}

}  // namespace
}  // namespace steward::json
