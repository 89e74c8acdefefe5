#include "platform/webhook/cloud_event.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

namespace steward::webhook {
namespace {

const EventOrigin kOrigin{"demo", "https://steward.example.com"};

event::v1::Event Sample() {
  event::v1::Event event;
  event.set_id("01999999-0000-7000-8000-000000000001");
  event.set_type("dev.steward.ticket.resolved.v1");
  event.set_resource_name("tickets/INC-1042");
  event.set_version(7);
  event.mutable_time()->set_seconds(1767225600);
  event.mutable_time()->set_nanos(120000000);
  event.set_actor("users/alice");
  event.set_service("ticket");
  event.set_trace_parent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  return event;
}

ResourcePrinter Printing(std::string json) {
  return [json](const google::protobuf::Any&) { return json; };
}

google::protobuf::Struct Parsed(const std::string& document) {
  google::protobuf::Struct parsed;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(document, &parsed).ok()) << document;
  return parsed;
}

TEST(RenderCloudEvent, HoldsTheResource) {
  EXPECT_EQ(RenderCloudEvent(Sample(), kOrigin, Printing(R"({"name":"tickets/INC-1042"})")).value(),
            R"({"specversion":"1.0","id":"01999999-0000-7000-8000-000000000001",)"
            R"("source":"//steward.dev/ticket","type":"dev.steward.ticket.resolved.v1",)"
            R"("subject":"tickets/INC-1042","time":"2026-01-01T00:00:00.120Z",)"
            R"("datacontenttype":"application/json","tenantid":"demo","resourceversion":"7",)"
            R"("traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",)"
            R"("data":{"name":"tickets/INC-1042"}})");
}

TEST(RenderCloudEvent, LeavesTraceOutWhenThereIsNone) {
  event::v1::Event event = Sample();
  event.clear_trace_parent();

  EXPECT_EQ(Parsed(RenderCloudEvent(event, kOrigin, Printing("{}")).value())
                .fields()
                .count("traceparent"),
            0);
}

TEST(RenderCloudEvent, LinksToResourcesThatAreTooLong) {
  const std::string frame = RenderCloudEvent(Sample(), kOrigin, Printing("")).value();
  const std::string fits = "\"" + std::string(kCloudEventBytesMax - frame.size() - 2, 'x') + "\"";

  const std::string full = RenderCloudEvent(Sample(), kOrigin, Printing(fits)).value();
  const std::string thin = RenderCloudEvent(Sample(), kOrigin, Printing(fits + " ")).value();

  EXPECT_EQ(full.size(), kCloudEventBytesMax);
  const auto data = Parsed(thin).fields().at("data").struct_value().fields();
  EXPECT_EQ(data.at("name").string_value(), "tickets/INC-1042");
  EXPECT_EQ(data.at("link").string_value(), "https://steward.example.com/v1/tickets/INC-1042");
}

TEST(RenderCloudEvent, EscapesWhatItQuotes) {
  event::v1::Event event = Sample();
  event.set_resource_name("tickets/\"\\\n\x1f\xc3\xa9");

  EXPECT_EQ(Parsed(RenderCloudEvent(event, kOrigin, Printing("{}")).value())
                .fields()
                .at("subject")
                .string_value(),
            event.resource_name());
}

TEST(RenderCloudEvent, FailsWhenTheResourceCannotBePrinted) {
  auto fails = [](const google::protobuf::Any&) -> absl::StatusOr<std::string> {
    return absl::InternalError("unknown type");
  };

  EXPECT_EQ(RenderCloudEvent(Sample(), kOrigin, fails).status().code(),
            absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace steward::webhook
