#include "gateway/merged/ask_all.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/entrance/calls.h"
#include "gateway/transcode/problem.h"
#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

// Answers that are still to come. On one loop only.
struct Answers {
  size_t missing = 0;
  Messages messages;
  std::function<void(absl::StatusOr<Messages>)> done;

  void Finish(absl::StatusOr<Messages> result) {
    if (auto told = std::exchange(done, nullptr)) told(std::move(result));
  }
};

absl::Status ErrorOf(const std::string& service, const rpc::Reply& reply) {
  const absl::Status status = rpc::StatusOfReply(reply.status);
  if (absl::IsInvalidArgument(status) || absl::IsDeadlineExceeded(status)) return status;
  return errors::Unavailable(absl::StrCat(service, ": ", errors::LogText(status)));
}

}  // namespace

void AskAll(rpc::Caller& caller, const LocalCall& call, absl::string_view method,
            const Identify& identify, const Messages& requests,
            std::function<void(absl::StatusOr<Messages>)> done) {
  auto answers = std::make_shared<Answers>();
  answers->missing = requests.size();
  answers->done = std::move(done);
  if (requests.empty()) return answers->Finish(Messages());
  for (const auto& [service, request] : requests) {
    rpc::Outgoing outgoing = OutgoingFor(call, service, absl::StrCat("/", method),
                                         identify(service), call.deadline, /*repeatable=*/true);
    outgoing.request = request;
    caller.Start(std::move(outgoing), [answers, name = service](rpc::Reply& reply) {
      if (!reply.status.ok()) return answers->Finish(ErrorOf(name, reply));
      answers->messages[name] = std::move(reply.body);
      if (--answers->missing == 0) answers->Finish(std::move(answers->messages));
    });
  }
}

}  // namespace steward::gateway
