#include "platform/resource/rules.h"

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/text_format.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "platform/status/errors.h"
#include "steward/notification/v1/webhook_service.pb.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::resource {
namespace {

using google::protobuf::Message;
using google::protobuf::TextFormat;
using ticket::v1::CreateTicketRequest;
using ticket::v1::Ticket;

// "path: description" of each violation, a line each.
std::string Lines(const absl::Status& status) {
  std::string lines;
  const google::rpc::Status proto = errors::ToProto(status);
  for (const auto& any : proto.details())
    if (google::rpc::BadRequest detail; any.UnpackTo(&detail))
      for (const auto& violation : detail.field_violations())
        lines += violation.field() + ": " + violation.description() + "\n";
  return lines;
}

template <class Request>
Request Parse(const std::string& text) {
  Request request;
  EXPECT_TRUE(TextFormat::ParseFromString(text, &request)) << text;
  return request;
}

template <class Request>
std::string Broken(const std::string& text) {
  return Lines(CheckRules(Parse<Request>(text)));
}

CreateTicketRequest Clean() {
  return Parse<CreateTicketRequest>(
      "ticket { kind: INCIDENT title: 'VPN' requester: 'users/alice' } request_id: 'r-1'");
}

// A contract that has every rule.
const Message& Sample() {
  static const Message* const sample = [] {
    google::protobuf::FileDescriptorProto file;
    EXPECT_TRUE(TextFormat::ParseFromString(R"(
        name: "sample.proto" syntax: "proto3" package: "sample"
        dependency: "google/protobuf/timestamp.proto"
        dependency: "google/protobuf/duration.proto"
        message_type { name: "Request"
          field { name: "rules" number: 1 type: TYPE_MESSAGE type_name: ".sample.Rule"
                  label: LABEL_REPEATED
                  options { [steward.options.v1.field] { max_items: 2 required: true } } }
          field { name: "ids" number: 2 type: TYPE_INT32 label: LABEL_REPEATED }
          field { name: "count" number: 3 type: TYPE_INT32 label: LABEL_OPTIONAL
                  options { [steward.options.v1.field] { required: true } } }
          field { name: "at" number: 4 type: TYPE_MESSAGE label: LABEL_OPTIONAL
                  type_name: ".google.protobuf.Timestamp" }
          field { name: "for" number: 5 type: TYPE_MESSAGE label: LABEL_OPTIONAL
                  type_name: ".google.protobuf.Duration" }
          field { name: "page_size" number: 6 type: TYPE_INT32 label: LABEL_OPTIONAL } }
        message_type { name: "Rule"
          field { name: "pattern" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL
                  options { [steward.options.v1.field] { required: true } } }
          field { name: "inner" number: 2 type: TYPE_MESSAGE type_name: ".sample.Rule"
                  label: LABEL_OPTIONAL }
          field { name: "hits" number: 3 type: TYPE_INT32 label: LABEL_OPTIONAL
                  options { [steward.options.v1.field] { output_only: true } } } })",
                                            &file));
    auto* pool =
        new google::protobuf::DescriptorPool(google::protobuf::DescriptorPool::generated_pool());
    const auto* built = pool->BuildFile(file);
    auto* factory = new google::protobuf::DynamicMessageFactory(pool);
    return factory->GetPrototype(built->FindMessageTypeByName("Request"))->New();
  }();
  return *sample;
}

std::string BrokenSample(const std::string& text) {
  std::unique_ptr<Message> request(Sample().New());
  EXPECT_TRUE(TextFormat::ParseFromString(text, request.get())) << text;
  return Lines(CheckRules(*request));
}

TEST(CheckRules, PassesACleanRequest) { EXPECT_TRUE(CheckRules(Clean()).ok()); }

TEST(CheckRules, TellsOfAllViolationsAtOnce) {
  EXPECT_EQ(Broken<CreateTicketRequest>("ticket { requester: 'alice' impact: 9 } request_id: ' '"),
            "ticket.kind: is required\n"
            "ticket.title: is required\n"
            "ticket.impact: must be one of HIGH, MEDIUM, LOW\n"
            "ticket.requester: must match the pattern "
            "(users|serviceAccounts)/[A-Za-z0-9._@+-]{1,128}\n"
            "request_id: must match the pattern [!-~]{1,255}\n");
  EXPECT_EQ(Broken<CreateTicketRequest>(""), "ticket: is required\n");
}

TEST(CheckRules, CountsCodePoints) {
  auto request = Clean();
  for (int i = 0; i < 255; ++i) request.mutable_ticket()->mutable_title()->append("\xC3\xA4");
  request.mutable_ticket()->mutable_title()->erase(0, 3);
  EXPECT_TRUE(CheckRules(request).ok());

  request.mutable_ticket()->mutable_title()->append("x");
  EXPECT_EQ(Lines(CheckRules(request)), "ticket.title: is longer than 255 characters\n");
}

TEST(CheckRules, RefusesBrokenTextInAnyString) {
  auto request = Clean();
  request.mutable_ticket()->set_description(std::string("a\0b", 3));
  EXPECT_EQ(Lines(CheckRules(request)),
            "ticket.description: must be well-formed UTF-8 without NUL\n");
}

TEST(CheckRules, DoesNotLookAtOutputOnlyFields) {
  auto request = Clean();
  request.mutable_ticket()->set_name("nonsense");
  request.mutable_ticket()->set_assignee(std::string(1, '\0'));

  EXPECT_TRUE(CheckRules(request).ok());
}

