#include "tools/stewardctl/await_operation.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "steward/operation/v1/operation_service.pb.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/patience.h"
#include "tools/stewardctl/terminal.h"

namespace steward::ctl {
namespace {

using google::protobuf::Message;
using operation::v1::ListOperationItemsResponse;
using operation::v1::Operation;
using operation::v1::OperationError;
using operation::v1::OperationItem;

// Between two looks at how far it has come.
constexpr int kLookSeconds = 2;
constexpr int kAttempts = 5;
constexpr absl::Duration kFirstPause = absl::Milliseconds(500);
// Of the refused items that are told.
constexpr int kToldMax = 20;

std::string IdOf(const std::string& name) {
  return std::string(absl::StripPrefix(name, "operations/"));
}

// Calls a verb of `operations` with a message of this program's own, and reads its answer.
template <class Request>
absl::StatusOr<Reply> Ask(const Invocation& invocation, Client& client, const char* verb,
                          const Request& request) {
  const Command& command = *invocation.catalog.Find("operations", verb);
  const auto sent = invocation.contract.New(command.request());
  sent->ParseFromString(request.SerializeAsString());
  return CallPatiently(client, *command.method, *sent);
}

template <class Response>
Response Read(const Message& reply) {
  Response response;
  response.ParseFromString(reply.SerializeAsString());
  return response;
}

// The operation at its end.
absl::StatusOr<Reply> WaitUntilDone(const Invocation& invocation, Client& client,
                                    const std::string& name) {
  operation::v1::WaitOperationRequest request;
  request.set_name(name);
  request.mutable_timeout()->set_seconds(kLookSeconds);
  int failures = 0;
  while (true) {
    absl::StatusOr<Reply> reply = Ask(invocation, client, "wait", request);
    if (reply.ok()) {
      failures = 0;
      const auto now = Read<Operation>(**reply);
      if (now.done()) return reply;
      ShowProgress(ProgressText(now.succeeded_count(), now.failed_count(), now.item_count()));
      continue;
    }
    if (!absl::IsUnavailable(reply.status()) || ++failures == kAttempts) return reply.status();
    absl::SleepFor(kFirstPause * failures);
  }
}

absl::Status StatusOf(const OperationError& error) {
  errors::Violations violations;
  for (const auto& each : error.violations()) violations.Add(each.field(), each.description());
  const absl::Status broken = violations.ToStatus();
  if (!broken.ok()) return errors::WithText(broken, error.message());
  return errors::Make(absl::StatusCode::kFailedPrecondition, error.reason(), error.message());
}

void Tell(const Invocation& invocation, absl::string_view what, const OperationError& error) {
  Complain(FailureFor(invocation.words, At(what, StatusOf(error))));
}

absl::Status TellRefused(const Invocation& invocation, Client& client, const Operation& operation) {
  operation::v1::ListOperationItemsRequest request;
  request.set_parent(operation.name());
  request.set_filter("state = FAILED");
  request.set_page_size(kToldMax);
  ASSIGN_OR_RETURN(const Reply reply, Ask(invocation, client, "items", request));
  const auto response = Read<ListOperationItemsResponse>(*reply);
  for (const OperationItem& item : response.items())
    Tell(invocation, absl::StrCat("item ", item.line()), item.error());
  if (operation.failed_count() > response.items_size())
    Complain(absl::StrCat(operation.failed_count() - response.items_size(),
                          " more were refused; all of them: stewardctl operations items ",
                          IdOf(operation.name()), " --filter 'state = FAILED'\n"));
  return absl::OkStatus();
}

// What of it was not done.
absl::Status TellOutcome(const Invocation& invocation, Client& client, const Operation& operation) {
  if (operation.state() == Operation::SUCCEEDED && operation.failed_count() == 0)
    return absl::OkStatus();
  if (operation.failed_count() > 0) RETURN_IF_ERROR(TellRefused(invocation, client, operation));
  if (operation.has_error()) Tell(invocation, operation.name(), operation.error());
  if (operation.state() == Operation::CANCELLED) Complain("It was cancelled.\n");
  Complain(
      absl::StrCat(operation.succeeded_count(), " of ", operation.item_count(), " were done.\n"));
  return ToldAlready(kFailure);
}

}  // namespace

absl::Status AwaitOperation(const Invocation& invocation, Client& client, const std::string& name,
                            const PrintMessage& print) {
  const std::string how_to_go_on =
      absl::StrCat("The operation goes on. Wait for it: stewardctl operations wait ", IdOf(name),
                   "\nEnd it: stewardctl operations cancel ", IdOf(name), "\n");
  absl::StatusOr<Reply> reply;
  {
    const LastWords last_words(how_to_go_on);
    reply = WaitUntilDone(invocation, client, name);
  }
  EndProgress();
  if (!reply.ok()) {
    if (!absl::IsNotFound(reply.status())) Complain(how_to_go_on);
    return reply.status();
  }
  RETURN_IF_ERROR(print(**reply));
  return TellOutcome(invocation, client, Read<Operation>(**reply));
}

std::string ProgressText(int64_t succeeded, int64_t failed, int64_t all) {
  constexpr int64_t kWidth = 30;
  const int64_t done = succeeded + failed;
  const int64_t filled = all == 0 ? kWidth : kWidth * std::min(done, all) / all;
  std::string text =
      absl::StrCat("[", std::string(static_cast<size_t>(filled), '='),
                   std::string(static_cast<size_t>(kWidth - filled), ' '), "] ", done, " of ", all);
  if (failed > 0) absl::StrAppend(&text, ", ", failed, " refused");
  return text;
}

}  // namespace steward::ctl
