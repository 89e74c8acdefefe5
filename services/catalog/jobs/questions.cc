#include "services/catalog/jobs/questions.h"

#include <map>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/resource/name.h"
#include "platform/resource/number_text.h"
#include "platform/resource/utf8.h"

namespace steward::catalog {
namespace {

using approval::v1::Approval;
using ticket::v1::Ticket;

// Of an approval, and of the name of an item.
constexpr int kTitleMax = 255;
// Of a ticket.
constexpr int kDescriptionMax = 65536;

// An answer as people read it.
std::string TextOf(const google::protobuf::Value& answer) {
  using google::protobuf::Value;
  switch (answer.kind_case()) {
    case Value::kStringValue:
      return answer.string_value();
    case Value::kBoolValue:
      return answer.bool_value() ? "yes" : "no";
    case Value::kNumberValue:
      return resource::NumberText(answer.number_value());
    case Value::kListValue:
      return absl::StrJoin(answer.list_value().values(), ", ",
                           [](std::string* out, const Value& each) { *out += TextOf(each); });
    default:
      return "";
  }
}

// What it is and what it costs, as far as both fit.
std::string TitleOf(const Request& request) {
  if (!request.has_price()) return request.title();
  const std::string title = absl::StrCat(request.title(), ", ", request.price().amount(), " ",
                                         request.price().currency_code());
  return resource::CodePoints(title) <= kTitleMax ? title : request.title();
}

// Who does it need not see the request.
std::string DescriptionOf(const Request& request, const v1::TaskTemplate& task) {
  std::string text = task.description();
  if (!text.empty()) text += "\n\n";
  absl::StrAppend(&text, request.title(), " for ", request.requester(), " (", request.name(), ")");
  std::map<std::string, std::string> answers;
  for (const auto& [id, answer] : request.answers().fields()) answers[id] = TextOf(answer);
  for (const auto& [id, answer] : answers) absl::StrAppend(&text, "\n- ", id, ": ", answer);
  if (resource::CodePoints(text) <= kDescriptionMax) return text;
  return absl::StrCat(task.description(), "\n\n", request.name());
}

}  // namespace

approval::v1::CreateApprovalRequest QuestionFor(const Request& request) {
  approval::v1::CreateApprovalRequest question;
  question.set_request_id(absl::StrCat("approval-", resource::IdOf(request.name())));
  Approval* approval = question.mutable_approval();
  approval->set_subject(request.name());
  approval->set_subject_digest(DigestOf(request));
  approval->set_title(TitleOf(request));
  approval->set_requester(request.requester());
  if (absl::StartsWith(request.creator(), "users/") && request.creator() != request.requester())
    approval->add_excluded(request.creator());
  *approval->mutable_stages() = request.stages();
  return question;
}

ticket::v1::CreateTicketRequest TicketFor(const Request& request, const v1::TaskTemplate& task) {
  ticket::v1::CreateTicketRequest creation;
  creation.set_request_id(absl::StrCat("task-", resource::IdOf(request.name()), "-", task.id()));
  Ticket* ticket = creation.mutable_ticket();
  ticket->set_kind(Ticket::TASK);
  ticket->set_title(task.title());
  ticket->set_description(DescriptionOf(request, task));
  ticket->set_parent(request.name());
  return creation;
}

}  // namespace steward::catalog
