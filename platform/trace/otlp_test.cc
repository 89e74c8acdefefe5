#include "platform/trace/otlp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/escaping.h"
#include "google/protobuf/unknown_field_set.h"
#include "tests/support/otlp.pb.h"

namespace steward::trace {
namespace {

using testing::Pair;
using testing::UnorderedElementsAre;
using tests::otlp::ExportTraceServiceRequest;
using tests::otlp::ExportTraceServiceResponse;

constexpr char kContext[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
constexpr char kParent[] = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01";

std::map<std::string, std::string> TextsOf(
    const google::protobuf::RepeatedPtrField<tests::otlp::KeyValue>& attributes) {
  std::map<std::string, std::string> texts;
  for (const auto& each : attributes)
    texts[each.key()] = each.value().has_int_value() ? std::to_string(each.value().int_value())
                                                     : each.value().string_value();
  return texts;
}

Span Whole() {
  Span span;
  span.context = kContext;
  span.parent = kParent;
  span.name = "GET /v1/tickets";
  span.kind = Kind::kServer;
  span.start = absl::FromUnixNanos(1'700'000'000'123'456'789);
  span.end = span.start + absl::Nanoseconds(987'654'321);
  span.status = Status::kError;
  span.Add("http.request.method", "GET");
  span.Add("http.response.status_code", 503);
  span.Add("steward.offset", -1);
  span.Add("error.type", "");
  return span;
}

tests::otlp::Span Decoded(const Span& span) {
  tests::otlp::Span decoded;
  EXPECT_TRUE(decoded.ParseFromString(EncodeSpan(span)));
  EXPECT_TRUE(decoded.GetReflection()->GetUnknownFields(decoded).empty());
  return decoded;
}

TEST(Otlp, HasASpanAsCollectorsReadIt) {
  const tests::otlp::Span span = Decoded(Whole());

  EXPECT_EQ(absl::BytesToHexString(span.trace_id()), "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(absl::BytesToHexString(span.span_id()), "b7ad6b7169203331");
  EXPECT_EQ(absl::BytesToHexString(span.parent_span_id()), "00f067aa0ba902b7");
  EXPECT_EQ(span.name(), "GET /v1/tickets");
  EXPECT_EQ(span.kind(), tests::otlp::Span::SPAN_KIND_SERVER);
  EXPECT_EQ(span.start_time_unix_nano(), 1'700'000'000'123'456'789u);
  EXPECT_EQ(span.end_time_unix_nano(), 1'700'000'001'111'111'110u);
  EXPECT_THAT(
      TextsOf(span.attributes()),
      UnorderedElementsAre(Pair("http.request.method", "GET"),
                           Pair("http.response.status_code", "503"), Pair("steward.offset", "-1")));
  EXPECT_EQ(span.status().code(), tests::otlp::Status::STATUS_CODE_ERROR);
  EXPECT_EQ(span.flags(), 1u);
}

TEST(Otlp, HasEachKindByItsNumber) {
  const std::pair<Kind, tests::otlp::Span::SpanKind> cases[] = {
      {Kind::kInternal, tests::otlp::Span::SPAN_KIND_INTERNAL},
      {Kind::kServer, tests::otlp::Span::SPAN_KIND_SERVER},
      {Kind::kClient, tests::otlp::Span::SPAN_KIND_CLIENT},
      {Kind::kProducer, tests::otlp::Span::SPAN_KIND_PRODUCER},
      {Kind::kConsumer, tests::otlp::Span::SPAN_KIND_CONSUMER}};
  for (const auto& [kind, expected] : cases) {
    Span span = Whole();
    span.kind = kind;
    EXPECT_EQ(Decoded(span).kind(), expected);
  }
}

TEST(Otlp, LeavesOutWhatIsNot) {
  Span span = Whole();
  span.parent = "none";
  span.status = Status::kUnset;

  const tests::otlp::Span decoded = Decoded(span);

  EXPECT_EQ(decoded.parent_span_id(), "");
  EXPECT_FALSE(decoded.has_status());
}

TEST(Otlp, DoesNotEndASpanBeforeItsBegin) {
  Span span = Whole();
  span.end = span.start - absl::Seconds(1);
  const tests::otlp::Span decoded = Decoded(span);
  EXPECT_EQ(decoded.end_time_unix_nano(), decoded.start_time_unix_nano());
}

TEST(Otlp, MakesNothingOfWhatIsNoTraceParent) {
  Span span = Whole();
  span.context = "00-junk";
  EXPECT_EQ(EncodeSpan(span), "");
}

TEST(Otlp, NamesTheProcessOnceForAllSpans) {
  Span other = Whole();
  other.name = "another";
  const std::string wire = EncodeRequest({"steward-ticket", "1.2.3", "replica-1"},
                                         {EncodeSpan(Whole()), EncodeSpan(other)});

  ExportTraceServiceRequest request;
  ASSERT_TRUE(request.ParseFromString(wire));

  ASSERT_EQ(request.resource_spans_size(), 1);
  const auto& of_resource = request.resource_spans(0);
  EXPECT_THAT(
      TextsOf(of_resource.resource().attributes()),
      UnorderedElementsAre(Pair("service.name", "steward-ticket"), Pair("service.version", "1.2.3"),
                           Pair("service.instance.id", "replica-1")));
  ASSERT_EQ(of_resource.scope_spans_size(), 1);
  EXPECT_EQ(of_resource.scope_spans(0).scope().name(), "steward");
  EXPECT_EQ(of_resource.scope_spans(0).scope().version(), "1.2.3");
  ASSERT_EQ(of_resource.scope_spans(0).spans_size(), 2);
  EXPECT_EQ(of_resource.scope_spans(0).spans(1).name(), "another");
}

TEST(Otlp, ReadsHowManySpansWereRejected) {
  ExportTraceServiceResponse response;
  EXPECT_EQ(RejectedSpans(response.SerializeAsString()), 0);
  response.mutable_partial_success()->set_error_message("too old");
  EXPECT_EQ(RejectedSpans(response.SerializeAsString()), 0);
  response.mutable_partial_success()->set_rejected_spans(300);
  EXPECT_EQ(RejectedSpans(response.SerializeAsString()), 300);
  response.mutable_partial_success()->set_rejected_spans(-1);
  EXPECT_EQ(RejectedSpans(response.SerializeAsString()), 0);
  EXPECT_EQ(RejectedSpans("\xff no protobuf"), 0);
}

}  // namespace
}  // namespace steward::trace
