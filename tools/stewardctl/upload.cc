#include "tools/stewardctl/upload.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "platform/status/macros.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/request.h"
#include "tools/stewardctl/terminal.h"

namespace steward::ctl {
namespace {

using google::protobuf::Message;

// Between two signs of life.
constexpr int kShownEach = 500;

// The head, and then a request for each line that is not blank.
class LineSource {
 public:
  LineSource(Contract& contract, const Command& command, const Message& head, std::string path)
      : contract_(contract), command_(command), head_(head), path_(std::move(path)) {}

  absl::Status Open() {
    if (path_ == "-") return absl::OkStatus();
    file_.open(path_, std::ios::binary);
    return file_ ? absl::OkStatus() : CannotBeRead();
  }

  // Null at the end.
  absl::StatusOr<Reply> Next() {
    Reply request = contract_.New(command_.request());
    if (std::exchange(is_first_, false)) {
      request->CopyFrom(head_);
      return request;
    }
    std::string line;
    do {
      if (!std::getline(In(), line)) return End();
      ++line_;
    } while (absl::StripAsciiWhitespace(line).empty());
    if (line_ % kShownEach == 0) ShowProgress(absl::StrCat("Sending line ", line_, " …"));
    Message* body = request->GetReflection()->MutableMessage(request.get(), command_.body);
    if (absl::Status status = contract_.MergeJson(line, "", body); !status.ok())
      return WrongUsage(absl::StrCat(path_, " line ", line_, ": ", status.message()));
    return request;
  }

 private:
  absl::StatusOr<Reply> End() {
    if (In().bad()) return CannotBeRead();
    return Reply();
  }
  std::istream& In() { return path_ == "-" ? std::cin : file_; }
  absl::Status CannotBeRead() const {
    return LocalFailure(absl::StrCat(path_, ": ", std::strerror(errno)));
  }

  Contract& contract_;
  const Command& command_;
  const Message& head_;
  const std::string path_;
  std::ifstream file_;
  bool is_first_ = true;
  int64_t line_ = 0;
};

// What flags say of all requests.
absl::StatusOr<Reply> HeadOf(const Command& command, const Invocation& invocation) {
  ASSIGN_OR_RETURN(Requests requests,
                   MakeRequests(invocation.contract, command, invocation.words, nullptr));
  Reply head = std::move(requests.front());
  if (head->GetReflection()->HasField(*head, command.body))
    return WrongUsage("With --file the fields of each object stand in its line.");
  EnsureRequestId(*command.method, head.get());
  return head;
}

}  // namespace

absl::Status UploadFile(const Command& command, const Invocation& invocation, Client& client,
                        const PrintMessage& print) {
  const std::string path = *invocation.words.Find("file");
  ASSIGN_OR_RETURN(const Reply head, HeadOf(command, invocation));
  const auto open = [&]() -> absl::StatusOr<Client::Source> {
    auto source = std::make_shared<LineSource>(invocation.contract, command, *head, path);
    RETURN_IF_ERROR(source->Open());
    return Client::Source([source] { return source->Next(); });
  };
  // Standard input comes once.
  const auto reply = client.Upload(*command.method, RequestIdOf(*command.method, *head), open,
                                   path == "-" ? Client::Tries::kOne : Client::Tries::kSeveral);
  EndProgress();
  RETURN_IF_ERROR(reply.status());
  return print(**reply);
}

}  // namespace steward::ctl
