// Templates of notifications, and the records that they show.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/util/json_util.h"
#include "platform/status/errors.h"
#include "services/notification/domain/notification_template.h"
#include "services/notification/domain/template_context.h"
#include "services/notification/domain/template_text.h"

namespace steward::notification {
namespace {

// No record can close a tag of a page.
constexpr char kMarked[] = "<q1>";
constexpr size_t kSubjectBytesMax = 512;

void Require(bool condition) {
  if (!condition) std::abort();
}

void RequireRefusal(const absl::Status& status) {
  Require(errors::ReasonOf(status) == errors::Reason::INVALID_FIELD);
}

// What a record of any shape looks like to a template.
TemplateData ContextWith(absl::string_view json) {
  google::protobuf::Struct record;
  if (!google::protobuf::util::JsonStringToMessage(std::string(json), &record).ok()) record.Clear();
  (*record.mutable_fields())["title"].set_string_value(kMarked);
  auto& list = *(*record.mutable_fields())["list"].mutable_list_value();
  for (int i = 0; i < 200; ++i) list.add_values()->set_string_value(kMarked);
  event::v1::Event event;
  event.set_type("dev.steward.ticket.assigned.v1");
  event.set_resource_name("tickets/INC-1");
  return ContextOf(DataOf(event, absl::UTCTimeZone()), DataOf(record), {"users/alice", kMarked},
                   {"users/bob", "Bob"}, {"https://steward.example.com/tickets/INC-1", ""});
}

void CheckRendered(const std::string& text, const TemplateData& data) {
  for (const Markup markup : {Markup::kText, Markup::kHtml}) {
    const absl::Status checked = CheckText(text, markup, SampleContext(), "text");
    if (!checked.ok()) RequireRefusal(checked);
    const auto rendered = RenderText(text, markup, data, "text");
    if (!rendered.ok()) {
      RequireRefusal(rendered.status());
      continue;
    }
    Require(rendered->size() <= kRenderedMax);
    if (checked.ok() && markup == Markup::kHtml && !absl::StrContains(text, "q1>"))
      Require(!absl::StrContains(*rendered, kMarked));
  }
}

void CheckSaid(const std::string& text, const TemplateData& data) {
  NotificationTemplate words;
  words.set_subject(text);
  const auto said = Say(words, "de-AT", data);
  if (!said.ok()) return RequireRefusal(said.status());
  Require(said->subject.size() <= kSubjectBytesMax);
  for (char c : said->subject) Require(!absl::ascii_iscntrl(c));
}

}  // namespace
}  // namespace steward::notification

// The first line is a record as JSON, the others are a template.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t line = input.find('\n');
  const bool has_record = line != absl::string_view::npos;
  const std::string text(has_record ? input.substr(line + 1) : input);
  const auto context =
      steward::notification::ContextWith(has_record ? input.substr(0, line) : "{}");
  steward::notification::CheckRendered(text, context);
  steward::notification::CheckSaid(text, context);
  return 0;
}
