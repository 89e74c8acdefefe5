#include "platform/trace/rpc_span.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/escaping.h"
#include "absl/time/clock.h"
#include "platform/trace/collector_for_test.h"
#include "platform/trace/recorder.h"

namespace steward::trace {
namespace {

using absl::StatusCode;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr char kContext[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
constexpr char kParent[] = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01";

std::map<std::string, std::string> AttributesOf(const tests::otlp::Span& span) {
  std::map<std::string, std::string> texts;
  for (const auto& each : span.attributes())
    texts[each.key()] = each.value().has_int_value() ? std::to_string(each.value().int_value())
                                                     : each.value().string_value();
  return texts;
}

tests::otlp::Span Recorded(const RpcSpan& rpc) {
  CollectorForTest collector;
  Exporter::Options options;
  options.endpoint = collector.endpoint();
  Start(options, 1);
  RecordRpc(rpc);
  Stop();
  return collector.taken().at(0);
}

TEST(RpcSpan, SaysWhichMethodAnsweredWhat) {
  const tests::otlp::Span span = Recorded({.context = kContext,
                                           .parent = kParent,
                                           .method = "steward.ticket.v1.TicketService/GetTicket",
                                           .start = absl::Now(),
                                           .code = StatusCode::kNotFound,
                                           .reason = "RESOURCE_NOT_FOUND",
                                           .request_id = "r-1",
                                           .tenant = "acme"});

  EXPECT_EQ(span.name(), "steward.ticket.v1.TicketService/GetTicket");
  EXPECT_EQ(span.kind(), tests::otlp::Span::SPAN_KIND_SERVER);
  EXPECT_EQ(absl::BytesToHexString(span.parent_span_id()), "00f067aa0ba902b7");
  EXPECT_THAT(
      AttributesOf(span),
      UnorderedElementsAre(Pair("rpc.system", "grpc"),
                           Pair("rpc.service", "steward.ticket.v1.TicketService"),
                           Pair("rpc.method", "GetTicket"), Pair("rpc.grpc.status_code", "5"),
                           Pair("error.type", "RESOURCE_NOT_FOUND"),
                           Pair("steward.request_id", "r-1"), Pair("steward.tenant", "acme")));
  EXPECT_FALSE(span.has_status());
}

TEST(RpcSpan, OfACallerNamesWhomItCalls) {
  const tests::otlp::Span span = Recorded({.kind = Kind::kClient,
                                           .context = kContext,
                                           .method = "/steward.ticket.v1.TicketService/GetTicket",
                                           .peer = "ticket",
                                           .start = absl::Now(),
                                           .code = StatusCode::kUnavailable});

  EXPECT_EQ(span.name(), "steward.ticket.v1.TicketService/GetTicket");
  EXPECT_EQ(span.kind(), tests::otlp::Span::SPAN_KIND_CLIENT);
  EXPECT_EQ(span.parent_span_id(), "");
  EXPECT_EQ(AttributesOf(span)["peer.service"], "ticket");
  EXPECT_EQ(AttributesOf(span)["error.type"], "UNAVAILABLE");
  EXPECT_EQ(span.status().code(), tests::otlp::Status::STATUS_CODE_ERROR);
}

TEST(RpcSpan, WhatACallerGotWrongIsNoErrorOfTheServer) {
  const StatusCode callers[] = {StatusCode::kOk,
                                StatusCode::kCancelled,
                                StatusCode::kInvalidArgument,
                                StatusCode::kNotFound,
                                StatusCode::kAlreadyExists,
                                StatusCode::kPermissionDenied,
                                StatusCode::kAborted,
                                StatusCode::kFailedPrecondition,
                                StatusCode::kResourceExhausted,
                                StatusCode::kUnauthenticated};
  const StatusCode servers[] = {StatusCode::kUnknown,       StatusCode::kDeadlineExceeded,
                                StatusCode::kUnimplemented, StatusCode::kInternal,
                                StatusCode::kUnavailable,   StatusCode::kDataLoss};
  for (const StatusCode code : callers) EXPECT_FALSE(IsError(Kind::kServer, code)) << code;
  for (const StatusCode code : servers) EXPECT_TRUE(IsError(Kind::kServer, code)) << code;
  EXPECT_TRUE(IsError(Kind::kClient, StatusCode::kNotFound));
  EXPECT_FALSE(IsError(Kind::kClient, StatusCode::kOk));
}

}  // namespace
}  // namespace steward::trace
