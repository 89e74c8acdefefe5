#include "gateway/rest/event_stream.h"

#include "absl/strings/str_cat.h"
#include "gateway/transcode/wire_field.h"
#include "platform/json/print.h"
#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

class EventStream final : public StreamSink {
 public:
  EventStream(std::shared_ptr<RequestScope> scope, std::function<void()> closed)
      : scope_(std::move(scope)), closed_(std::move(closed)) {}

  void Open() override {
    HttpAnswer head;
    head.content_type = "text/event-stream; charset=utf-8";
    head.headers.emplace_back("X-Accel-Buffering", "no");
    open_ = true;
    scope_->StartStream(std::move(head), std::move(closed_));
  }

  void Send(std::string message, std::function<void()> sent) override {
    std::string json;
    if (!json::PrintJson(*method().response, message, &json, {.empty_lists = true}).ok()) {
      // Leaving a message out would be a silent gap.
      Finish(errors::Internal("a message of a stream cannot be printed"));
      return;
    }
    scope_->exchange().Write(absl::StrCat(IdLine(message), "data: ", json, "\n\n"),
                             std::move(sent));
  }

  void Bookmark(std::string message, std::function<void()> sent) override {
    scope_->exchange().Write(absl::StrCat(": bookmark\n", IdLine(message), "\n"), std::move(sent));
  }

  void Finish(const absl::Status& status) override {
    if (finished_) return;
    finished_ = true;
    if (!open_) return scope_->Fail(status);
    if (!status.ok())
      scope_->exchange().Write(
          absl::StrCat("event: error\ndata: ", scope_->ErrorJson(status), "\n\n"), [] {});
    scope_->exchange().EndStream();
  }

 private:
  const Method& method() const { return *scope_->route->method; }
  std::string IdLine(absl::string_view message) const {
    if (method().response_cursor == nullptr) return "";
    const auto cursor = FindBytes(message, method().response_cursor->number);
    return cursor.has_value() && !cursor->empty() ? absl::StrCat("id: ", *cursor, "\n") : "";
  }

  std::shared_ptr<RequestScope> scope_;
  std::function<void()> closed_;
  bool open_ = false;
  bool finished_ = false;
};

}  // namespace

std::shared_ptr<StreamSink> MakeEventStream(std::shared_ptr<RequestScope> scope,
                                            std::function<void()> closed) {
  return std::make_shared<EventStream>(std::move(scope), std::move(closed));
}

}  // namespace steward::gateway