TEST(CheckRules, ChecksReferences) {
  using ticket::v1::GetTicketRequest;
  EXPECT_EQ(Broken<GetTicketRequest>("name: 'tickets/INC-1'"), "");
  EXPECT_EQ(Broken<GetTicketRequest>("name: 'webhooks/INC-1'"),
            "name: must have the form 'tickets/{id}'\n");
  EXPECT_EQ(Broken<GetTicketRequest>(""), "name: is required\n");
}

TEST(CheckRules, RefusesUnspecifiedValueOfRequiredEnum) {
  EXPECT_EQ(Broken<ticket::v1::HoldTicketRequest>("name: 'tickets/INC-1'"),
            "hold_reason: is required\n");
}

TEST(CheckRules, ChecksElementsOfLists) {
  EXPECT_EQ(Broken<notification::v1::CreateWebhookRequest>(
                "webhook { url: 'https://x' event_types: 'a.b' event_types: 'B' event_types: '' }"),
            "webhook.event_types[1]: must match the pattern [a-z0-9_.]{1,128}\n"
            "webhook.event_types[2]: must match the pattern [a-z0-9_.]{1,128}\n");
}

TEST(CheckRules, DoesNotDemandFieldsOfAnUpdatedResource) {
  using ticket::v1::UpdateTicketRequest;
  EXPECT_EQ(Broken<UpdateTicketRequest>("ticket { name: 'tickets/INC-1' }"), "");
  EXPECT_EQ(Broken<UpdateTicketRequest>("ticket {}"), "ticket.name: is required\n");
  EXPECT_EQ(Broken<UpdateTicketRequest>("ticket { name: 'x/INC-1' requester: 'x' }"),
            "ticket.name: must have the form 'tickets/{id}'\n"
            "ticket.requester: must match the pattern "
            "(users|serviceAccounts)/[A-Za-z0-9._@+-]{1,128}\n");
  EXPECT_EQ(Broken<UpdateTicketRequest>(""), "ticket: is required\n");
}

TEST(CheckRules, WalksListsAndRecursiveTypes) {
  EXPECT_EQ(BrokenSample("count: 1 rules { pattern: 'x' inner { inner { pattern: 'y' } } } "
                         "rules { hits: 1 }"),
            "rules[0].inner.pattern: is required\n"
            "rules[1].pattern: is required\n");
  EXPECT_EQ(BrokenSample(""), "rules: is required\ncount: is required\n");
}

TEST(CheckRules, LimitsLists) {
  std::string ids = "count: 1 rules { pattern: 'x' } ";
  for (int i = 0; i < 100; ++i) ids += "ids: 0 ";
  EXPECT_EQ(BrokenSample(ids), "");
  EXPECT_EQ(BrokenSample(ids + "ids: 0"), "ids: has more than 100 elements\n");
  EXPECT_EQ(BrokenSample("count: 1 rules {} rules {} rules {}"),
            "rules: has more than 2 elements\n");
}

TEST(CheckRules, LimitsNumbersAndTimes) {
  const std::string clean = "count: 1 rules { pattern: 'x' } ";
  EXPECT_EQ(BrokenSample(clean + "page_size: -1"), "page_size: must not be negative\n");
  EXPECT_EQ(BrokenSample(clean + "at { seconds: 253402300799 nanos: 999999999 }"), "");
  for (const char* at : {"seconds: 253402300800", "seconds: -62135596801", "nanos: -1"})
    EXPECT_EQ(BrokenSample(clean + "at { " + at + " }"), "at: must lie in the years 1 to 9999\n");
  EXPECT_EQ(BrokenSample(clean + "for { seconds: -1 nanos: -5 }"), "");
  for (const char* span : {"seconds: 1 nanos: -1", "seconds: 315576000001"})
    EXPECT_EQ(BrokenSample(clean + "for { " + span + " }"),
              "for: must be a duration of at most 10,000 years\n");
}

TEST(CheckRules, ServesManyThreads) {
  std::vector<std::thread> threads;
  std::vector<int> passed(8);
  for (int& count : passed)
    threads.emplace_back([&count] {
      for (int i = 0; i < 100; ++i) count += CheckRules(Clean()).ok() ? 1 : 0;
    });
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(passed, std::vector<int>(8, 100));
}

TEST(CheckResource, NamesTheFieldOfTheRequest) {
  EXPECT_EQ(Lines(CheckResource(Parse<Ticket>("kind: INCIDENT"), "ticket")),
            "ticket.title: is required\n");
}

TEST(ClearOutputOnly, ClearsWhatTheServerSets) {
  auto request = Clean();
  const auto clean = request;
  request.mutable_ticket()->set_name("tickets/INC-1");
  request.mutable_ticket()->set_state(Ticket::CLOSED);
  request.mutable_ticket()->mutable_create_time()->set_seconds(1);

  ClearOutputOnly(&request);

  EXPECT_EQ(request.DebugString(), clean.DebugString());
}

TEST(ClearOutputOnly, KeepsTheNameOfAnUpdatedResource) {
  auto request = Parse<ticket::v1::UpdateTicketRequest>(
      "ticket { name: 'tickets/INC-1' title: 'x' state: CLOSED }");

  ClearOutputOnly(&request);

  EXPECT_EQ(request.ticket().DebugString(), "name: \"tickets/INC-1\"\ntitle: \"x\"\n");
}

}  // namespace
}  // namespace steward::resource
