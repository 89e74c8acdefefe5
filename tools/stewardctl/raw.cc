#include "tools/stewardctl/raw.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/status/macros.h"
#include "steward/batch/v1/batch_service.pb.h"
#include "tools/stewardctl/batch_parts.h"
#include "tools/stewardctl/documents.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/terminal.h"

namespace steward::ctl {
namespace {

using batch::v1::BatchRequest;
using batch::v1::BatchResponse;

absl::Status ReadBody(const std::string& path, BatchRequest* request) {
  ASSIGN_OR_RETURN(const std::vector<Document> documents, ReadDocuments(path));
  if (documents.size() != 1) return WrongUsage("The file holds several objects: one is a body.");
  *request->mutable_body() = documents.front().fields;
  return absl::OkStatus();
}

absl::StatusOr<BatchRequest> RequestOf(const Words& words) {
  const auto& plain = words.plain();
  if (plain.size() != 2 || !absl::StartsWith(plain[1], "/"))
    return WrongUsage("Say the verb and the path: stewardctl api GET /v1/tickets/INC-1");
  BatchRequest request;
  request.set_method(absl::AsciiStrToUpper(plain[0]));
  request.set_path(plain[1]);
  for (const std::string& header : words.All("header")) {
    const std::vector<std::string> parts = absl::StrSplit(header, absl::MaxSplits(':', 1));
    if (parts.size() != 2) return WrongUsage("--header is 'NAME: VALUE'.");
    const absl::string_view value = absl::StripAsciiWhitespace(parts[1]);
    (*request.mutable_headers())[parts[0]] = std::string(value);
  }
  if (const auto path = words.Find("file")) RETURN_IF_ERROR(ReadBody(*path, &request));
  return request;
}

// The REST request goes over the connection that all commands use, as the only one of a batch.
absl::StatusOr<BatchResponse> Send(const Invocation& invocation, const BatchRequest& request) {
  batch::v1::RunBatchRequest batch;
  *batch.add_requests() = request;
  const Command& command = *invocation.catalog.Find("batch", "create");
  const auto message = invocation.contract.New(command.request());
  message->ParseFromString(batch.SerializeAsString());
  EnsureRequestId(*command.method, message.get());
  ASSIGN_OR_RETURN(const auto client, invocation.Connect());
  ASSIGN_OR_RETURN(const Reply reply, client->Call(*command.method, *message));
  batch::v1::RunBatchResponse answer;
  answer.ParseFromString(reply->SerializeAsString());
  return answer.responses(0);
}

absl::Status Run(const Invocation& invocation) {
  ASSIGN_OR_RETURN(const Format format, FormatOf(invocation.words, Format::kJson));
  if (format == Format::kTable || format == Format::kWide || format == Format::kName)
    return WrongUsage("--output of api is json, jsonl, yaml or jsonpath=PATH.");
  ASSIGN_OR_RETURN(const BatchRequest request, RequestOf(invocation.words));
  ASSIGN_OR_RETURN(const BatchResponse response, Send(invocation, request));
  RETURN_IF_ERROR(StatusOf(response));
  if (!response.has_body()) return absl::OkStatus();
  const auto body =
      invocation.contract.New(*invocation.contract.FindMessage("google.protobuf.Struct"));
  body->ParseFromString(response.body().SerializeAsString());
  return PrintOne(invocation.contract, *body, format);
}

}  // namespace

BuiltIn RawCommand() {
  FlagSpec file = MakeFlag("file", "FILE", "Body, as JSON or YAML; - is standard input");
  file.letter = 'f';
  return {"api",
          "VERB PATH",
          "Sends any request of the REST API: api GET /v1/tickets/INC-1",
          {file, MakeFlag("header", "HEADER", "Such as 'If-Match: \"…\"'; may be repeated")},
          Run};
}

}  // namespace steward::ctl
