#include "tools/stewardctl/call.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/status/macros.h"
#include "steward/operation/v1/operation_service.pb.h"
#include "tools/stewardctl/await_operation.h"
#include "tools/stewardctl/batch_parts.h"
#include "tools/stewardctl/documents.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/parts.h"
#include "tools/stewardctl/request.h"
#include "tools/stewardctl/upload.h"

namespace steward::ctl {
namespace {

using google::protobuf::Message;
using Rows = std::vector<const Message*>;

constexpr int64_t kPageSize = 500;

// A request and, for people, what it is about; empty where nothing tells it from others.
struct Part {
  std::string what;
  std::unique_ptr<Message> request;
};

std::string NameIn(const Command& command, const Message& request) {
  const Message* at = &request;
  for (size_t i = 0; i + 1 < command.target.size(); ++i)
    at = &at->GetReflection()->GetMessage(*at, command.target[i]);
  return command.target.empty() ? "" : at->GetReflection()->GetString(*at, command.target.back());
}

absl::Status AddParts(const Command& command, const Invocation& invocation,
                      const Document* document, std::vector<Part>* parts) {
  ASSIGN_OR_RETURN(Requests requests,
                   MakeRequests(invocation.contract, command, invocation.words,
                                document == nullptr ? nullptr : &document->fields));
  for (auto& request : requests) {
    const std::string name = NameIn(command, *request);
    const std::string origin = document == nullptr ? "" : document->origin;
    parts->push_back({name.empty() ? origin : name, std::move(request)});
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Part>> PartsOf(const Command& command, const Invocation& invocation) {
  std::vector<Part> parts;
  const auto path = invocation.words.Find("file");
  if (!path || FindArgument("file", ArgumentsOf(command)) != nullptr) {
    RETURN_IF_ERROR(AddParts(command, invocation, nullptr, &parts));
    return parts;
  }
  ASSIGN_OR_RETURN(const std::vector<Document> documents, ReadDocuments(*path));
  const Words& words = invocation.words;
  if (documents.size() > 1 && (!words.plain().empty() || words.Find("request-id")))
    return WrongUsage("The file holds several objects: give neither names nor --request-id.");
  for (const Document& document : documents)
    RETURN_IF_ERROR(AddParts(command, invocation, &document, &parts));
  return parts;
}

// Elements still wanted; -1: all.
absl::StatusOr<int64_t> LimitOf(const Words& words) {
  int64_t limit = 0;
  if (const auto text = words.Find("limit"))
    if (!absl::SimpleAtoi(*text, &limit) || limit < 0)
      return WrongUsage("--limit is a number of elements; 0 means all.");
  return limit == 0 ? -1 : limit;
}

// `operations wait`, unless it says how long.
bool WaitsToTheEnd(const Command& command, const Words& words) {
  return command.request().full_name() ==
             operation::v1::WaitOperationRequest::descriptor()->full_name() &&
         !words.Find("timeout");
}

bool IsBatch(const Command& command) {
  return command.response().full_name() == batch::v1::RunBatchResponse::descriptor()->full_name();
}

Rows RowsOf(const Message& response, const Command& command, int64_t left) {
  Rows rows;
  const auto& reflection = *response.GetReflection();
  for (int i = 0; i < reflection.FieldSize(response, command.items) && left != 0; ++i, --left)
    rows.push_back(&reflection.GetRepeatedMessage(response, command.items, i));
  return rows;
}

std::string NextPage(const Message& response, const Command& command) {
  if (!command.paged) return "";
  const auto* field = command.response().FindFieldByName("next_page_token");
  return response.GetReflection()->GetString(response, field);
}

// Large pages make few calls, but no larger than what is wanted.
void SetPageSize(const Command& command, int64_t left, Message* request) {
  const auto* field = command.RequestField("page_size");
  const auto& reflection = *request->GetReflection();
  if (field == nullptr || reflection.GetInt32(*request, field) != 0) return;
  const int64_t size = left < 0 ? kPageSize : std::min(left, kPageSize);
  reflection.SetInt32(request, field, static_cast<int32_t>(size));
}

absl::Status PrintList(const Command& command, const Invocation& invocation, Client& client,
                       Message* request) {
  ASSIGN_OR_RETURN(const Format format, FormatOf(invocation.words, Format::kTable));
  ASSIGN_OR_RETURN(int64_t left, LimitOf(invocation.words));
  ListPrinter printer(invocation.contract, *command.items->message_type(), format);
  SetPageSize(command, left, request);
  std::string page;
  do {
    if (!page.empty())
      request->GetReflection()->SetString(request, command.RequestField("page_token"), page);
    ASSIGN_OR_RETURN(const Reply response, client.Call(*command.method, *request));
    const Rows rows = RowsOf(*response, command, left);
    RETURN_IF_ERROR(printer.Print(rows));
    if (left > 0) left -= static_cast<int64_t>(rows.size());
    page = NextPage(*response, command);
  } while (!page.empty() && left != 0);
  printer.End();
  return absl::OkStatus();
}

// Also what became of each request of a batch.
absl::Status PrintBatch(const Command& command, const Invocation& invocation, Client& client,
                        Message* request) {
  EnsureRequestId(*command.method, request);
  ASSIGN_OR_RETURN(const Format format, FormatOf(invocation.words, Format::kTable));
  ASSIGN_OR_RETURN(const Reply reply, client.Call(*command.method, *request));
  ListPrinter printer(invocation.contract, *command.items->message_type(), format);
  RETURN_IF_ERROR(printer.Print(RowsOf(*reply, command, -1)));
  printer.End();
  batch::v1::RunBatchResponse response;
  response.ParseFromString(reply->SerializeAsString());
  Parts parts(invocation.words);
  for (int i = 0; i < response.responses_size(); ++i)
    if (WasCarriedOut(response.responses(i)))
      parts.Add(absl::StrCat("requests[", i, "]"), StatusOf(response.responses(i)));
  return parts.End(static_cast<size_t>(response.responses_size()));
}

// With --wait, of what begins an operation, prints its end.
PrintMessage Waiting(const Command& command, const Invocation& invocation, Client& client,
                     const PrintMessage& print) {
  if (!command.method->begins_operation || !invocation.words.Has("wait")) return print;
  return [&invocation, &client, print](const Message& begun) {
    const auto* name = begun.GetDescriptor()->FindFieldByName("name");
    return AwaitOperation(invocation, client, begun.GetReflection()->GetString(begun, name), print);
  };
}

// `print` takes the answer of what is neither a batch nor a list.
absl::Status Run(const Command& command, const Invocation& invocation, Client& client,
                 Message* request, const PrintMessage& print) {
  if (IsBatch(command)) return PrintBatch(command, invocation, client, request);
  if (command.items != nullptr) return PrintList(command, invocation, client, request);
  if (WaitsToTheEnd(command, invocation.words))
    return AwaitOperation(invocation, client, NameIn(command, *request), print);
  EnsureRequestId(*command.method, request);
  ASSIGN_OR_RETURN(const Reply response, client.Call(*command.method, *request));
  return Waiting(command, invocation, client, print)(*response);
}

// One goes on where another failed.
absl::Status RunSeveral(const Command& command, const Invocation& invocation, Client& client,
                        const std::vector<Part>& parts) {
  ASSIGN_OR_RETURN(const Format format, FormatOf(invocation.words, Format::kTable));
  ListPrinter printer(invocation.contract, command.response(), format);
  const auto print = [&](const Message& response) { return printer.Print({&response}); };
  Parts told(invocation.words);
  for (const Part& part : parts)
    if (!told.Add(part.what, Run(command, invocation, client, part.request.get(), print))) break;
  if (command.items == nullptr) printer.End();
  return told.End(parts.size());
}

}  // namespace

absl::Status RunCall(const Command& command, const Invocation& invocation) {
  ASSIGN_OR_RETURN(const Format format, FormatOf(invocation.words, Format::kYaml));
  const auto print = [&](const Message& each) {
    return PrintOne(invocation.contract, each, format);
  };
  if (IsUpload(command, invocation.words)) {
    ASSIGN_OR_RETURN(const auto client, invocation.Connect());
    return UploadFile(command, invocation, *client, Waiting(command, invocation, *client, print));
  }
  ASSIGN_OR_RETURN(const std::vector<Part> parts, PartsOf(command, invocation));
  ASSIGN_OR_RETURN(const auto client, invocation.Connect());
  if (parts.size() > 1) return RunSeveral(command, invocation, *client, parts);
  return Run(command, invocation, *client, parts.front().request.get(), print);
}

}  // namespace steward::ctl
