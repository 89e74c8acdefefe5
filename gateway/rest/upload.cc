#include "gateway/rest/upload.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gateway/rest/admittance.h"
#include "gateway/transcode/lines.h"
#include "gateway/transcode/request.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/status/metadata.h"

namespace steward::gateway {
namespace {

// The same error, about a line of the body: each is a document, which knows itself as line 1.
absl::Status OfLine(int line, const absl::Status& error) {
  const std::string text =
      absl::StrReplaceAll(error.message(), {{", at line 1, column", ", at column"}});
  return errors::WithMetadata(errors::WithText(error, absl::StrCat("Line ", line, ": ", text)),
                              "line", absl::StrCat(line));
}

class LineUpload final : public std::enable_shared_from_this<LineUpload> {
 public:
  LineUpload(std::shared_ptr<RequestScope> scope, const UploadLimits& limits,
             std::function<void(rpc::Reply&)> answer)
      : scope_(std::move(scope)),
        limits_(limits),
        lines_(limits.line_max),
        answer_(std::move(answer)) {}

  void Start(rpc::Caller& caller, rpc::Outgoing outgoing, absl::string_view head) {
    call_ = caller.StartUpload(std::move(outgoing), [self = shared_from_this()](rpc::Reply& reply) {
      self->OnReply(reply);
    });
    if (call_ != nullptr) Send(head);
  }

 private:
  // Cancels the upload where it dies before it is disarmed: nobody else tells that a client left
  // while its body was being read.
  struct Leaving {
    explicit Leaving(std::shared_ptr<LineUpload> whose) : upload(std::move(whose)) {}
    ~Leaving() {
      if (upload != nullptr) upload->Leave();
    }
    Leaving(const Leaving&) = delete;
    Leaving& operator=(const Leaving&) = delete;
    std::shared_ptr<LineUpload> upload;
  };

  void Send(absl::string_view message) {
    call_->Send(message, [self = shared_from_this()] { self->Continue(); });
  }

  void Continue() {
    if (answer_ == nullptr) return;
    absl::string_view line;
    switch (lines_.Next(&line)) {
      case Lines::Result::kLine:
        return SendLine(line);
      case Lines::Result::kTooLong:
        return Fail(OfLine(lines_.number(), ErrorOf({413, errors::Reason::BODY_TOO_LARGE,
                                                     "The line is too long.", limits_.line_max})));
      case Lines::Result::kMore:
        return ended_ ? call_->End() : Read();
    }
  }

  void SendLine(absl::string_view line) {
    auto message = TranscodeUploadLine(*scope_->route, line, limits_.json);
    if (!message.ok()) return Fail(OfLine(lines_.number(), message.status()));
    Send(*message);
  }

  void Read() {
    auto leaving = std::make_shared<Leaving>(shared_from_this());
    scope_->exchange().ReadPiece(limits_.body_max, [leaving](const Refusal* refusal) {
      const auto self = std::exchange(leaving->upload, nullptr);
      refusal == nullptr ? self->OnPiece() : self->OnRefused(*refusal);
    });
  }

  void OnPiece() {
    if (answer_ == nullptr) return;
    lines_.Add(std::exchange(scope_->request().body, std::string()));
    ended_ = scope_->exchange().body_ended();
    if (ended_) lines_.End();
    Continue();
  }

  void OnRefused(const Refusal& refusal) {
    scope_->failure_status = refusal.status;
    Fail(ErrorOf(refusal));
  }

  void Fail(const absl::Status& status) {
    if (std::exchange(answer_, nullptr) == nullptr) return;
    call_->Cancel();
    scope_->Fail(status);
  }

  void Leave() {
    answer_ = nullptr;
    if (call_ != nullptr) call_->Cancel();
  }

  void OnReply(rpc::Reply& reply) {
    call_ = nullptr;
    if (const auto answer = std::exchange(answer_, nullptr)) answer(reply);
  }

  const std::shared_ptr<RequestScope> scope_;
  const UploadLimits limits_;
  Lines lines_;
  // Null once the request is answered.
  std::function<void(rpc::Reply&)> answer_;
  std::shared_ptr<rpc::Upload> call_;
  // All of the body is in lines_.
  bool ended_ = false;
};

}  // namespace

absl::Status StartUpload(rpc::Caller& caller, rpc::Outgoing outgoing,
                         std::shared_ptr<RequestScope> scope, const UploadLimits& limits,
                         std::function<void(rpc::Reply&)> answer) {
  RETURN_IF_ERROR(CheckContentType(*scope->route, scope->request()));
  ASSIGN_OR_RETURN(const Transcoded head,
                   TranscodeUploadHead(*scope->route, scope->target, scope->request()));
  std::make_shared<LineUpload>(std::move(scope), limits, std::move(answer))
      ->Start(caller, std::move(outgoing), head.wire);
  return absl::OkStatus();
}

}  // namespace steward::gateway
