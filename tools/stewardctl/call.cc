#include "tools/stewardctl/call.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "platform/status/macros.h"
#include "tools/stewardctl/documents.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/request.h"

namespace steward::ctl {
namespace {

using google::protobuf::Message;
using Rows = std::vector<const Message*>;

constexpr int64_t kPageSize = 500;

absl::StatusOr<Requests> RequestsOf(const Command& command, const Invocation& invocation) {
  const auto path = invocation.words.Find("file");
  if (!path || FindArgument("file", ArgumentsOf(command)) != nullptr)
    return MakeRequests(invocation.contract, command, invocation.words, nullptr);
  ASSIGN_OR_RETURN(const google::protobuf::Struct document, ReadDocument(*path));
  return MakeRequests(invocation.contract, command, invocation.words, &document);
}

// Elements still wanted; -1: all.
absl::StatusOr<int64_t> LimitOf(const Words& words) {
  int64_t limit = 0;
  if (const auto text = words.Find("limit"))
    if (!absl::SimpleAtoi(*text, &limit) || limit < 0)
      return WrongUsage("--limit is a number of elements; 0 means all.");
  return limit == 0 ? -1 : limit;
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

absl::Status PrintEach(const Command& command, const Invocation& invocation, Client& client,
                       const Requests& requests) {
  const bool one = requests.size() == 1;
  ASSIGN_OR_RETURN(const Format format,
                   FormatOf(invocation.words, one ? Format::kYaml : Format::kTable));
  ListPrinter printer(invocation.contract, command.response(), format);
  for (const auto& request : requests) {
    EnsureRequestId(*command.method, request.get());
    ASSIGN_OR_RETURN(const Reply response, client.Call(*command.method, *request));
    if (one) return PrintOne(invocation.contract, *response, format);
    RETURN_IF_ERROR(printer.Print({response.get()}));
  }
  printer.End();
  return absl::OkStatus();
}

}  // namespace

absl::Status RunCall(const Command& command, const Invocation& invocation) {
  ASSIGN_OR_RETURN(const Requests requests, RequestsOf(command, invocation));
  ASSIGN_OR_RETURN(const auto client, invocation.Connect());
  if (command.items == nullptr) return PrintEach(command, invocation, *client, requests);
  for (const auto& request : requests)
    RETURN_IF_ERROR(PrintList(command, invocation, *client, request.get()));
  return absl::OkStatus();
}

}  // namespace steward::ctl
